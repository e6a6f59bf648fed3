package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/** Reads the records of a ring: small ones out of it, large ones out of their segments. */
final class Records {

    private final Ring ring;
    private final SpillSlots slots;
    private final boolean elements;

    /**
     * Makes a reader.
     *
     * @param elements whether every record is an element that the codec encoded
     */
    Records(Ring ring, SpillSlots slots, boolean elements) {
        this.ring = ring;
        this.slots = slots;
        this.elements = elements;
    }

    /** Copies a record; of a large element only where it is, and makes room for the rest. */
    void copy(long cursor, long header, int length, Frame into) {
        ring.copyOut(cursor, into.room(length), 0, length);
        into.spill = spillOf(header, into, length);
        makeRoom(into);
    }

    /** How long the element of a record is, large or not. */
    int elementLength(long cursor, long header, int length, Frame scratch) {
        if (!Ring.isFlagged(header)) {
            return length;
        }
        ring.copyOut(cursor, scratch.room(length), 0, length);
        return slots.parse(scratch.bytes(), length).length();
    }

    private SpillSlots.@Nullable Spill spillOf(long header, Frame into, int length) {
        return Ring.isFlagged(header) ? slots.parse(into.bytes(), length) : null;
    }

    /** What cannot be held in memory is not taken. */
    void makeRoom(Frame into) {
        SpillSlots.Spill spill = into.spill;
        if (spill == null) {
            return;
        }
        if (elements && slots.isArray(spill)) {
            into.arrayRoom(Codec.arrayLength(spill.length()));
        } else {
            into.largeRoom(spill.length());
        }
    }

    /** Copies a large element. */
    void read(SpillSlots.Spill spill, Frame into) {
        byte[] array = into.array();
        if (array != null) {
            slots.readArray(spill, array);
        } else {
            slots.read(spill, into.largeBytes(), into.largeAt());
        }
    }

    /** Claims the segment of a large element, before head moves. Under the consumer lock. */
    void claim(Frame taken) {
        if (taken.spill != null) {
            slots.take(taken.spill);
        }
    }

    /** Copies a claimed large element, and lets its segment go. Without the lock. */
    void finish(Frame taken) {
        SpillSlots.Spill spill = taken.spill;
        if (spill != null) {
            taken.spill = null;
            try {
                read(spill, taken);
            } finally {
                slots.free(spill);
            }
        }
    }
}
