package io.quadriga.spi;

import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. Every frame begins with the tag of its codec.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none waits.
 */
public interface Serializer {

    /**
     * Encodes a value.
     *
     * @param value the value, which may be {@code null}
     * @return the frame
     * @throws io.quadriga.TaskNotSerializableException if it cannot be encoded: the message names
     *     the path to the field that could not
     */
    byte[] encode(@Nullable Object value);

    /**
     * Decodes a frame, behind a filter.
     *
     * @param frame the frame
     * @param offset where it begins
     * @param length how long it is, at least 1
     * @return the value
     * @throws io.quadriga.QuadrigaException if the frame is damaged, of an unknown codec, refused
     *     by the filter, or of a class that is not here; nothing of it was kept
     */
    @Nullable Object decode(byte[] frame, int offset, int length);
}
