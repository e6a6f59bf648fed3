package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * The executor cannot run anything any more, because its initializer failed or no worker can be
 * started; the cause is that error. Queued tasks fail with it and later submissions are rejected
 * with it.
 */
public class BrokenExecutorException extends java.util.concurrent.RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public BrokenExecutorException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public BrokenExecutorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
