package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a worker of a torture notes about itself. A mapped file: what was stored is there after a
 * kill.
 */
final class Journal {

    private static final int PROGRESS = 0;
    private static final int ATTEMPTED = 8;
    private static final int ACKNOWLEDGED = 16;
    private static final int MAY_HOLD = 24;
    private static final int HELD = 32;
    private static final int TORN = 40;
    private static final int DISORDER = 48;
    private static final int TWICE = 56;
    private static final int STANDS = 64;
    private static final int TWICE_IDS = 512;
    private static final int BYTES = 4096;
    private static final int MOST_IDS = (BYTES - TWICE_IDS) / 8;

    private final Memory memory;

    Journal(Path file) throws IOException {
        memory = map(file, BYTES);
    }

    static Memory map(Path file, long size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return Memory.map(channel, size);
        }
    }

    void progress() {
        memory.addLong(PROGRESS, 1);
    }

    long operations() {
        return memory.longVolatile(PROGRESS);
    }

    /** A producer is about to put up to this sequence. */
    void attempts(long sequence) {
        memory.putLongVolatile(ATTEMPTED, sequence);
    }

    long attempted() {
        return memory.longVolatile(ATTEMPTED);
    }

    /** Everything before this sequence was acknowledged by a put that returned. */
    void acknowledges(long sequence) {
        memory.putLongVolatile(ACKNOWLEDGED, sequence);
    }

    long acknowledged() {
        return memory.longVolatile(ACKNOWLEDGED);
    }

    /** So many elements would be lost by a death now, at most. */
    void mayHold(long elements) {
        memory.putLongVolatile(MAY_HOLD, elements);
    }

    long mayHaveHeld() {
        return memory.longVolatile(MAY_HOLD);
    }

    /** The element of a lease that is noted and not yet acknowledged, -1 for none. */
    void holds(long element) {
        memory.putLongVolatile(HELD, element + 1);
    }

    long held() {
        return memory.longVolatile(HELD) - 1;
    }

    /** The worker stops itself, or has gone on. */
    void stands(boolean now) {
        memory.putLongVolatile(STANDS, now ? 1 : 0);
    }

    boolean stands() {
        return memory.longVolatile(STANDS) != 0;
    }

    void torn() {
        memory.addLong(TORN, 1);
    }

    long tornOnes() {
        return memory.longVolatile(TORN);
    }

    void disorder() {
        memory.addLong(DISORDER, 1);
    }

    long disorders() {
        return memory.longVolatile(DISORDER);
    }

    /** An element came that was noted before. */
    void twice(long element) {
        long count = memory.addLong(TWICE, 1);
        memory.putLongVolatile(TWICE_IDS + 8 * Math.min(count, MOST_IDS - 1), element);
    }

    long[] cameTwice() {
        long[] ids = new long[(int) Math.min(memory.longVolatile(TWICE), MOST_IDS)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = memory.longVolatile(TWICE_IDS + 8L * i);
        }
        return ids;
    }
}
