package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.PoolDeadlockException;
import io.quadriga.TaskOptions;
import io.quadriga.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that wait for work of their own pool that is not queued yet, or not queued any more. */
@Timeout(30)
class OwnWaitsTest {

    private static final Duration DELAY = Duration.ofMillis(100);

    private final Executor pool = ThreadPool.builder().workers(1).build();
    private final Executor delayed = pool.with(TaskOptions.delay(DELAY));
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        pool.close();
    }

    private Executor retrying(Duration backOff) {
        return pool.with(TaskOptions.retryOn(IllegalStateException.class).retries(3, backOff));
    }

    private int thirdTime(int result) {
        if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("again");
        }
        return result;
    }

    @Test
    void aDelayedTaskIsRunByTheOnlyWorkerThatWaitsForIt() throws Exception {
        assertEquals(7, pool.submit(() -> delayed.submit(() -> 7).get()).get());
    }

    @Test
    void soIsADelayedMap() throws Exception {
        List<Integer> inputs = List.of(1, 2, 3);
        assertEquals(inputs, pool.submit(() -> delayed.map(n -> n, inputs)).get());
    }

    @Test
    void soIsTheNextAttemptAtOnceOrLater() throws Exception {
        for (Duration backOff : List.of(Duration.ZERO, DELAY)) {
            attempts.set(0);
            Executor retrying = retrying(backOff);
            assertEquals(5, pool.submit(() -> retrying.submit(() -> thirdTime(5)).get()).get());
        }
    }

    @Test
    void soAreTheNextAttemptsOfAStream() throws Exception {
        for (Duration backOff : List.of(Duration.ZERO, DELAY)) {
            attempts.set(0);
            Executor retrying = retrying(backOff);
            List<Integer> inputs = List.of(1, 2);
            assertEquals(
                    inputs,
                    pool.submit(() -> retrying.stream(this::thirdTime, inputs).toList()).get());
            attempts.set(0);
            assertEquals(
                    2L,
                    pool.submit(() -> retrying.streamUnordered(this::thirdTime, inputs).count())
                            .get());
        }
    }

    @Test
    void soIsWhatInvokeAllInvokeAnyAndAScopeWaitFor() throws Exception {
        Executor retrying = retrying(Duration.ZERO);
        assertEquals(
                1, pool.submit(() -> retrying.invokeAll(List.of(() -> thirdTime(5))).size()).get());
        assertEquals(6, pool.submit(() -> delayed.invokeAny(List.of(() -> 6))).get());
        assertEquals(
                7,
                pool.submit(
                                () -> {
                                    try (TaskScope scope = TaskScope.open(delayed)) {
                                        Future<Integer> child = scope.fork(() -> 7);
                                        scope.join();
                                        return child.get();
                                    }
                                })
                        .get());
    }

    @Test
    void twoWorkersThatWaitForOneDelayedTaskBothGetIt() throws Exception {
        try (Executor two = ThreadPool.builder().workers(2).build()) {
            Future<Integer> late = two.with(TaskOptions.delay(DELAY)).submit(() -> 8);
            Future<Integer> first = two.submit(() -> late.get());
            Future<Integer> second =
                    two.submit(() -> {
                        Futures.waitFor(List.of(late), Futures.When.ALL);
                        return late.get();
                    });
            assertEquals(8, first.get());
            assertEquals(8, second.get());
        }
    }

    @Test
    void aCycleIsStillRefused() throws Exception {
        List<Future<Integer>> self = new ArrayList<>();
        CountDownLatch known = new CountDownLatch(1);
        self.add(
                pool.submit(() -> {
                    known.await();
                    return self.getFirst().get();
                }));
        known.countDown();
        assertThrows(PoolDeadlockException.class, () -> self.getFirst().result());
    }

    /** Bodies end while the queue is being stopped: each of them meets the list. */
    @Test
    void aLongQueueIsStoppedInOnePass() throws Exception {
        Executor busy = ThreadPool.builder().workers(2).build();
        for (int i = 0; i < 200_000; i++) {
            busy.submit(Thread::onSpinWait);
        }
        long start = System.nanoTime();
        int listed = busy.shutdownNow().size();
        assertTrue(busy.awaitTermination(20, TimeUnit.SECONDS));
        assertEquals(200_000, listed + busy.stats().attempts());
        assertTrue(System.nanoTime() - start < 10_000_000_000L, "it took far too long");
    }

    @Test
    void aSecondCallOfShutdownNowReturnsWhenEverythingIsCancelled() throws Exception {
        Executor busy = ThreadPool.builder().workers(2).build();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            futures.add(busy.submit(() -> 1));
        }
        Thread first = Thread.ofPlatform().start(busy::shutdownNow);
        while (!busy.isShutdown()) {
            Thread.onSpinWait();
        }
        busy.shutdownNow();
        long open = futures.stream().filter(future -> !future.isDone()).count();
        first.join();
        assertTrue(open <= 2, () -> "open=" + open); // those that end in this moment
    }
}
