package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown when a lock, event, number or other shared object that travelled as a value is used after
 * the last process that held it had released it. Queues throw {@link
 * io.quadriga.QueueGoneException}.
 */
public class SharedGoneException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public SharedGoneException(String message) {
        super(message);
    }
}
