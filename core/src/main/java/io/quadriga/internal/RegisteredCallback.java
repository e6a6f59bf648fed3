package io.quadriga.internal;

import io.quadriga.Callback;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's callback, and where it runs if not on the callback executor. */
record RegisteredCallback<T extends @Nullable Object>(
        Callback<T> callback, @Nullable Executor where) {

    private static final Logger LOG = LoggerFactory.getLogger(Callback.class);

    /** Runs the callback, or hands it over. Never throws. */
    void run(BaseFuture<?> future) {
        if (where == null) {
            call(future);
            return;
        }
        try {
            where.execute(() -> call(future));
        } catch (Throwable refused) {
            LOG.error(
                    "callback not handed over: task={}, executor={}",
                    future.label(),
                    where,
                    refused);
        }
    }

    @SuppressWarnings("unchecked") // a future's callbacks take its results
    private void call(BaseFuture<?> future) {
        try {
            if (!future.isCompletedExceptionally()) {
                callback.onSuccess((T) future.resultNow());
            } else if (future.isCancelled()) {
                callback.onFailure(
                        new CancellationException(
                                "the task was cancelled: task=" + future.label()));
            } else {
                callback.onFailure(future.exceptionNow());
            }
        } catch (Throwable thrown) {
            LOG.error("callback failed: task={}", future.label(), thrown);
        }
    }
}
