package io.quadriga.process;

import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** How a {@link ChildProcess} travels into itself: four bytes of length, then the object. */
final class ChildFrame {

    private static final Serializer SERIALIZER =
            Serializer.standard(Filters.classPath(Limits.standard()), "child");

    private ChildFrame() {}

    static byte[] encode(ChildProcess child) {
        return SERIALIZER.encode(child);
    }

    /** Reads the child; null if the parent was gone before it had sent all of it. */
    static @Nullable ChildProcess read(InputStream from) throws IOException {
        try {
            byte[] frame = new byte[new DataInputStream(from).readInt()];
            new DataInputStream(from).readFully(frame);
            return (ChildProcess) SERIALIZER.decode(frame, 0, frame.length);
        } catch (EOFException gone) {
            return null;
        }
    }
}
