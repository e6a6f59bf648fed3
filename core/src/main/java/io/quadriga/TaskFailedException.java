package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link Future#result()} when the body threw a checked exception, or a
 * CancellationException of its own, which is the cause.
 */
public class TaskFailedException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public TaskFailedException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
