package io.quadriga.ipc.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An element that was taken and not yet decoded: the bytes that one thread copies into. */
public final class Frame {

    private static final int KEPT_BYTES = 128 << 10;
    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    SpillSlots.@Nullable Spill spill; // where the element still is, if it is large

    /** Where so many bytes can be written; sets the length. */
    byte[] room(int needed) {
        if (bytes.length < needed) {
            bytes = new byte[Math.max(needed, Math.min(KEPT_BYTES, 2 * bytes.length))];
        }
        length = needed;
        return bytes;
    }

    /** As {@link #room}, but keeps the bytes that are there. */
    byte[] extend(int used, int more) {
        int needed = Math.addExact(used, more);
        if (bytes.length < needed) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(KEPT_BYTES, 2 * bytes.length)));
        }
        length = needed;
        return bytes;
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
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }
}
