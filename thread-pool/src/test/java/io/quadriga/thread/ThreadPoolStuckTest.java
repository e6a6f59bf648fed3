package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that ignore interrupts, in chunks and in workers that help; tasks just not begun. */
@Timeout(60)
class ThreadPoolStuckTest {

    private static final Duration BRIEF = Duration.ofMillis(50);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final Executor pool =
            ThreadPool.builder().workers(2).interruptGrace(Duration.ofMillis(20)).build();

    @AfterEach
    void ends() throws InterruptedException {
        gate.countDown();
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void theRestOfAStuckChunkOfAStreamIsPassedOn() {
        Iterator<Integer> results =
                pool.with(TaskOptions.chunkSize(10).timeout(BRIEF)).stream(
                                this::firstIsStuck, upTo(10))
                        .iterator();
        assertThrows(TaskTimeoutException.class, results::next);
        for (int n = 1; n < 10; n++) {
            assertEquals(n, results.next());
        }
    }

    @Test
    void theRestOfAStuckChunkOfAMapIsPassedOn() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Future<List<Integer>> map =
                pool.with(TaskOptions.chunkSize(10).timeout(BRIEF))
                        .mapAsync(
                                n -> {
                                    ran.incrementAndGet();
                                    return firstIsStuck(n);
                                },
                                upTo(10));
        assertTrue(map.await(Duration.ofSeconds(30)));
        assertThrows(TaskTimeoutException.class, map::result);
        assertEquals(10, ran.get());
        gate.countDown();
        awaitUntil(() -> pool.stats().running() == 0);
        assertEquals(10, ran.get());
    }

    @Test
    void theWorkerThatHelpsAStuckBodyIsReplaced() throws Exception {
        try (Executor one =
                ThreadPool.builder().workers(1).interruptGrace(Duration.ofMillis(20)).build()) {
            AtomicReference<Future<Integer>> inner = new AtomicReference<>();
            Future<Integer> outer =
                    one.submit(() -> {
                        inner.set(one.submit(() -> firstIsStuck(0)));
                        return inner.get().get();
                    });
            inside.await();
            inner.get().cancel(true);
            assertEquals("x", one.submit(() -> "x").get());
            assertEquals(1, one.stats().workersLost());
            gate.countDown();
            ExecutionException failed = assertThrows(ExecutionException.class, outer::get);
            assertTrue(failed.getCause() instanceof CancellationException, failed::toString);
        }
    }

    @Test
    void theRestOfAChunkThatHelpsAStuckBodyIsPassedOn() throws Exception {
        try (Executor one =
                ThreadPool.builder().workers(1).interruptGrace(Duration.ofMillis(20)).build()) {
            AtomicReference<Future<Integer>> inner = new AtomicReference<>();
            Iterator<Integer> results =
                    one.with(TaskOptions.chunkSize(4))
                            .streamUnordered(
                                    n -> {
                                        if (n == 0) {
                                            inner.set(one.submit(() -> firstIsStuck(0)));
                                            inner.get().get();
                                        }
                                        return n;
                                    },
                                    upTo(4))
                            .iterator();
            Thread cancels = Thread.ofPlatform().daemon().start(() -> cancelOnceInside(inner));
            assertEquals(6, results.next() + results.next() + results.next());
            cancels.join();
            gate.countDown();
            assertThrows(RuntimeException.class, results::next);
        }
    }

    @Test
    void theTimeoutOfAWaiterReplacesItsWorkerThatHelpsAStubbornBody() throws Exception {
        try (Executor one =
                ThreadPool.builder().workers(1).interruptGrace(Duration.ofMillis(20)).build()) {
            Future<Integer> outer =
                    one.with(TaskOptions.timeout(BRIEF))
                            .submit(() -> one.with(labelled()).submit(() -> firstIsStuck(0)).get());
            ExecutionException late = assertThrows(ExecutionException.class, outer::get);
            assertTrue(late.getCause() instanceof TaskTimeoutException, late::toString);
            assertEquals("x", one.submit(() -> "x").get());
            gate.countDown();
        }
    }

    @Test
    void shutdownNowMissesNoTaskThatAWorkerIsAboutToBegin() throws Exception {
        for (int round = 0; round < 300; round++) {
            Executor stopped = ThreadPool.builder().workers(2).build();
            Executor view = round % 2 == 0 ? stopped : stopped.with(labelled());
            int tasks = 20 + round % 50;
            for (int i = 0; i < tasks; i++) {
                view.submit(() -> "x");
            }
            int listed = stopped.shutdownNow().size();
            assertTrue(stopped.awaitTermination(30, TimeUnit.SECONDS));
            assertEquals(tasks, listed + stopped.stats().attempts(), stopped::toString);
        }
    }

    private static TaskOptions labelled() {
        return TaskOptions.label("inner");
    }

    private void cancelOnceInside(AtomicReference<Future<Integer>> future) {
        try {
            inside.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        future.get().cancel(true);
    }

    private int firstIsStuck(int n) {
        while (n == 0 && gate.getCount() > 0) {
            inside.countDown();
            try {
                gate.await();
            } catch (InterruptedException ignored) {
                Thread.yield(); // the point of this body
            }
        }
        return n;
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    private static void awaitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // bounded by the time limit of the class
            Thread.yield();
        }
    }
}
