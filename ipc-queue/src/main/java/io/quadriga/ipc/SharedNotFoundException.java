package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown when something shared is looked for by its name, and there is none: nobody has made it
 * yet, or the last process that held it has let it go. Who waits for another process that makes it
 * can try again; other exceptions of {@code attach} do not go away by waiting.
 */
public class SharedNotFoundException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public SharedNotFoundException(String message) {
        super(message);
    }
}
