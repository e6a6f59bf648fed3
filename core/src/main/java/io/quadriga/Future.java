package io.quadriga;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task, now or later. Only its executor and {@link #cancel} settle it: {@code
 * complete*}, {@code obtrude*}, {@code orTimeout} and {@code completeOnTimeout}, reachable by a
 * cast, throw {@link UnsupportedOperationException}, and {@link #toCompletableFuture()} gives a
 * linked copy whose completion changes nothing here and whose cancellation cancels the task.
 *
 * <p><b>Cancel.</b> {@link #cancel} settles the future at once on every backend; it returns {@code
 * true} for a queued or running task and for one already cancelled. {@code cancel(true)} revokes a
 * queued task and interrupts a running body, which a backend with {@link Capability#STOPS_ANY_CODE}
 * ends by force after a grace period; {@code cancel(false)} lets a running body finish unheard.
 * What a cancelled body returns is dropped; {@code close}, {@code awaitTermination} and scopes wait
 * for the body. {@link #isCancelled()} is true only if {@code cancel} or {@code shutdownNow} won.
 *
 * <p><b>Stage functions</b> ({@code thenApply} and all others) run on the callback executor,
 * independent of each other and of {@link #onDone}. Cancelling a dependent stage does not cancel
 * this future.
 *
 * <p><b>Blocking.</b> {@code get}, {@code join}, {@code result} and {@code await} wait through
 * {@link io.quadriga.spi.Waiter}: in a coroutine only the coroutine waits. A task that waits
 * without a timeout for queued work of its own pool runs that work itself where memory is shared; a
 * cycle fails with {@link PoolDeadlockException}.
 *
 * <p><b>Visibility.</b> Where memory is shared, actions before the submission happen-before the
 * body, and the body's actions happen-before the return of any method that observed the outcome.
 *
 * <p>A failed future that is collected before anybody looked at its failure is logged once, at
 * ERROR.
 *
 * @param <T> the type of the result
 */
public interface Future<T extends @Nullable Object>
        extends java.util.concurrent.Future<T>, CompletionStage<T> {

    /**
     * Waits for the outcome and returns the result, or throws the task's own failure: unchecked
     * exceptions and errors as themselves, the very instance.
     *
     * @return the result, {@code null} where the body returned {@code null}
     * @throws InterruptedException if interrupted while waiting, always the waiter's own; the task
     *     goes on
     * @throws TaskFailedException if the body threw a checked exception or a CancellationException
     *     of its own, which is the cause
     * @throws java.util.concurrent.CancellationException if this future was cancelled
     * @throws PoolDeadlockException if the wait could never end
     */
    T result() throws InterruptedException;

    /**
     * As {@link #result()}, for at most the given time.
     *
     * @param timeout the longest time to wait; zero or negative means not at all; not {@code null}
     * @return the result, {@code null} where the body returned {@code null}
     * @throws InterruptedException if interrupted while waiting; the task goes on
     * @throws TimeoutException if there is no outcome in time, always the waiter's own; the task
     *     goes on
     */
    T result(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * Waits until there is an outcome of whatever kind.
     *
     * @param timeout the longest time to wait; zero or negative means not at all; not {@code null}
     * @return {@code true} if there is an outcome, {@code false} if there was none in time
     * @throws InterruptedException if interrupted while waiting; the task goes on
     */
    boolean await(Duration timeout) throws InterruptedException;

    /**
     * Registers a callback with the callback executor. The callbacks of one future run in the order
     * of their registration, one at a time; one registered when the future is settled already runs
     * as well.
     *
     * @param callback what to do; not {@code null}
     * @return this future
     */
    Future<T> onDone(Callback<? super T> callback);

    /**
     * Registers a callback with an executor of the caller's. It is handed over in its turn, is not
     * waited for, and counts as done once handed over. If {@code where} rejects it, that is logged.
     *
     * @param callback what to do; not {@code null}
     * @param where runs the callback; not {@code null}
     * @return this future
     */
    Future<T> onDone(Callback<? super T> callback, java.util.concurrent.Executor where);

    /**
     * Tells where the task stands, at the time of the call.
     *
     * @return the state; never {@code null}
     */
    TaskState taskState();
}
