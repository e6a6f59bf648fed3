package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * Every mistake found in a configuration, in one message: each with file, line, key, value and what
 * would be right. Nothing was started.
 */
public class ConfigurationException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     */
    public ConfigurationException(String message) {
        super(message);
    }

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param cause what led to it, or {@code null}
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
