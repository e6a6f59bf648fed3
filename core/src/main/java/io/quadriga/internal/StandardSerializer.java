package io.quadriga.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives each value to the codec that is right for it, and each frame to the one that its tag names.
 */
public final class StandardSerializer implements Serializer {

    private final ObjectCodec objects;
    private final @Nullable String what;

    /**
     * Makes a serializer.
     *
     * @param filter what may be decoded
     * @param loader finds classes before the context class loader does, or {@code null}
     * @param what the word for what is encoded, {@code null} to tell by the value
     */
    public StandardSerializer(
            ObjectInputFilter filter, @Nullable ClassLoader loader, @Nullable String what) {
        this.what = what;
        objects = new ObjectCodec(Objects.requireNonNull(filter, "filter"), loader);
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        FrameBuffer buffer = ObjectCodec.bufferFor(value);
        encode(value, buffer);
        byte[] bytes = buffer.array();
        return buffer.size() == bytes.length ? bytes : buffer.toByteArray();
    }

    @Override
    public void encode(@Nullable Object value, FrameBuffer into) {
        int start = into.size();
        try {
            if (value instanceof byte[] array) { // as below, at a third of the cost
                PlainCodec.encodeBytes(array, into);
            } else if (!PlainCodec.encode(value, into)) {
                into.write(FrameTag.OBJECT);
                ObjectCodec.encode(Objects.requireNonNull(value), into);
            }
        } catch (Throwable error) {
            into.truncate(start);
            throw SendPath.explain(what, value, error);
        }
    }

    @Override
    public @Nullable Object decode(byte[] frame, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, frame.length);
        if (length > 0 && frame[offset] == FrameTag.BYTES) { // as below, at a third of the cost
            return Arrays.copyOfRange(frame, offset + 1, offset + length);
        }
        return read(ByteBuffer.wrap(frame, offset, length));
    }

    @Override
    public @Nullable Object decode(ByteBuffer frame) {
        return read(frame.duplicate());
    }

    private @Nullable Object read(ByteBuffer frame) {
        if (!frame.hasRemaining()) {
            throw new QuadrigaException("frame damaged: bytes=0; " + FrameTag.SAME_BUILD);
        }
        int tag = frame.get();
        return tag == FrameTag.OBJECT ? objects.decode(frame) : PlainCodec.decode(tag, frame);
    }
}
