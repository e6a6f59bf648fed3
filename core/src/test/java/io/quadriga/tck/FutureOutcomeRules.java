package io.quadriga.tck;

import static io.quadriga.tck.Thrown.assertSameFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskFailedException;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the body's end becomes, and where the task stands before. */
abstract class FutureOutcomeRules extends ExecutorFixture {

    /** Every way to ask for the result returns what the body returned. */
    @Test
    void f1_everyWayToAskReturnsTheResult() throws Exception {
        Future<String> future = open().submit(() -> "done");
        assertEquals("done", future.get());
        assertEquals("done", future.get(0, java.util.concurrent.TimeUnit.SECONDS));
        assertEquals("done", future.result());
        assertEquals("done", future.result(Duration.ZERO));
        assertEquals("done", completable(future).join());
        assertEquals("done", completable(future).getNow("absent"));
        assertEquals("done", future.resultNow());
        assertThrows(IllegalStateException.class, future::exceptionNow);
        assertEquals(java.util.concurrent.Future.State.SUCCESS, future.state());
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
    }

    /** A body that returns null succeeds with null; so does an action. */
    @Test
    void f2_nullIsAResult() throws Exception {
        Executor executor = open();
        Future<String> future = executor.submit(() -> (String) null);
        assertNull(future.get());
        assertNull(future.result());
        assertNull(future.resultNow());
        assertEquals(TaskState.SUCCEEDED, future.taskState());
        Future<Void> action = executor.submit(() -> {});
        assertNull(action.result());
    }

    /** {@code get} throws ExecutionException with the very Throwable of the body as its cause. */
    @ParameterizedTest
    @EnumSource
    void f3_getWrapsTheVeryThrowable(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        Future<String> future = Thrown.by(executor, thrown);
        ExecutionException untimed = assertThrows(ExecutionException.class, future::get);
        assertSameFailure(executor, thrown, untimed.getCause());
        ExecutionException timed =
                assertThrows(
                        ExecutionException.class,
                        () -> future.get(1, java.util.concurrent.TimeUnit.DAYS));
        assertSameFailure(executor, thrown, timed.getCause());
    }

    /** {@code result} rethrows unchecked exceptions and errors as themselves. */
    @ParameterizedTest
    @EnumSource
    void f4_resultRethrowsUncheckedFailures(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        Future<String> future = Thrown.by(executor, thrown);
        Throwable untimed = assertThrows(Throwable.class, future::result);
        Throwable timed = assertThrows(Throwable.class, () -> future.result(Bounds.NEVER));
        if (kind.isUnchecked()) {
            assertSameFailure(executor, thrown, untimed);
            assertSameFailure(executor, thrown, timed);
        } else {
            assertEquals(TaskFailedException.class, untimed.getClass());
            assertEquals(TaskFailedException.class, timed.getClass());
        }
    }

