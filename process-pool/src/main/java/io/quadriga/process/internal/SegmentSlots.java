package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The segments by which one process hands large values to another one, which has them as {@link
 * SegmentViews}. In a worker too, so nothing here logs.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class SegmentSlots {

    private static final int SLOTS = 4;

    private static final AtomicLong MADE = new AtomicLong();

    private final Path directory;
    private final long worker;
    private final byte frame;
    private final @Nullable Segment[] slots = new @Nullable Segment[SLOTS];

    /**
     * None yet.
     *
     * @param directory where they are made
     * @param worker the process id of the worker, on whichever side this is
     * @param frame the type of the frame that tells of a new one
     */
    SegmentSlots(Path directory, long worker, byte frame) {
        this.directory = directory;
        this.worker = worker;
        this.frame = frame;
    }

    /**
     * Hands over a value.
     *
     * @param told gets a frame if a slot has another segment than before
     * @return the slot it is in, {@link PayloadSink#NO_ROOM} if there is none, or no memory
     */
    int put(byte[] bytes, int offset, int length, FrameBuffer told) {
        int slot = smallest(length);
        Segment segment = slot < 0 ? null : slots[slot];
        if (segment == null) {
            slot = largest();
            segment = slot < 0 ? null : replace(slot, length, told);
        }
        if (segment == null) {
            return PayloadSink.NO_ROOM;
        }
        segment.put(bytes, offset, length);
        return slot;
    }

    /** The smallest that is free and large enough, negative if there is none. */
    private int smallest(int length) {
        int chosen = -1;
        for (int slot = 0; slot < SLOTS; slot++) {
            long room = freeRoom(slot);
            if (room >= length && (chosen < 0 || room < freeRoom(chosen))) {
                chosen = slot;
            }
        }
        return chosen;
    }

    /**
     * The largest that is free, so that no more than one is left too large: negative if none is.
     */
    private int largest() {
        int chosen = -1;
        for (int slot = 0; slot < SLOTS; slot++) {
            long room = freeRoom(slot);
            if (room >= 0 && (chosen < 0 || room > freeRoom(chosen))) {
                chosen = slot;
            }
        }
        return chosen;
    }

    /** How long a value a slot takes now: 0 without a segment, negative if it is taken. */
    private long freeRoom(int slot) {
        Segment segment = slots[slot];
        return segment == null ? 0 : segment.isFree() ? segment.room() : -1;
    }

    private @Nullable Segment replace(int slot, int length, FrameBuffer told) {
        Segment before = slots[slot];
        if (before != null) {
            slots[slot] = null;
            before.close();
        }
        String name = prefix(worker) + frame + "-" + MADE.incrementAndGet();
        Path path = directory.resolve(name);
        try {
            Segment made = Segment.create(path, length);
            slots[slot] = made;
            int start = Frames.begin(told, frame);
            told.putInt(slot);
            Values.writeName(path.toString(), told);
            Frames.end(told, start);
            return made;
        } catch (IOException noMemory) {
            return null;
        }
    }

    private static String prefix(long worker) {
        return "segment-" + worker + "-";
    }

    /**
     * Deletes what was made for a worker, or by it, and not opened before it died.
     *
     * @throws IOException if a file stays
     */
    static void deleteAllOf(long worker, Path directory) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, prefix(worker) + "*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    void close() {
        for (int slot = 0; slot < SLOTS; slot++) {
            Segment segment = slots[slot];
            slots[slot] = null;
            if (segment != null) {
                segment.close();
            }
        }
    }
}
