package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown by a {@link Connection} that sends, when nobody will receive: every handle of the other
 * end is closed, or its process dead. The message was not sent; of those sent before, some may not
 * have been received.
 */
public class BrokenPipeException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public BrokenPipeException(String message) {
        super(message);
    }
}
