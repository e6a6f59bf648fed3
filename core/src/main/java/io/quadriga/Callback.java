package io.quadriga;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to do when a {@link Future} is settled.
 *
 * <p><b>Threads.</b> Called once, by a thread of the callback executor or of the executor given to
 * {@link Future#onDone(Callback, java.util.concurrent.Executor)}; never by a worker. It may block,
 * throw, and use any executor: neither another future nor a worker notices. What it throws is
 * logged at ERROR with the label of the task.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Callback<T extends @Nullable Object> {

    /**
     * Called when the body returned.
     *
     * @param result the result, {@code null} where the body returned {@code null}
     */
    void onSuccess(T result);

    /**
     * Called when there is no result. Does nothing by default.
     *
     * @param error the very Throwable of the body, or a {@link
     *     java.util.concurrent.CancellationException} if the future was cancelled; never {@code
     *     null}
     */
    default void onFailure(Throwable error) {}

    /**
     * Makes a callback of two functions.
     *
     * @param success called with the result; not {@code null}
     * @param failure called with the error; not {@code null}
     * @param <T> the type of the result
     * @return the callback
     */
    static <T extends @Nullable Object> Callback<T> of(
            Consumer<? super T> success, Consumer<? super Throwable> failure) {
        requireNonNull(success, "success");
        requireNonNull(failure, "failure");
        return new Callback<>() {
            @Override
            public void onSuccess(T result) {
                success.accept(result);
            }

            @Override
            public void onFailure(Throwable error) {
                failure.accept(error);
            }
        };
    }
}
