package io.quadriga.process.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory by which one process hands a value to another one; both have it mapped, and its file has
 * no name any more.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once, but {@link
 * #close} when nobody uses it any more.
 */
final class Segment implements AutoCloseable {
    /*
     * The first long is FREE or TAKEN; from HEADER on comes the value. The owner writes the value, then
     * TAKEN, and says by a frame that it is there. Whoever is done with it releases FREE, which the owner
     * acquires before it writes the next one. A process that dies leaves the memory to the other one,
     * which closes it with the pipe.
     */
    private static final long FREE = 0;
    private static final long TAKEN = 1;
    private static final int HEADER = 64;

    private static final long STEP = 1 << 20;
    private static final int CHUNK = 1 << 16;

    private static final int ATTEMPTS = 5;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Arena arena;
    private final MemorySegment memory;

    private Segment(RandomAccessFile file) throws IOException {
        arena = Arena.ofShared();
        memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, file.length(), arena);
    }

    /**
     * Makes one with all of its memory: touching a page that is not there would kill.
     *
     * @throws IOException if there is not so much; no file is left
     */
    static Segment create(Path path, int room) throws IOException {
        boolean made = false;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] zeros = new byte[CHUNK];
            for (long size = rounded(room); file.length() < size; ) {
                file.write(zeros, 0, (int) Math.min(CHUNK, size - file.length()));
            }
            Segment segment = new Segment(file);
            made = true;
            return segment;
        } finally {
            if (!made) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** An eighth more at most, so that values of about one length share a segment. */
    private static long rounded(int room) {
        long bytes = room + (long) HEADER;
        long step = Math.max(STEP, Long.highestOneBit(bytes) / 8);
        return (bytes + step - 1) / step * step;
    }

    /** Opens the one that the other side has made, and takes its name away. */
    static Segment open(Path path) throws IOException {
        try {
            return open(path, ATTEMPTS);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static Segment open(Path path, int attempts) throws IOException {
        Thread.interrupted(); // what a body has left behind would close the file
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            return new Segment(file);
        } catch (ClosedByInterruptException another) {
            if (attempts == 1) {
                throw another;
            }
        }
        return open(path, attempts - 1);
    }

    boolean isFree() {
        return (long) LONG.getAcquire(memory, 0L) == FREE;
    }

    void free() {
        LONG.setRelease(memory, 0L, FREE);
    }

    /** The length of the longest value. */
    long room() {
        return memory.byteSize() - HEADER;
    }

    void put(byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, memory, ValueLayout.JAVA_BYTE, HEADER, length);
        LONG.setRelease(memory, 0L, TAKEN);
    }

    /** The first bytes of the value, until it is freed. */
    ByteBuffer get(int length) {
        if (length < 0 || length > room()) {
            throw FrameReader.damaged("bytes=" + length + ", room=" + room());
        }
        return memory.asSlice(HEADER, length).asByteBuffer();
    }

    @Override
    public void close() {
        arena.close();
    }
}
