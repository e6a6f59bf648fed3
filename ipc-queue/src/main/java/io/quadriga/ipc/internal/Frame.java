package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/** An element that was taken and not yet decoded: the bytes that one thread copies into. */
public final class Frame {

    private static final int KEPT_BYTES = 128 << 10;
    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int start; // not 0 if these are records with their headers
    private byte @Nullable [] array; // instead of the bytes, if the element is an array
    SpillSlots.@Nullable Spill spill; // where the element still is, if it is large

    /** Where so many bytes can be written; sets the length. */
    byte[] room(int needed) {
        if (bytes.length < needed) {
            bytes = new byte[Math.max(needed, Math.min(KEPT_BYTES, 2 * bytes.length))];
        }
        length = needed;
        start = 0;
        array = null;
        return bytes;
    }

    /** As {@link #room}, for several records with their headers. */
    byte[] records(int needed) {
        byte[] room = room(needed);
        start = Ring.HEADER_BYTES;
        return room;
    }

    /** Where the array goes that the element is, without its tag. */
    void arrayRoom(int needed) {
        array = new byte[needed];
    }

    byte @Nullable [] array() {
        return array;
    }

    /** Where the first payload begins. */
    int start() {
        return start;
    }

    /** The bytes; the first {@link #length} count. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes count. */
    public int length() {
        return length;
    }

    /** Lets a large array go. */
    public void trim() {
        array = null;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }
}
