package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * What Quadriga itself finds wrong at run time, where java.util.concurrent prescribes no type of
 * its own.
 */
public class QuadrigaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public QuadrigaException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public QuadrigaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
