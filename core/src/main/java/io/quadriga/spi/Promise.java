package io.quadriga.spi;

import io.quadriga.TaskState;
import io.quadriga.internal.BaseFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A {@link io.quadriga.Future} that its owner settles. It keeps the whole contract of {@code
 * Future}; whoever holds it as a Promise is the owner.
 *
 * <p><b>Threads.</b> Any thread may settle it; the first one wins.
 *
 * @param <T> the type of the result
 */
public class Promise<T extends @Nullable Object> extends BaseFuture<T> {

    private final @Nullable Executor callbacks;

    private volatile boolean started;

    /** Makes a promise whose callbacks run on virtual threads. */
    public Promise() {
        this.callbacks = null;
    }

    /**
     * Makes a promise with a callback executor of its own.
     *
     * @param callbacks runs callbacks and stage functions; not {@code null}
     */
    public Promise(Executor callbacks) {
        this.callbacks = java.util.Objects.requireNonNull(callbacks, "callbacks");
    }

    /** Makes {@link #taskState} say RUNNING instead of QUEUED, until it is settled. */
    public void start() {
        started = true;
    }

    /**
     * Settles it with a result.
     *
     * @param value the result
     * @return {@code false} if it was settled already; the first outcome stays
     */
    public boolean succeed(T value) {
        return settleValue(value);
    }

    /**
     * Settles it with a failure.
     *
     * @param error the failure; not {@code null}
     * @return {@code false} if it was settled already; the first outcome stays
     */
    public boolean fail(Throwable error) {
        return settleFailure(error);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (settleCancelled()) {
            cancelled(mayInterruptIfRunning);
            return true;
        }
        return isCancelled();
    }

    /**
     * Called once, in the thread of the cancel that won, after the future was settled. Does nothing
     * here; an owner that can stop what it does overrides it.
     *
     * @param mayInterrupt whether what is running may be interrupted
     */
    protected void cancelled(boolean mayInterrupt) {}

    @Override
    protected TaskState stateBeforeOutcome() {
        return started ? TaskState.RUNNING : TaskState.QUEUED;
    }

    @Override
    public Executor defaultExecutor() {
        return callbacks != null ? callbacks : super.defaultExecutor();
    }
}
