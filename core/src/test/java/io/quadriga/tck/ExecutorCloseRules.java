package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskState;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What tasks and callbacks may do to their own executor, and how its end meets them. */
abstract class ExecutorCloseRules extends ExecutorLifeRules {

    /**
     * E31: {@code close} from one of its own tasks throws IllegalStateException; nothing happened.
     */
    @Test
    void e31_closeFromAnOwnTaskThrows() throws Exception {
        Executor executor = open(1);
        assumeShared(executor);
        Callable<Object> closing =
                () -> {
                    executor.close();
                    return "closed";
                };
        assertInstanceOf(IllegalStateException.class, failureOf(executor.submit(closing)));
        assertFalse(executor.isShutdown());
        assertAlive(executor);
    }

    /** E32: {@code shutdown} and {@code shutdownNow} may be called from an own task. */
    @Test
    void e32_anOwnTaskMayShutDown() throws Exception {
        for (boolean now : List.of(false, true)) {
            Executor executor = open(1);
            assumeShared(executor);
            Callable<Object> body = () -> now ? executor.shutdownNow() : shutDown(executor);
            Future<Object> future = executor.submit(body);
            awaitTermination(executor);
            assertTrue(future.isDone());
            assertEquals(now, future.isCancelled());
        }
    }

    private static Object shutDown(Executor executor) {
        executor.shutdown();
        return "down";
    }

