package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that failed in another process with an exception that cannot be rebuilt
 * here: carries its class name, message and remote trace as text.
 */
public class RemoteTaskException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public RemoteTaskException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public RemoteTaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
