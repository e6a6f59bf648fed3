package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown by {@link Connection#receive} when a message is no object that this process can decode: it
 * was sent as bytes, or its class is not known here. The message was received, and is in {@link
 * #bytes}.
 */
public class UndecodableMessageException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with which values, and what to do
     * @param bytes the message
     * @param cause why it cannot be decoded
     */
    public UndecodableMessageException(String message, byte[] bytes, Throwable cause) {
        super(message, cause);
        this.bytes = bytes.clone();
    }

    /**
     * Returns the message.
     *
     * @return what {@link Connection#receiveBytes()} would have returned, a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }
}
