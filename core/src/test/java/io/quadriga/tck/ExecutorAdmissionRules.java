package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Bounded queues. */
abstract class ExecutorAdmissionRules extends ExecutorViewRules {

    private static final int ROOM = 2;

    /** A bounded executor whose one worker is busy and whose queue is full. */
    private Executor openFull(String whenFull, Mark end) {
        Executor executor = openBounded(ROOM, whenFull);
        running(executor, end);
        for (int i = 0; i < ROOM; i++) {
            executor.submit(() -> "queued");
        }
        return executor;
    }

    /** E83: an executor that does not bound its queue refuses the keys that would. */
    @Test
    void e83_withoutABoundTheKeysAreRefused() {
        Executor executor = open(1);
        assumeFalse(executor.capabilities().contains(Capability.BOUNDS_QUEUE), "it has a bound");
        assertThrows(
                IllegalArgumentException.class,
                () -> builder(1).set("queue-capacity", 1).build().close());
    }

    /** E84: by default nothing is bounded. */
    @Test
    void e84_theDefaultIsUnbounded() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        running(executor, end);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            futures.add(executor.submit((Integer n) -> n, i));
        }
        end.set();
        for (int i = 0; i < futures.size(); i++) {
            assertEquals(i, settled(futures.get(i)).get());
        }
    }

    /** E85: {@code when-full = block}: a submission to a full queue waits for a place. */
    @Test
    void e85_blockWaitsForAPlace() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        var submitter = TestThread.start(() -> executor.submit(() -> "waited"));
        submitter.awaitBlocked();
        submitter.assertStillWaits();
        end.set();
        assertEquals("waited", settled(submitter.result()).get());
    }

    /**
     * E86: interrupted while blocked in a submission: RejectedExecutionException, flag restored,
     * task not accepted.
     */
    @Test
    void e86_interruptedWhileBlockedIsRefused() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        long submitted = executor.stats().submitted();
        Mark ran = mark();
        var submitter =
                TestThread.start(() -> {
                    assertThrows(RejectedExecutionException.class, () -> executor.submit(ran::set));
                    return Thread.currentThread().isInterrupted();
                });
        submitter.awaitBlocked();
        submitter.interrupt();
        assertTrue(submitter.result());
        assertEquals(submitted, executor.stats().submitted());
        end.set();
        executor.close();
        assertEquals(0, ran.count());
    }

    /** E87: a bulk call interrupted while blocked in its submission is refused as a whole. */
    @Test
    void e87_aBulkCallInterruptedWhileBlockedIsRefused() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        var submitter =
                TestThread.start(() -> {
                    assertThrows(
                            RejectedExecutionException.class,
                            () -> executor.mapAsync((Integer n) -> n, upTo(3)));
                    return Thread.currentThread().isInterrupted();
                });
        submitter.awaitBlocked();
        submitter.interrupt();
        assertTrue(submitter.result());
        end.set();
        executor.close();
    }

    /** E172: a timed {@code invokeAll} or {@code invokeAny} waits for places within its time. */
    @Test
    void e172_timedInvocationsWaitForPlacesWithinTheirTime() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        long submitted = executor.stats().submitted();
        Mark ran = mark();
        long millis = Bounds.BRIEF.toMillis();
        for (var future : executor.invokeAll(marking(ran), millis, TimeUnit.MILLISECONDS)) {
            assertTrue(future.isCancelled());
        }
        assertThrows(
                TimeoutException.class,
                () -> executor.invokeAny(marking(ran), millis, TimeUnit.MILLISECONDS));
        assertEquals(submitted, executor.stats().submitted());
        end.set();
        executor.close();
        assertEquals(0, ran.count());
    }

    /**
     * E173: {@code invokeAll} and {@code invokeAny} interrupted while they wait for a place throw
     * InterruptedException and cancel all.
     */
    @Test
    void e173_invocationsInterruptedWhileBlockedThrow() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        Mark ran = mark();
        List<Callable<?>> calls =
                List.of(
                        () -> executor.invokeAll(marking(ran)),
                        () -> executor.invokeAll(marking(ran), 1, TimeUnit.DAYS),
                        () -> executor.invokeAny(marking(ran)),
                        () -> executor.invokeAny(marking(ran), 1, TimeUnit.DAYS));
        for (Callable<?> call : calls) {
            var caller = TestThread.start(call::call);
            caller.awaitBlocked();
            caller.interrupt();
            assertInstanceOf(InterruptedException.class, caller.join());
        }
        end.set();
        executor.close();
        assertEquals(0, ran.count());
    }

    private static List<Task<String>> marking(Mark ran) {
        Task<String> task =
                () -> {
                    ran.set();
                    return "ran";
                };
        return List.of(task, task);
    }

    /** E88: a shutdown refuses those who wait for a place. */
    @Test
    void e88_shutdownRefusesThoseWhoWait() throws Exception {
        Mark end = mark();
        Executor executor = openFull("block", end);
        var submitter = TestThread.start(() -> executor.submit(() -> "waited"));
        submitter.awaitBlocked();
        executor.shutdown();
        assertInstanceOf(RejectedExecutionException.class, submitter.join());
        end.set();
        awaitTermination(executor);
    }

    /** E89: {@code when-full = reject}: a submission to a full queue is refused. */
    @Test
    void e89_rejectRefuses() throws Exception {
        Mark end = mark();
        Executor executor = openFull("reject", end);
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "x"));
        assertTrue(refused.getMessage().contains("queue-capacity=" + ROOM), refused.getMessage());
        assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
        assertThrows(
                RejectedExecutionException.class,
                () -> executor.mapAsync((Integer n) -> n, upTo(3)));
        assertEquals(ROOM + 1, executor.stats().submitted());
        end.set();
        Bounds.await("the queue is empty", () -> executor.stats().running() == 0);
        assertAlive(executor);
    }

    /** E90: {@code when-full = caller-runs}: the submitter runs the task itself. */
    @Test
    void e90_callerRunsRunsInTheSubmitter() throws Exception {
        assumeShared(open(1));
        Mark end = mark();
        Executor executor = openFull("caller-runs", end);
        Callable<Thread> where = Thread::currentThread;
        Future<Thread> future = executor.submit(where);
        assertTrue(future.isDone());
        assertSame(Thread.currentThread(), future.get());
        end.set();
    }

    /** E91: {@code caller-runs} where memory is not shared is a configuration error. */
    @Test
    void e91_callerRunsNeedsSharedMemory() {
        Executor executor = open(1);
        assumeFalse(sharesMemory(executor), "shares memory");
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        builder(1)
                                .set("queue-capacity", ROOM)
                                .set("when-full", "caller-runs")
                                .build()
                                .close());
    }

    /** E92: a submission from one of the pool's own tasks never blocks and is never refused. */
    @Test
    void e92_ownTasksAreAdmittedAboveTheCapacity() throws Exception {
        for (String whenFull : List.of("block", "reject", "caller-runs")) {
            Executor executor = openBounded(ROOM, whenFull);
            assumeShared(executor);
            Callable<List<Future<Integer>>> body =
                    () -> {
                        List<Future<Integer>> futures = new ArrayList<>();
                        for (int i = 0; i < 10 * ROOM; i++) {
                            futures.add(executor.submit((Integer n) -> n, i));
                        }
                        return futures;
                    };
            List<Future<Integer>> futures = settled(executor.submit(body)).get();
            for (int i = 0; i < futures.size(); i++) {
                assertEquals(i, settled(futures.get(i)).get());
            }
            assertAlive(executor);
        }
    }

    /** E93: every place comes back: however its task ended, the queue holds as many as before. */
    @Test
    void e93_everyPlaceComesBack() throws Exception {
        Executor executor = openBounded(ROOM, "reject");
        for (int round = 0; round < 5; round++) {
            Mark end = mark();
            running(executor, end);
            Future<?> cancelled = executor.submit(() -> "cancelled");
            Future<?> failing = executor.with(options().label("rich")).submit(() -> fail("x"));
            assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "x"));
            assertTrue(cancelled.cancel(true));
            Future<?> another = executor.submit(() -> "another");
            assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "x"));
            end.set();
            settled(failing);
            settled(another);
            Bounds.await("idle", () -> executor.stats().running() == 0);
            assertNull(settled(executor.submit(() -> {})).get());
            assertEquals(upTo(9), executor.map((Integer n) -> n, upTo(9)));
            assertEquals(9, executor.stream((Integer n) -> n, upTo(9)).count());
            Bounds.await("idle", () -> isIdle(executor));
        }
    }

    static boolean isIdle(Executor executor) {
        var stats = executor.stats();
        return stats.running() == 0 && stats.queued() == 0;
    }

    /** E94: bulk calls and streams of any length pass through a queue of any capacity. */
    @Test
    void e94_bulkCallsPassThroughASmallQueue() throws Exception {
        for (String whenFull : List.of("block", "reject")) {
            Executor executor = openBounded(1, whenFull);
            assertEquals(upTo(1_000), executor.map((Integer n) -> n, upTo(1_000)));
            assertEquals(
                    upTo(1_000),
                    executor.with(options().chunkSize(1)).map((Integer n) -> n, upTo(1_000)));
            assertEquals(
                    upTo(1_000),
                    executor.with(options().chunkSize(1)).stream((Integer n) -> n, upTo(1_000))
                            .toList());
            assertFalse(executor.isShutdown());
        }
    }
}
