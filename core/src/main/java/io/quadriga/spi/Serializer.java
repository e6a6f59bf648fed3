package io.quadriga.spi;

import io.quadriga.internal.StandardSerializer;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. Every frame begins with the tag of its codec and fills its
 * bytes exactly: its length is the business of whoever carries it.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none waits.
 */
public interface Serializer {

    /**
     * Returns the standard serializer, which finds classes by the context class loader of the
     * decoding thread, then by its own. {@code null}, boxed primitives, String, arrays of
     * primitives and ByteBuffer (of which the remaining bytes travel) have codecs of their own;
     * everything else goes by Java serialization, so that a frame keeps types, shared references
     * and stack traces.
     *
     * @param filter what may be decoded, see {@link Filters}; what it does not decide on is
     *     refused. The filter of the JVM, if there is one, can refuse more
     * @return the serializer
     */
    static Serializer standard(ObjectInputFilter filter) {
        return new StandardSerializer(filter, null, null);
    }

    /**
     * Returns the standard serializer for values that messages call by one word, whatever they are.
     *
     * @param filter what may be decoded, as above
     * @param what the word, {@code element} say
     * @return the serializer
     */
    static Serializer standard(ObjectInputFilter filter, String what) {
        return new StandardSerializer(filter, null, Objects.requireNonNull(what, "what"));
    }

    /**
     * Returns the standard serializer with a class loader of its own.
     *
     * @param filter what may be decoded, as above
     * @param loader finds the classes; the context class loader is asked next
     * @return the serializer
     */
    static Serializer standard(ObjectInputFilter filter, ClassLoader loader) {
        return new StandardSerializer(filter, Objects.requireNonNull(loader, "loader"), null);
    }

    /**
     * Returns the standard serializer with a class loader of its own and one word for all values.
     *
     * @param filter what may be decoded, as above
     * @param loader finds the classes, as above
     * @param what the word, as above
     * @return the serializer
     */
    static Serializer standard(ObjectInputFilter filter, ClassLoader loader, String what) {
        Objects.requireNonNull(loader, "loader");
        return new StandardSerializer(filter, loader, Objects.requireNonNull(what, "what"));
    }

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
     * Encodes a value behind what is in a buffer already.
     *
     * @param value the value, which may be {@code null}
     * @param into takes the frame
     * @throws io.quadriga.TaskNotSerializableException if it cannot be encoded, as above; the
     *     buffer has the size it had before
     */
    default void encode(@Nullable Object value, FrameBuffer into) {
        byte[] frame = encode(value);
        into.write(frame, 0, frame.length);
    }

    /**
     * Decodes a frame, behind a filter.
     *
     * @param frame the frame
     * @param offset where it begins
     * @param length how long it is
     * @return the value
     * @throws io.quadriga.QuadrigaException if the frame is damaged, of an unknown codec, refused
     *     by the filter, or of a class that is not here; nothing of it was kept
     */
    @Nullable Object decode(byte[] frame, int offset, int length);

    /**
     * Decodes a frame that is in a buffer, in shared memory say, behind a filter.
     *
     * @param frame the frame, from its position to its limit, which do not change
     * @return the value, which shares nothing with the buffer
     * @throws io.quadriga.QuadrigaException as above
     */
    default @Nullable Object decode(ByteBuffer frame) {
        byte[] copy = new byte[frame.remaining()];
        frame.get(frame.position(), copy);
        return decode(copy, 0, copy.length);
    }
}
