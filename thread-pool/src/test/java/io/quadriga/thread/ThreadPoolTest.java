package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Action;
import io.quadriga.BrokenExecutorException;
import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Quadriga;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.ExecutorListener;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread pool as its users see it. */
@Timeout(60)
class ThreadPoolTest {

    private final String name = "thread-pool-test-" + System.identityHashCode(this);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Semaphore inside = new Semaphore(0);
    private final Workers heard = new Workers();

    @AfterEach
    void leavesNoThread() {
        gate.countDown();
        awaitUntil(() -> threads().isEmpty());
    }

    @Test
    void t01_theDefaultWidthFollowsTheFormula() throws Exception {
        int width = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
        try (Executor pool = pool().build()) {
            block(pool, width + 1);
            inside.acquire(width);
            assertEquals(width, pool.stats().running());
            assertEquals(1, pool.stats().queued());
            gate.countDown();
        }
    }

    @Test
    void t02_blockedBodiesTakeExactlyAsManyThreadsAsThePoolIsWide() throws Exception {
        try (Executor pool = pool().workers(4).build()) {
            block(pool, 60);
            inside.acquire(4);
            assertEquals(4, threads().size());
            gate.countDown();
        }
        assertEquals(4, heard.started.size());
    }

    @Test
    void t03_oneThreadServesTasksThatFollowOneAnother() throws Exception {
        try (Executor pool = pool().workers(4).build()) {
            for (int i = 0; i < 3; i++) {
                pool.submit(() -> {}).get();
            }
        }
        assertEquals(List.of(name + "-1"), List.copyOf(heard.started));
    }

    @Test
    void t04_threadsAreNamedAfterThePool() throws Exception {
        try (Executor pool = pool().workers(2).build()) {
            assertEquals(name + "-1", pool.submit(() -> Thread.currentThread().getName()).get());
        }
        try (Executor one = ThreadPool.builder().build();
                Executor other = ThreadPool.builder().build()) {
            Task<String> body = () -> Thread.currentThread().getName();
            assertEquals(one.name() + "-1", one.submit(body).get());
            assertEquals(other.name() + "-1", other.submit(body).get());
            assertFalse(one.name().equals(other.name()));
        }
    }

    @Test
    void t05_mapResultsOutliveTheShutdown() throws Exception {
        Executor pool = pool().workers(5).build();
        Future<List<Integer>> squares =
                pool.mapAsync(n -> n * n, IntStream.range(0, 100).boxed().toList());
        pool.shutdown();
        assertEquals(IntStream.range(0, 100).map(n -> n * n).boxed().toList(), squares.get());
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void t07_closeWaitsForEverythingSubmitted() {
        List<Future<?>> futures = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        try (Executor pool = pool().workers(3).build()) {
            for (int i = 0; i < 500; i++) {
                futures.add(
                        pool.submit(() -> {
                            ran.incrementAndGet();
                        }));
            }
        }
        assertEquals(500, ran.get());
        assertTrue(futures.stream().allMatch(Future::isDone));
    }

    @Test
    void t10_shutdownNowIsPromptAndTellsRunningFromQueued() throws Exception {
        Executor pool = pool().workers(2).build();
        List<Future<?>> futures = block(pool, 10);
        inside.acquire(2);
        List<Runnable> queued = pool.shutdownNow();
        assertEquals(8, queued.size());
        assertTrue(futures.stream().allMatch(Future::isCancelled));
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, inside.availablePermits());
    }

    @Test
    void t11_aTaskThatWaitsForItsOwnSaturatedPoolGetsItsResult() throws Exception {
        try (Executor pool = pool().workers(1).build()) {
            assertEquals("inner", pool.submit(() -> pool.submit(() -> "inner").get()).get());
        }
    }

    @Test
    void t12_aFailingInitializerBreaksThePool() {
        IllegalStateException failure = new IllegalStateException("no database");
        AtomicInteger calls = new AtomicInteger();
        Action initializer =
                () -> {
                    calls.incrementAndGet();
                    throw failure;
                };
        try (Executor pool = pool().workers(4).initializer(initializer).build()) {
            Future<?> first = pool.submit(() -> {});
            ExecutionException e = assertThrows(ExecutionException.class, first::get);
            assertInstanceOf(BrokenExecutorException.class, e.getCause());
            assertSame(failure, e.getCause().getCause());
            BrokenExecutorException refused =
                    assertThrows(BrokenExecutorException.class, () -> pool.submit(() -> {}));
            assertSame(failure, refused.getCause());
        }
        assertTrue(calls.get() <= 4);
    }

