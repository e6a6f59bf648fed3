package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the other side, see {@link SegmentSlots}. In a worker too, so nothing here logs.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
final class SegmentViews {

    private final Map<Integer, Segment> slots = new HashMap<>(); // monitor
    private @Nullable IOException failure; // monitor

    /** A slot has a new segment. If it cannot be opened, what comes in it is lost. */
    synchronized void made(int slot, String path) {
        try {
            Segment before = slots.remove(slot); // its owner has seen that it is free
            if (before != null) {
                before.close();
            }
            slots.put(slot, Segment.open(Path.of(path)));
        } catch (IOException unreadable) {
            failure = unreadable;
        }
    }

    /**
     * The value in a slot, until it is freed.
     *
     * @throws QuadrigaException if there is nothing of that length
     */
    synchronized ByteBuffer get(int slot, int length) {
        Segment segment = slots.get(slot);
        if (segment == null) {
            throw new QuadrigaException(
                    "large value cannot be read: slot=" + slot + ", bytes=" + length, failure);
        }
        return segment.get(length);
    }

    /** Lets the other side use a slot again. */
    synchronized void free(int slot) {
        Segment segment = slots.get(slot);
        if (segment != null) {
            segment.free();
        }
    }

    synchronized void close() {
        slots.values().forEach(Segment::close);
        slots.clear();
    }
}
