package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;

/** The types of frames; {@code PROTOCOL.md} says what each one carries. */
final class Frames {

    // to a worker
    static final byte SETUP = 1;
    static final byte TASK = 2;
    static final byte DEFINE = 3;
    static final byte INTERRUPT = 4;
    static final byte PAGE = 5;
    static final byte LEAVE = 6;
    static final byte SEGMENT = 7;
    static final byte PAYLOAD = 8;

    // from a worker
    static final byte READY = 33;
    static final byte OUTCOMES = 34;
    static final byte SKIPPED = 36;
    static final byte PROGRESS = 37;
    static final byte PAGED = 38;
    static final byte BROKEN = 39;
    static final byte BEGUN = 40;
    static final byte RETIRE = 41;
    static final byte SEGMENT_OF_WORKER = 42;

    /** Length, then type. */
    static final int HEADER = Integer.BYTES + 1;

    private Frames() {}

    /** How long a frame of this type is, with the type: 0 for any length, -1 for no such type. */
    static int length(byte type) {
        return switch (type) {
            case SETUP, TASK, DEFINE, PAGE, SEGMENT, PAYLOAD -> 0;
            case OUTCOMES, BROKEN, SEGMENT_OF_WORKER -> 0;
            case LEAVE, READY, PAGED, RETIRE -> 1;
            case SKIPPED -> 1 + Integer.BYTES;
            case INTERRUPT, BEGUN -> 1 + 2 * Integer.BYTES;
            case PROGRESS -> 1 + 2 * Integer.BYTES + 2 * Long.BYTES;
            default -> -1;
        };
    }

    /** Begins a frame; returns where, for {@link #end}. */
    static int begin(FrameBuffer out, byte type) {
        int start = out.size();
        out.putInt(0);
        out.write(type);
        return start;
    }

    /** Completes a frame by its length. */
    static void end(FrameBuffer out, int start) {
        end(out, start, 0);
    }

    /** Completes a frame of which so many bytes follow by another way. */
    static void end(FrameBuffer out, int start, int more) {
        out.setInt(start, out.size() - start - Integer.BYTES + more);
    }

    static int getInt(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
    }

    static long getLong(byte[] bytes, int at) {
        return (getInt(bytes, at) & 0xffff_ffffL)
                | ((long) getInt(bytes, at + Integer.BYTES) << 32);
    }
}
