package io.quadriga.internal;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own copy of a future: settled with it, cancelling it as well. It is settled by the
 * callback executor, because what hangs off it may be stages of the JDK, which run their functions
 * in the thread that settles them.
 */
final class LinkedCopy<T extends @Nullable Object> extends AsyncStage<T> {

    private final BaseFuture<T> source;

    private LinkedCopy(BaseFuture<T> source) {
        this.source = source;
    }

    static <T extends @Nullable Object> LinkedCopy<T> of(BaseFuture<T> source) {
        LinkedCopy<T> copy = new LinkedCopy<>(source);
        if (source.isDone()) {
            copy.settle();
        } else {
            source.react(settled -> source.defaultExecutor().execute(copy::settle));
        }
        return copy;
    }

    private void settle() {
        if (source.isCancelled()) {
            super.cancel(false);
            return;
        }
        Throwable failure = source.failure();
        if (failure == null) {
            complete(source.resultNow());
        } else {
            completeExceptionally(BaseFuture.stored(failure));
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        source.cancel(mayInterruptIfRunning);
        settle();
        return isCancelled();
    }

    @Override
    public Executor defaultExecutor() {
        return source.defaultExecutor();
    }
}
