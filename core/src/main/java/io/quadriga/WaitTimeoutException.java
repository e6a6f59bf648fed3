package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by the stream of {@link Futures#asCompleted} when its time is over: says how many of how
 * many are unfinished. The futures are unchanged.
 */
public class WaitTimeoutException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public WaitTimeoutException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public WaitTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
