package io.quadriga.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The caller's own copy of a future: settled with it, cancelling it as well. */
final class LinkedCopy<T extends @Nullable Object> extends CompletableFuture<T>
        implements Reaction {

    private final BaseFuture<T> source;

    LinkedCopy(BaseFuture<T> source) {
        this.source = source;
    }

    @Override
    @SuppressWarnings("unchecked") // the source is the only one it reacts to
    public void settled(BaseFuture<?> future) {
        Throwable failure = future.failure();
        if (failure == null) {
            complete((T) future.resultNow());
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        source.cancel(mayInterruptIfRunning);
        return super.cancel(mayInterruptIfRunning);
    }
}
