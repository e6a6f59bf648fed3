package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task whose {@code timeout} or {@code deadline} passed. Its body has been told to
 * stop.
 */
public class TaskTimeoutException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public TaskTimeoutException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public TaskTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
