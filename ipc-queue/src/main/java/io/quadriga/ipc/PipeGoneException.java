package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown when a {@link Connection} that travelled as a value is used first after every handle of
 * its end, or of the whole pipe, had been closed.
 */
public class PipeGoneException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public PipeGoneException(String message) {
        super(message);
    }
}
