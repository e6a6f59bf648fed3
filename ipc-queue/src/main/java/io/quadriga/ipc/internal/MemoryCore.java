package io.quadriga.ipc.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The view that one process has of named memory. The body is the users'; nothing of it is ours, so
 * a death leaves what it had written.
 */
public final class MemoryCore {

    /** The most bytes. */
    public static final long MAX_BYTES = 1L << 40;

    /** Geometry: bytes. Body: so many, padded to 256. */
    public static final SharedType<MemoryCore> TYPE =
            new SharedType<>(
                    Kind.MEMORY,
                    MemoryCore.class,
                    List.of("bytes"),
                    MemoryCore::bytes,
                    MemoryCore::new);

    private final MemorySegment bytes;

    private MemoryCore(SharedFile file) {
        bytes = file.memory().slice(file.body(), file.header().geometry()[0]);
    }

    private static long bytes(long[] geometry, int participants) throws DamagedFileException {
        if (geometry[0] < 1 || geometry[0] > MAX_BYTES) {
            throw new DamagedFileException("bytes=" + geometry[0] + ", allowed=1 to " + MAX_BYTES);
        }
        return FileLayout.align(geometry[0]);
    }

    /** The memory itself, mapped as long as anybody refers to it. */
    public MemorySegment bytes() {
        return bytes;
    }
}
