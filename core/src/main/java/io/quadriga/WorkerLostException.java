package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task whose worker died while it ran: names the worker, how it ended, and the
 * task's label. The task may have had effects.
 */
public class WorkerLostException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public WorkerLostException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public WorkerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
