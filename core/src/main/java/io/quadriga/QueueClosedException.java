package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a queue after {@link Queue#shutdown}: by {@code put}, {@code offer} and {@code add} at
 * once, by {@code take} and the timed {@code poll} when nothing is left. Nothing was put or taken.
 */
public class QueueClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public QueueClosedException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public QueueClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
