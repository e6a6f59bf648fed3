package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a wait that could never end, because what it waits for waits for it: the message names
 * the cycle. What was waited for is unchanged.
 */
public class PoolDeadlockException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public PoolDeadlockException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public PoolDeadlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