    /**
     * From {@code result} a checked exception of the body, and its own CancellationException, comes
     * as TaskFailedException with it as the cause, so a TimeoutException or InterruptedException is
     * the waiter's own.
     */
    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "PLAIN", "CANCELLATION", "INTERRUPTED", "TIMEOUT", "EXECUTION"})
    void f5_resultWrapsCheckedFailures(Thrown kind) {
        Executor executor = open();
        Throwable thrown = kind.make();
        Future<String> future = Thrown.by(executor, thrown);
        TaskFailedException wrapped = assertThrows(TaskFailedException.class, future::result);
        assertSameFailure(executor, thrown, wrapped.getCause());
        assertTrue(wrapped.getMessage().contains("mine"), wrapped.getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    /** {@code join} throws CompletionException with the very Throwable of the body as its cause. */
    @ParameterizedTest
    @EnumSource
    void f6_joinWrapsTheVeryThrowable(Thrown kind) {
        Executor executor = open();
        Throwable thrown = kind.make();
        CompletableFuture<String> future = completable(Thrown.by(executor, thrown));
        CompletionException joined = assertThrows(CompletionException.class, future::join);
        assertSameFailure(executor, thrown, joined.getCause());
        CompletionException now =
                assertThrows(CompletionException.class, () -> future.getNow("absent"));
        assertSameFailure(executor, thrown, now.getCause());
    }

    /**
     * Whatever the body threw, the future has failed and is not cancelled; {@code exceptionNow} is
     * the very Throwable, {@code resultNow} refuses.
     */
    @ParameterizedTest
    @EnumSource
    void f7_aFailureIsNeverACancel(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        Future<String> future = settled(Thrown.by(executor, thrown));
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
        assertEquals(java.util.concurrent.Future.State.FAILED, future.state());
        assertEquals(TaskState.FAILED, future.taskState());
        assertTrue(completable(future).isCompletedExceptionally());
        assertSameFailure(executor, thrown, future.exceptionNow());
        assertThrows(IllegalStateException.class, future::resultNow);
    }

    /**
     * A stage function is given the Throwable of the body; a CancellationException or
     * CompletionException of its own inside a CompletionException, which tells it from a cancel.
     */
    @ParameterizedTest
    @EnumSource
    void f8_stagesAreGivenTheFailure(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        Future<String> future = Thrown.by(executor, thrown);
        Throwable handled =
                future.handle((value, error) -> error)
                        .toCompletableFuture()
                        .get(Bounds.SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        boolean wrapped =
                thrown instanceof java.util.concurrent.CancellationException
                        || thrown instanceof CompletionException;
        if (wrapped) {
            assertInstanceOf(CompletionException.class, handled);
        }
        assertSameFailure(executor, thrown, wrapped ? handled.getCause() : handled);
    }

    /** A task is QUEUED until its body is entered, RUNNING until it ends, then SUCCEEDED. */
    @Test
    void f9_taskStateFollowsTheBody() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> first = running(executor, end);
        Future<String> second = executor.submit(() -> "second");
        assertEquals(TaskState.RUNNING, first.taskState());
        assertEquals(TaskState.QUEUED, second.taskState());
        assertEquals(java.util.concurrent.Future.State.RUNNING, second.state());
        assertFalse(first.isDone());
        end.set();
        assertEquals("ran", first.result());
        assertEquals("second", second.result());
        assertEquals(TaskState.SUCCEEDED, first.taskState());
        assertEquals(TaskState.SUCCEEDED, second.taskState());
    }

    /** A delayed task and one that waits for its next attempt are QUEUED. */
    @Test
    void f10_delayedAndRetryingTasksAreQueued() {
        Executor executor = openConcurrent(1);
        Future<String> delayed =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "late");
        assertEquals(TaskState.QUEUED, delayed.taskState());
        Mark entered = mark();
        Future<?> bulk =
                executor.with(TaskOptions.delay(Bounds.NEVER))
                        .mapAsync(input -> input, java.util.List.of(1));
        assertEquals(TaskState.QUEUED, bulk.taskState());
        Future<String> retrying = failingOnce(executor, entered, Bounds.NEVER);
        entered.expect();
        Bounds.await("waits for its retry", () -> retrying.taskState() == TaskState.QUEUED);
        assertFalse(retrying.isDone());
    }

    /** Fails its attempts and waits so long between them. */
    static Future<String> failingOnce(Executor executor, Mark entered, Duration backOff) {
        return executor.with(TaskOptions.retryOn(IllegalStateException.class).retries(3, backOff))
                .submit(() -> {
                    entered.set();
                    throw new IllegalStateException("again");
                });
    }

    /**
     * Where memory is shared, what happened before the submission is seen by the body, and what the
     * body did by whoever has seen the outcome.
     */
    @Test
    void f11_submissionAndOutcomePublish() throws Exception {
        Executor executor = openShared(2);
        for (int round = 0; round < 2_000; round++) {
            int[] plain = {round, -1};
            Future<Void> future =
                    executor.submit(() -> {
                        plain[1] = plain[0];
                    });
            while (!future.isDone()) {
                Thread.onSpinWait();
            }
            assertEquals(round, plain[1]);
        }
    }

    /** Every waiter, however it waits, gets the one outcome. */
    @Test
    void f12_allWaitersGetTheOutcome() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        var getting = TestThread.start(() -> future.get());
        var resulting = TestThread.start(() -> future.result());
        var joining = TestThread.startVirtual(() -> completable(future).join());
        var awaiting = TestThread.startVirtual(() -> future.await(Bounds.NEVER));
        getting.awaitBlocked();
        resulting.awaitBlocked();
        joining.awaitBlocked();
        awaiting.awaitBlocked();
        end.set();
        assertEquals("ran", getting.result());
        assertEquals("ran", resulting.result());
        assertEquals("ran", joining.result());
        assertEquals(true, awaiting.result());
    }

    /** The future as the CompletableFuture that a cast makes of it. */
    @SuppressWarnings("unchecked") // a Future<T> is one of T
    static <T> CompletableFuture<T> completable(Future<T> future) {
        return (CompletableFuture<T>) future;
    }
}
