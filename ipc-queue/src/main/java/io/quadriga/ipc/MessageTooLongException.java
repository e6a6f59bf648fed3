package io.quadriga.ipc;

import io.quadriga.QuadrigaException;

/**
 * Thrown by a {@link Connection} whose next message is longer than the receiver wants. The message
 * stays, and is received next by whoever has room for {@link #length} bytes.
 */
public class MessageTooLongException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    /** How long the message is. */
    private final int length;

    /**
     * Makes the exception.
     *
     * @param length how long the message is, in bytes
     * @param longest how long it could have been
     */
    public MessageTooLongException(int length, int longest) {
        super(
                "the next message is too long: length="
                        + length
                        + " bytes, max="
                        + longest
                        + "; receive it with room for all of it, nothing is lost");
        this.length = length;
    }

    /**
     * Returns how long the message is.
     *
     * @return the length in bytes
     */
    public int length() {
        return length;
    }
}
