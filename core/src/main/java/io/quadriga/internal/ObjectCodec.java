package io.quadriga.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Java serialization, a stream of its own for each frame, read behind a filter. */
final class ObjectCodec {

    /** Holds a lambda or a small record without growing. */
    private static final int FIRST_SIZE = 512;

    private final ObjectInputFilter filter;

    private final @Nullable ClassLoader loader;

    ObjectCodec(ObjectInputFilter filter, @Nullable ClassLoader loader) {
        this.filter = filter;
        this.loader = loader;
    }

    static FrameBuffer bufferFor(@Nullable Object value) {
        int size = PlainCodec.size(value);
        return new FrameBuffer(size == 0 ? FIRST_SIZE : size);
    }

    static void encode(Object value, FrameBuffer into) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(into)) {
            out.writeObject(value);
        }
    }

    @Nullable Object decode(ByteBuffer frame) {
        int bytes = frame.remaining();
        DecodeGuard guard = new DecodeGuard(filter, bytes);
        try (GuardedStream in = new GuardedStream(frame, guard, loader)) {
            Object value = in.readObject();
            if (frame.hasRemaining()) {
                throw new IOException("trailing bytes: " + frame.remaining());
            }
            return value;
        } catch (Throwable error) {
            String refusal = guard.refusal();
            throw new QuadrigaException(refusal == null ? explain(error, bytes) : refusal, error);
        }
    }

    private static String explain(Throwable error, int bytes) {
        if (error instanceof ClassNotFoundException) {
            return "class not found: class="
                    + error.getMessage()
                    + "; put it on the class path of the process that reads the frame";
        }
        if (error instanceof InvalidClassException) {
            return "class differs between sender and receiver: error="
                    + error.getMessage()
                    + "; both must have the same build of it";
        }
        if (error instanceof IOException) {
            return "frame damaged: bytes="
                    + bytes
                    + ", error="
                    + error
                    + "; "
                    + FrameTag.SAME_BUILD;
        }
        if (error instanceof StackOverflowError) {
            return "refused: nested too deep for the stack of the thread, bytes="
                    + bytes
                    + "; flatten what is sent, or lower the limit on depth";
        }
        if (error instanceof OutOfMemoryError) {
            return "no memory to decode: bytes=" + bytes + "; send less in one frame";
        }
        return "cannot be decoded: bytes="
                + bytes
                + ", error="
                + ErrorText.of(error)
                + "; a class in the frame refuses its content";
    }
}
