package io.quadriga.thread.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.BrokenExecutorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The workers alone, with an engine of the test. */
@Timeout(60)
class ThreadPoolWorkersTest {

    private static final long MINUTE = 60_000_000_000L;

    private final TestContext context = new TestContext();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Semaphore inside = new Semaphore(0);
    private ThreadPoolWorkers workers;

    @AfterEach
    void shutDown() throws Exception {
        gate.countDown();
        if (!terminated.isDone() && workers != null) {
            workers.shutdown(() -> terminated.complete(null));
        }
        terminated.get(30, TimeUnit.SECONDS);
        awaitUntil(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(poolName())));
    }

    /** T02. */
    @Test
    void blockedBodiesTakeExactlyAsManyThreadsAsThePoolIsWide() throws Exception {
        open(4, Integer.MAX_VALUE, MINUTE, 4, null);
        List<TestRun> runs =
                startAll(
                        60,
                        () -> {
                            gate.await();
                            return Thread.currentThread().getName();
                        });
        awaitUntil(() -> runs.stream().filter(TestRun::wasEntered).count() == 4);
        assertEquals(4, context.started.size());
        gate.countDown();
        Set<Object> names = new TreeSet<>();
        for (TestRun run : runs) {
            names.add(run.result());
        }
        assertEquals(4, context.started.size());
        assertTrue(Set.copyOf(context.started).containsAll(names));
    }

    /** T03: but for a thread that loses its processor between a run and the next look. */
    @Test
    void oneThreadServesRunsThatFollowOneAnother() throws Exception {
        open(100, Integer.MAX_VALUE, MINUTE, 100, null);
        for (int i = 0; i < 20_000; i++) {
            start(() -> null).result();
        }
        assertTrue(context.started.size() <= 10, context.started::toString);
    }

    @Test
    void aFreePlaceIsUsedAtOnce() throws Exception {
        open(3, Integer.MAX_VALUE, MINUTE, 3, null);
        for (int round = 0; round < 2_000; round++) {
            CountDownLatch all = new CountDownLatch(3);
            List<TestRun> runs =
                    startAll(
                            3,
                            () -> {
                                all.countDown();
                                all.await(); // ends only if all three run at the same time
                                return null;
                            });
            for (TestRun run : runs) {
                run.result();
            }
        }
        assertEquals(3, context.started.size());
    }

    @Test
    void threadsAreDaemonsNamedAfterThePool() throws Exception {
        open(2, Integer.MAX_VALUE, MINUTE, 2, null);
        Thread thread = (Thread) start(Thread::currentThread).result();
        assertEquals(poolName() + "-1", thread.getName());
        assertTrue(thread.isDaemon());
        assertSame(getClass().getClassLoader(), thread.getContextClassLoader());
    }

    /** T17. */
    @Test
    void aThreadEndsAfterItsShareOfBodies() throws Exception {
        open(1, 2, MINUTE, 1, null);
        Set<Object> threads = new TreeSet<>();
        for (TestRun run : startAll(4, () -> Thread.currentThread().getName())) {
            threads.add(run.result());
        }
        assertEquals(Set.of(poolName() + "-1", poolName() + "-2"), threads);
    }

    @Test
    void anIdleThreadEndsAndAnotherStartsOnDemand() throws Exception {
        open(2, Integer.MAX_VALUE, 1_000_000, 2, null);
        start(() -> null).result();
        awaitUntil(() -> context.ended.size() == 1);
        start(() -> null).result();
        assertEquals(2, context.started.size());
    }

    @Test
    void aLeftoverInterruptDoesNotReachTheNextBody() throws Exception {
        open(1, Integer.MAX_VALUE, MINUTE, 1, null);
        List<TestRun> runs =
                startAll(
                        2,
                        () -> {
                            boolean interrupted = Thread.currentThread().isInterrupted();
                            Thread.currentThread().interrupt();
                            return interrupted;
                        });
        for (TestRun run : runs) {
            assertEquals(false, run.result());
        }
        awaitUntil(() -> isParked(poolName() + "-1")); // and is not spun by it
    }

    @Test
    void higherPriorityRunsFirst() throws Exception {
        open(1, Integer.MAX_VALUE, MINUTE, 1, null);
        TestRun blocker = start(this::awaitGate);
        blocker.entered.get();
        List<Integer> order = new ArrayList<>();
        List<TestRun> runs = new ArrayList<>();
        for (int priority : new int[] {0, -5, 5, 1}) {
            TestRun run = new TestRun(() -> order.add(priority), priority);
            workers.start(run);
            runs.add(run);
        }
        gate.countDown();
        for (TestRun run : runs) {
            run.result();
        }
        assertEquals(List.of(5, 1, 0, -5), order);
    }

    @Test
    void aStuckBodyIsReportedAndItsWorkerReplaced() throws Exception {
        open(1, Integer.MAX_VALUE, MINUTE, 1, null);
        TestRun stuck = start(this::ignoreInterrupts);
        inside.acquire();
        TestRun waiting = start(() -> "ran");
        workers.stop(stuck, true);
        workers.stop(stuck, false);
        workers.stop(stuck, false);
        assertEquals("ran", waiting.result());
        assertEquals(List.of(stuck), List.copyOf(context.stuck));
        assertEquals(1, context.lost.size());
        assertTrue(
                List.of(context.lost.peek().getStackTrace())
                        .toString()
                        .contains("ignoreInterrupts"));
        assertEquals(2, context.started.size());
        gate.countDown();
        stuck.ended.get();
        assertEquals("ran", start(() -> "ran").result());
        assertEquals(2, context.started.size());
    }

    @Test
    void moreStuckBodiesThanMayBeReplacedRefuseRunsUntilOneEnds() throws Exception {
        open(2, Integer.MAX_VALUE, MINUTE, 1, null);
        List<TestRun> stuck = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            TestRun run = start(this::ignoreInterrupts);
            inside.acquire();
            workers.stop(run, false);
            stuck.add(run);
        }
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> start(() -> "ran"));
        assertTrue(refused.getMessage().contains("stuck=2, max-stuck=1"));
        gate.countDown();
        for (TestRun run : stuck) {
            run.ended.get();
        }
        awaitUntil(() -> {
            try {
                return "ran".equals(start(() -> "ran").result());
            } catch (RejectedExecutionException stillStuck) {
                return false;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsQueuedFailsWhenEveryPlaceIsStuck() throws Exception {
        open(1, Integer.MAX_VALUE, MINUTE, 0, null);
        TestRun stuck = start(this::ignoreInterrupts);
        inside.acquire();
        TestRun queued = start(() -> null);
        workers.stop(stuck, false);
        ExecutionException e = assertThrows(ExecutionException.class, queued::result);
        assertInstanceOf(RejectedExecutionException.class, e.getCause());
        assertTrue(e.getCause().getMessage().contains("stuck=1, max-stuck=0"));
    }

    @Test
    void aBodyThatHasEndedIsNotStuck() throws Exception {
        open(1, Integer.MAX_VALUE, MINUTE, 1, null);
        TestRun run = start(() -> null);
        run.result();
        workers.stop(run, true);
        workers.stop(run, false);
        start(() -> null).result();
        assertEquals(1, context.started.size());
        assertEquals(0, context.stuck.size());
    }

    @Test
    void shutdownRunsWhatIsQueuedAndThenTerminates() throws Exception {
        open(2, Integer.MAX_VALUE, MINUTE, 2, null);
        List<TestRun> runs = startAll(100, this::awaitGate);
        workers.shutdown(() -> terminated.complete(null));
        assertThrows(RejectedExecutionException.class, () -> start(() -> null));
        assertFalse(terminated.isDone());
        gate.countDown();
        terminated.get(30, TimeUnit.SECONDS);
        assertTrue(runs.stream().allMatch(run -> run.ended.isDone()));
        assertEquals(2, context.ended.size());
    }

    @Test
    void aPoolThatWasNeverUsedTerminatesAtOnce() {
        open(2, Integer.MAX_VALUE, MINUTE, 2, null);
        workers.shutdown(() -> terminated.complete(null));
        assertTrue(terminated.isDone());
        assertEquals(0, context.started.size());
    }

    @Test
    void killInterruptsBodiesAndDropsWhatIsQueued() throws Exception {
        open(2, Integer.MAX_VALUE, MINUTE, 2, null);
        List<TestRun> runs = startAll(10, this::awaitGate);
        awaitUntil(() -> runs.stream().filter(TestRun::wasEntered).count() == 2);
        workers.shutdown(() -> terminated.complete(null));
        workers.kill();
        terminated.get(30, TimeUnit.SECONDS);
        assertEquals(2, runs.stream().filter(TestRun::wasEntered).count());
        assertTrue(runs.stream().allMatch(run -> run.outcome.isCompletedExceptionally()));
    }

    @Test
    void killInterruptsTheInitializer() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        open(
                1,
                Integer.MAX_VALUE,
                MINUTE,
                1,
                () -> {
                    inside.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        TestRun run = start(() -> null);
        inside.await();
        workers.shutdown(() -> terminated.complete(null));
        workers.kill();
        terminated.get(30, TimeUnit.SECONDS);
        assertFalse(run.wasEntered());
        assertFalse(context.broken.isDone());
    }

    @Test
    void theInitializerRunsOnceInEachThread() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        AtomicInteger calls = new AtomicInteger();
        open(
                2,
                Integer.MAX_VALUE,
                MINUTE,
                2,
                () -> {
                    calls.incrementAndGet();
                    local.set(Thread.currentThread().getName());
                });
        for (TestRun run :
                startAll(
                        50,
                        () -> {
                            assertEquals(Thread.currentThread().getName(), local.get());
                            return null;
                        })) {
            run.result();
        }
        assertEquals(context.started.size(), calls.get());
    }

    /** T12. */
    @Test
    void aFailingInitializerBreaksThePoolOnce() throws Exception {
        IllegalStateException failure = new IllegalStateException("no database");
        AtomicInteger calls = new AtomicInteger();
        open(
                4,
                Integer.MAX_VALUE,
                MINUTE,
                4,
                () -> {
                    calls.incrementAndGet();
                    throw failure;
                });
        TestRun run = start(() -> null);
        assertSame(failure, context.broken.get(30, TimeUnit.SECONDS));
        ExecutionException e = assertThrows(ExecutionException.class, run::result);
        assertInstanceOf(BrokenExecutorException.class, e.getCause());
        assertSame(failure, e.getCause().getCause());
        assertThrows(BrokenExecutorException.class, () -> start(() -> null));
        assertTrue(calls.get() <= 4);
    }

    // ---- tools

    private String poolName() {
        return "workers-test-" + System.identityHashCode(this);
    }

    private void open(int width, int maxTasks, long idleNanos, int maxStuck, Action initializer) {
        workers =
                new ThreadPoolWorkers(
                        new ThreadPoolSettings(
                                poolName(),
                                width,
                                maxTasks,
                                idleNanos,
                                maxStuck,
                                () -> Optional.ofNullable(initializer)),
                        context);
    }

    private TestRun start(Callable<?> body) {
        TestRun run = new TestRun(body);
        workers.start(run);
        return run;
    }

    private List<TestRun> startAll(int count, Callable<?> body) {
        List<TestRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(start(body));
        }
        return runs;
    }

    private Object awaitGate() throws InterruptedException {
        gate.await();
        return null;
    }

    private Object ignoreInterrupts() {
        inside.release();
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.yield();
            }
        }
        return null;
    }

    private static boolean isParked(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals(name))
                .anyMatch(entry -> List.of(entry.getValue()).toString().contains("awaitWake"));
    }

    private static void awaitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // bounded by the time limit of the class
            Thread.yield();
        }
    }
}