    /**
     * E33: {@code close} from a callback waits for all but the callbacks that are themselves inside
     * {@code close}.
     */
    @Test
    void e33_closeFromCallbacksReturns() throws Exception {
        Executor executor = open(1);
        CountDownLatch closed = new CountDownLatch(2);
        Callback<String> closing =
                result -> {
                    executor.close();
                    closed.countDown();
                };
        executor.submit(() -> "first").onDone(closing);
        try {
            executor.submit(() -> "second").onDone(closing);
        } catch (RejectedExecutionException tooLate) {
            closed.countDown();
        }
        assertTrue(closed.await(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        awaitTermination(executor);
    }

    /** E34: {@code close} from a callback waits for tasks and for other callbacks. */
    @Test
    void e34_closeFromACallbackWaitsForTheOthers() throws Exception {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        running(executor, end);
        executor.submit(() -> "other").onDone(result -> uninterruptibly(release));
        executor.submit(() -> "closing")
                .onDone(result -> {
                    executor.close();
                    closed.countDown();
                });
        Bounds.await("closing", executor::isShutdown);
        assertFalse(closed.await(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        end.set();
        assertFalse(closed.await(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        release.countDown();
        assertTrue(closed.await(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        awaitTermination(executor);
    }

    /** E35: termination includes the callbacks registered before it. */
    @Test
    void e35_terminationIncludesCallbacks() throws Exception {
        Executor executor = open(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>();
        executor.submit(() -> "done")
                .onDone(result -> {
                    uninterruptibly(release);
                    seen.set(result);
                });
        executor.shutdown();
        assertFalse(executor.awaitTermination(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        assertFalse(executor.isTerminated());
        release.countDown();
        executor.close();
        assertEquals("done", seen.get());
    }

    /** E36: every method of the executor may be called from a callback (pitfall 3). */
    @Test
    void e36_callbacksMayUseTheExecutor() throws Exception {
        Executor executor = open(1);
        AtomicReference<Future<String>> second = new AtomicReference<>();
        CountDownLatch submitted = new CountDownLatch(1);
        executor.submit(() -> "first")
                .onDone(result -> {
                    second.set(executor.submit(() -> "second"));
                    executor.stats();
                    executor.cancelPending();
                    submitted.countDown();
                });
        assertTrue(submitted.await(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        Future<String> future = second.get();
        settled(future);
        assertTrue(future.isCancelled() || "second".equals(future.get()));
    }

    /** E37: {@code shutdownNow} and {@code close} from a callback do not deadlock (pitfall 3). */
    @Test
    void e37_shutdownNowFromACallbackReturns() throws Exception {
        Executor executor = open(1);
        executor.submit(() -> "x").onDone(result -> executor.shutdownNow());
        awaitTermination(executor);
    }

    /**
     * E38: {@code get} of an outstanding future after {@code shutdownNow} never hangs (pitfall 4).
     */
    @Test
    void e38_noWaiterHangsAfterShutdownNow() throws Exception {
        Executor executor = openConcurrent(1);
        Future<String> running = running(executor, mark());
        Future<String> queued = executor.submit(() -> "queued");
        var first = TestThread.start(() -> running.get());
        var second = TestThread.start(() -> queued.result());
        first.awaitBlocked();
        second.awaitBlocked();
        executor.shutdownNow();
        assertInstanceOf(CancellationException.class, first.join());
        assertInstanceOf(CancellationException.class, second.join());
    }

    /**
     * E39: {@code shutdownNow} interrupts running bodies; {@code awaitTermination} waits for them.
     */
    @Test
    void e39_terminationWaitsForCancelledBodies() throws Exception {
        Executor executor = openConcurrent(1);
        assumeNotStoppedByForce(executor);
        Mark entered = mark();
        Mark interrupted = mark();
        Mark end = mark();
        executor.submit(() -> {
            entered.set();
            try {
                end.await();
            } catch (InterruptedException stop) {
                interrupted.set();
                end.awaitStubbornly();
            }
        });
        entered.expect();
        executor.shutdownNow();
        interrupted.expect();
        assertFalse(executor.awaitTermination(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        end.set();
        awaitTermination(executor);
    }

    /** E40: a task submitted by a task after {@code shutdown} is refused to that task. */
    @Test
    void e40_ownTasksAreRefusedAfterShutdown() throws Exception {
        Executor executor = openShared(1);
        Mark end = mark();
        Mark entered = mark();
        Callable<Object> body =
                () -> {
                    entered.set();
                    end.await();
                    return executor.submit(() -> "late");
                };
        Future<Object> future = executor.submit(body);
        entered.expect();
        executor.shutdown();
        end.set();
        assertInstanceOf(RejectedExecutionException.class, failureOf(future));
    }

    /** E41: submitters racing with {@code shutdown} are refused or served, nothing in between. */
    @Test
    void e41_submissionsRacingWithShutdownAreRefusedOrServed() throws Exception {
        for (int round = 0; round < 8; round++) {
            Executor executor = open(2);
            List<TestThread<List<Future<Integer>>>> submitters = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                submitters.add(TestThread.start(() -> submitUntilRefused(executor)));
            }
            executor.shutdown();
            awaitTermination(executor);
            long accepted = 0;
            for (var submitter : submitters) {
                for (Future<Integer> future : submitter.result()) {
                    assertTrue(future.isDone());
                    assertEquals(1, future.get());
                    accepted++;
                }
            }
            assertEquals(accepted, executor.stats().submitted());
            assertEquals(accepted, executor.stats().finished());
        }
    }

    private static List<Future<Integer>> submitUntilRefused(Executor executor) {
        List<Future<Integer>> futures = new ArrayList<>();
        try {
            while (futures.size() < 100_000) {
                futures.add(executor.submit(() -> 1));
            }
        } catch (RejectedExecutionException shutDown) {
            return futures;
        }
        throw new AssertionError("was never refused");
    }

    /** E42: a body that has ended is not retained by its future (C29). */
    @Test
    void e42_futuresDoNotRetainTheirBodies() throws Exception {
        Executor executor = open(1);
        assumeShared(executor);
        Payload payload = new Payload();
        WeakReference<Payload> body = new WeakReference<>(payload);
        Future<Integer> future = executor.submit(payload::size);
        assertEquals(1, settled(future).get());
        assertAlive(executor);
        payload = null;
        awaitCollected(body);
        assertSame(TaskState.SUCCEEDED, future.taskState());
    }
}
