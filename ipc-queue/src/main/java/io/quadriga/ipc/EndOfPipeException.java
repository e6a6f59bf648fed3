package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown by a {@link Connection} that receives, when all messages are received and none will come:
 * every handle of the other end is closed, or its process dead. It stays so.
 */
public class EndOfPipeException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public EndOfPipeException(String message) {
        super(message);
    }
}
