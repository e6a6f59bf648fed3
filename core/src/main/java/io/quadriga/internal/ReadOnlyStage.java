package io.quadriga.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code minimalCompletionStage} returns: a stage that its holder cannot settle. */
final class ReadOnlyStage<T extends @Nullable Object> extends AsyncStage<T> {

    private final Executor callbacks;

    private ReadOnlyStage(Executor callbacks) {
        this.callbacks = callbacks;
    }

    static <T extends @Nullable Object> ReadOnlyStage<T> of(AsyncStage<T> source) {
        ReadOnlyStage<T> stage = new ReadOnlyStage<>(source.defaultExecutor());
        var _ = source.whenCompleteAsync(stage::settle);
        return stage;
    }

    private void settle(T value, @Nullable Throwable error) {
        if (error == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(
                    error instanceof CompletionException wrapped
                            ? wrapped
                            : new CompletionException(error));
        }
    }

    @Override
    public Executor defaultExecutor() {
        return callbacks;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return copy();
    }

    @Override
    public boolean complete(T value) {
        throw readOnly("complete");
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        throw readOnly("completeExceptionally");
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw readOnly("cancel");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw readOnly("completeAsync");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw readOnly("completeAsync");
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw readOnly("completeOnTimeout");
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw readOnly("orTimeout");
    }

    @Override
    public void obtrudeValue(T value) {
        throw readOnly("obtrudeValue");
    }

    @Override
    public void obtrudeException(Throwable error) {
        throw readOnly("obtrudeException");
    }

    private static UnsupportedOperationException readOnly(String method) {
        return new UnsupportedOperationException(
                "this stage cannot be settled: method="
                        + method
                        + "; use toCompletableFuture() for a copy of your own");
    }
}
