package io.quadriga.ipc.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An element that was taken and not yet decoded: the bytes that one thread copies into. */
public final class Frame {

    private static final int KEPT_BYTES = 128 << 10;
    private static final int FIRST_BYTES = 256;
    private static final int COPIED_BYTES = 64 << 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int start; // not 0 if these are records with their headers
    private byte @Nullable [] array; // instead of the bytes, if the element is an array
    private byte @Nullable [] place; // of the caller: gets the bytes instead, if it is large
    private int placeAt;
    private boolean placed;
    SpillSlots.@Nullable Spill spill; // where the element still is, if it is large

    /** Where so many bytes can be written; sets the length. */
    byte[] room(int needed) {
        if (bytes.length < needed) {
            bytes = new byte[Math.max(needed, Math.min(KEPT_BYTES, 2 * bytes.length))];
        }
        length = needed;
        start = 0;
        array = null;
        placed = false;
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

    /** Lets a large element be copied there; it is long enough. {@code null}: no longer. */
    public void place(byte @Nullable [] target, int at) {
        place = target;
        placeAt = at;
        placed = false;
    }

    /** Makes room for a large element that is no array. */
    void largeRoom(int needed) {
        if (place == null) {
            byte[] _ = room(needed);
        } else {
            length = needed;
            array = null;
            placed = true;
        }
    }

    /** Where the bytes of a large element go. */
    byte[] largeBytes() {
        return placed && place != null ? place : bytes;
    }

    /** From where on. */
    int largeAt() {
        return placed ? placeAt : 0;
    }

    /** Whether the bytes are where the caller wanted them. */
    public boolean isPlaced() {
        return placed;
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

    /** The bytes that count, in an array of the caller's own; these are gone here. */
    public byte[] give() {
        byte[] given = bytes;
        if (given.length != length || length <= COPIED_BYTES) {
            return Arrays.copyOf(given, length);
        }
        bytes = new byte[FIRST_BYTES]; // or the next element would be written into the caller's
        length = 0;
        return given;
    }

    /** Lets a large array go. */
    public void trim() {
        array = null;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }
}
