package io.quadriga.ipc;

/**
 * Thrown by a {@link Connection} that is closed itself, also to those who wait in it meanwhile.
 * Nothing was sent or received.
 */
public class PipeClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public PipeClosedException(String message) {
        super(message);
    }
}