    @Test
    void c38_everyTaskSeesWhatTheInitializerSet() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        Action initializer = () -> local.set(Thread.currentThread().getName());
        try (Executor pool = pool().workers(3).initializer(initializer).build()) {
            for (Future<?> each :
                    submitAll(
                            pool,
                            100,
                            () -> {
                                assertEquals(Thread.currentThread().getName(), local.get());
                            })) {
                each.get();
            }
        }
    }

    @Test
    void t16_closeFromATaskIsAStateErrorAndAwaitTerminationTimesOut() throws Exception {
        try (Executor pool = pool().workers(1).build()) {
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(ExecutionException.class, () -> pool.submit(pool::close).get())
                            .getCause());
            block(pool, 1);
            inside.acquire();
            pool.shutdown();
            assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
            gate.countDown();
        }
    }

    @Test
    void t17_aThreadEndsAfterItsShareOfTasks() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (Executor pool = pool().workers(1).maxTasksPerWorker(2).build()) {
            submitAll(pool, 4, () -> names.add(Thread.currentThread().getName()));
        }
        assertEquals(Set.of(name + "-1", name + "-2"), names);
    }

    @Test
    void t18_aStreamGoesOnAfterAFailure() {
        try (Executor pool = pool().workers(2).build();
                Stream<Integer> stream = pool.stream(n -> 12 / n, List.of(1, 0, 3))) {
            Iterator<Integer> results = stream.iterator();
            assertEquals(12, results.next());
            assertThrows(ArithmeticException.class, results::next);
            assertEquals(4, results.next());
            assertFalse(results.hasNext());
        }
    }

    @Test
    void t19_aCancelledMapEndsWithCancellation() throws Exception {
        try (Executor pool = pool().workers(2).build()) {
            Future<List<Object>> map =
                    pool.mapAsync(n -> awaitGate(), IntStream.range(0, 20).boxed().toList());
            inside.acquire(2);
            assertTrue(map.cancel(true));
            assertThrows(CancellationException.class, map::get);
        }
    }

    @Test
    void t20_theVeryExceptionOfTheBodyArrives() throws Exception {
        Exception thrown = new Exception("mine");
        try (Executor pool = pool().workers(1).build()) {
            Future<Object> future =
                    pool.submit(
                            (Task<Object>)
                                    () -> {
                                        throw thrown;
                                    });
            assertSame(thrown, assertThrows(ExecutionException.class, future::get).getCause());
        }
    }

    @Test
    void t21_manyQueuedTasksDoNotDelayTheStop() throws Exception {
        Executor pool = pool().workers(3).build();
        block(pool, 10_000);
        inside.acquire(3);
        assertEquals(9_997, pool.shutdownNow().size());
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, inside.availablePermits());
    }

    @Test
    void c30_aWrongValueIsRefusedAtItsSetterNamingTheBound() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ThreadPool.builder().workers(0));
        assertTrue(e.getMessage().contains("from 1 to 32767: workers=0"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ThreadPool.builder().workers(-1));
        assertThrows(
                IllegalArgumentException.class, () -> ThreadPool.builder().maxTasksPerWorker(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> ThreadPool.builder().idleTimeout(Duration.ofMillis(-1)));
    }

    @Test
    void aConfigurationOpensIt() throws Exception {
        try (Quadriga quadriga =
                Quadriga.open(
                        ConfigFactory.parseString(
                                "quadriga.executors."
                                        + name
                                        + " { backend = thread-pool, workers = 2, idle-timeout = never }"))) {
            Executor pool = quadriga.executor(name);
            assertEquals(name + "-1", pool.submit(() -> Thread.currentThread().getName()).get());
            assertEquals(
                    Set.of(
                            Capability.SHARES_MEMORY,
                            Capability.BOUNDS_QUEUE,
                            Capability.PRIORITIES),
                    pool.capabilities());
        }
    }

    @Test
    void idleThreadsEndAndOthersStartOnDemand() throws Exception {
        try (Executor pool = pool().workers(2).idleTimeout(Duration.ofMillis(1)).build()) {
            pool.submit(() -> {}).get();
            awaitUntil(() -> threads().isEmpty());
            pool.submit(() -> {}).get();
            assertEquals(2, heard.started.size());
        }
    }

    @Test
    void higherPriorityGoesFirst() throws Exception {
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        try (Executor pool = pool().workers(1).build()) {
            block(pool, 1);
            inside.acquire();
            for (int priority : new int[] {0, -1, 2, 1}) {
                pool.with(TaskOptions.priority(priority))
                        .submit(() -> {
                            order.add(priority);
                        });
            }
            gate.countDown();
        }
        assertEquals(List.of(2, 1, 0, -1), List.copyOf(order));
    }

    @Test
    void aFullQueueRejectsOrRunsInTheCaller() throws Exception {
        try (Executor pool = pool().workers(1).queueCapacity(1).rejectWhenFull().build()) {
            block(pool, 1);
            inside.acquire();
            Future<?> queued = pool.submit(() -> {});
            assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> {}));
            gate.countDown();
            queued.get();
        }
        CountDownLatch second = new CountDownLatch(1);
        try (Executor pool = pool().workers(1).queueCapacity(1).callerRunsWhenFull().build()) {
            Future<?> blocker =
                    pool.submit(() -> {
                        inside.release();
                        second.await();
                        return null;
                    });
            inside.acquire();
            pool.submit(() -> {});
            assertSame(Thread.currentThread(), pool.submit(Thread::currentThread).get());
            second.countDown();
            blocker.get();
        }
    }

    @Test
    void cancelInterruptsAndTheNextTaskIsLeftAlone() throws Exception {
        try (Executor pool = pool().workers(1).build()) {
            for (int i = 0; i < 500; i++) {
                Future<Object> cancelled = pool.submit(this::awaitGate);
                inside.acquire();
                assertTrue(cancelled.cancel(true));
                assertFalse(pool.submit(() -> Thread.currentThread().isInterrupted()).get());
            }
        }
        assertEquals(1, heard.started.size());
    }

    @Test
    void aBodyThatIgnoresItsTimeoutIsReplaced() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (Executor pool = pool().workers(1).interruptGrace(Duration.ofMillis(5)).build()) {
            Future<?> stuck =
                    pool.with(TaskOptions.timeout(Duration.ofMillis(20)).label("stubborn"))
                            .submit(() -> {
                                ignoreInterrupts();
                                ended.set(true);
                            });
            assertInstanceOf(
                    TaskTimeoutException.class,
                    assertThrows(ExecutionException.class, stuck::get).getCause());
            assertEquals(name + "-2", pool.submit(() -> Thread.currentThread().getName()).get());
            awaitUntil(() -> heard.lost.size() == 1);
            String message = heard.lost.peek().toString();
            assertTrue(message.contains("worker=" + name + "-1, task=stubborn"), message);
            gate.countDown();
        }
        assertTrue(ended.get());
    }

    @Test
    void tooManyStuckBodiesRefuseSubmissionsUntilOneEnds() throws Exception {
        try (Executor pool = pool().workers(1).maxStuck(1).interruptGrace(Duration.ZERO).build()) {
            for (int i = 0; i < 2; i++) {
                Future<?> stuck = pool.submit(this::ignoreInterrupts);
                inside.acquire();
                stuck.cancel(true);
            }
            awaitUntil(() -> heard.lost.toString().matches("(.*task=unnamed){2}.*"));
            RejectedExecutionException e =
                    assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> {}));
            assertTrue(e.getMessage().contains("stuck=2, max-stuck=1"), e.getMessage());
            gate.countDown();
            awaitUntil(() -> {
                try {
                    return pool.submit(() -> true).get();
                } catch (RejectedExecutionException stillStuck) {
                    return false;
                } catch (Exception other) {
                    throw new AssertionError(other);
                }
            });
        }
    }

    @Test
    void revokedTasksAreNotRetained() throws Exception {
        try (Executor pool = ThreadPool.builder().name(name).workers(1).build()) {
            block(pool, 1);
            inside.acquire();
            List<WeakReference<byte[]>> payloads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] payload = new byte[100_000];
                payloads.add(new WeakReference<>(payload));
                pool.submit(() -> payload.length).cancel(false);
            }
            awaitUntil(() -> {
                System.gc();
                return payloads.stream().allMatch(payload -> payload.get() == null);
            });
            gate.countDown();
        }
    }

    // ---- tools

    private ThreadPool.Builder pool() {
        return ThreadPool.builder().name(name).listener(heard);
    }

    private List<Future<?>> block(Executor pool, int count) {
        return submitAll(
                pool,
                count,
                () -> {
                    try {
                        awaitGate();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static List<Future<?>> submitAll(Executor pool, int count, Runnable body) {
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(body));
        }
        return futures;
    }

    private Object awaitGate() throws InterruptedException {
        inside.release();
        gate.await();
        return "done";
    }

    private void ignoreInterrupts() {
        inside.release();
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException ignored) {
                Thread.yield(); // the point of this body
            }
        }
    }

    private Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(name + "-")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    private static void awaitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // bounded by the time limit of the class
            Thread.yield();
        }
    }

    private static final class Workers implements ExecutorListener {
        private final Queue<String> started = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> lost = new ConcurrentLinkedQueue<>();

        @Override
        public void workerStarted(String executor, String worker) {
            started.add(worker);
        }

        @Override
        public void workerLost(String executor, String worker, Throwable cause) {
            lost.add(cause);
        }
    }
}
