package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a queue that travelled as a value is used after the last process that held it had
 * released it.
 */
public class QueueGoneException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public QueueGoneException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public QueueGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
