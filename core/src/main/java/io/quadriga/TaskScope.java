package io.quadriga;

import io.quadriga.internal.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Structured concurrency over any executor: no child outlives its scope.
 *
 * <pre>{@code
 * try (TaskScope scope = TaskScope.open(executor)) {
 *     Future<User> user = scope.fork(() -> findUser(id));
 *     Future<Order> order = scope.fork(() -> fetchOrder(id));
 *     scope.join();
 *     return new Page(user.result(), order.result());
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> {@code fork} may be called by the owner and by the children, {@code join} and
 * {@code close} by the thread that opened the scope.
 */
public interface TaskScope extends AutoCloseable {

    /**
     * Opens a scope without a time limit.
     *
     * @param executor runs the children; not {@code null}
     * @return the scope
     */
    static TaskScope open(Executor executor) {
        return new Scope(executor, null);
    }

    /**
     * Opens a scope with a time limit: when it has passed the children are cancelled and {@code
     * join} throws {@link TaskTimeoutException}.
     *
     * @param executor runs the children; not {@code null}
     * @param deadline the limit, from now; positive
     * @return the scope
     */
    static TaskScope open(Executor executor, Duration deadline) {
        return new Scope(executor, deadline);
    }

    /**
     * Submits a child.
     *
     * @param task its body; not {@code null}
     * @param <T> the type of its result
     * @return its future, cancelled already if the scope has failed or its time is over
     * @throws IllegalStateException if the scope is closed
     */
    <T extends @Nullable Object> Future<T> fork(Task<T> task);

    /**
     * Waits until every child has ended, its body included. The first failure cancels the rest and
     * is thrown as {@link Future#result()} would; failures of other children are suppressed in it.
     *
     * @throws InterruptedException if interrupted while waiting; the children are cancelled
     * @throws TaskTimeoutException if the time of the scope is over; the children are cancelled
     * @throws IllegalStateException if called by another thread than the one that opened the scope
     */
    void join() throws InterruptedException;

    /**
     * Cancels the children that have not ended and waits, uninterruptibly, until their bodies have;
     * the interrupt flag is kept. Does nothing the second time.
     *
     * @throws IllegalStateException if called by another thread than the one that opened the scope
     */
    @Override
    void close();
}
