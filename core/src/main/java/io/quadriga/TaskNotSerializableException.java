package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at submission, in the caller, when a task cannot be sent: the message names the path to
 * the field that could not. The task was not accepted.
 */
public class TaskNotSerializableException extends java.util.concurrent.RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public TaskNotSerializableException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public TaskNotSerializableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
