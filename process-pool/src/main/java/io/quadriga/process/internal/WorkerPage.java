package io.quadriga.process.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The memory that a worker shares with its parent: what must be known of it when it is dead. */
final class WorkerPage {
    /*
     * Bytes, all numbers in the order of the machine:
     *
     *     0       committed   end of the last frame that the worker has said, counted from its first
     *     64      slots       SLOTS longs: seq << 32 | state of the run with that number modulo SLOTS
     *     4096    said        the last RING bytes of what it has said, by position modulo RING
     *
     * State of a run, in a word of its slot:
     *
     *     (what was there before) ── begin (worker) ──> BEGUN + input ── begin ──> BEGUN + next input
     *               │                                       └── stop (parent) ──> the same | STOPPED
     *               └── revoke (parent) ──> REVOKED
     *
     *   I1. Each arrow is one CAS, so of begin and revoke of one run one succeeds, and after a stop no
     *       further input begins.
     *   I2. A worker has at most SLOTS runs, of consecutive numbers: no two share a slot.
     *   I3. What was committed and has not come through the pipe is in the ring: the worker writes its
     *       pipe before RING bytes are missing.
     *
     *   I4. Where `committed` stands a frame ends, or one of outcomes that grows: its length may tell of an
     *       outcome beyond, what is before is whole outcomes.
     *
     * Ordering. The worker writes bytes plainly, then `committed` by a release; the parent acquires it
     * and reads no byte beyond it.
     */
    static final int SLOTS = 256;
    static final int RING = 64 << 10;

    private static final int COMMITTED = 0;
    private static final int SLOT = 64;
    private static final int SAID = 4096;
    private static final int BYTES = SAID + RING;

    private static final int REVOKED = 1;
    private static final int BEGUN = 2;
    private static final int STOPPED = 1 << 31;

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    private WorkerPage(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Maps a file, which is made if it is not there. */
    static WorkerPage map(String file) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file, "rw")) {
            return new WorkerPage(
                    opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    private static int slot(int seq) {
        return SLOT + (seq & (SLOTS - 1)) * Long.BYTES;
    }

    private static long word(int seq, int state) {
        return ((long) seq << 32) | (state & 0xffff_ffffL);
    }

    private long read(int seq) {
        return (long) LONG.getVolatile(memory, slot(seq));
    }

    private boolean replace(int seq, long seen, int state) {
        return LONG.compareAndSet(memory, slot(seq), seen, word(seq, state));
    }

    /** The state of a run, 0 if there is none yet. */
    private static int state(int seq, long word) {
        return (int) (word >> 32) == seq ? (int) word : 0;
    }

    /** The worker begins an input of a run; false if it must not. */
    boolean begin(int seq, int input) {
        while (true) {
            long seen = read(seq);
            int state = state(seq, seen);
            if (state == REVOKED || state < 0) {
                return false;
            }
            if (replace(seq, seen, BEGUN + input)) {
                return true; // linearization point: begun, and not revoked
            }
        }
    }

    /** The parent revokes a run; false if it was begun. */
    boolean revoke(int seq) {
        while (true) {
            long seen = read(seq);
            int state = state(seq, seen);
            if (state == REVOKED) {
                return true;
            }
            if (state != 0) {
                return false;
            }
            if (replace(seq, seen, REVOKED)) {
                return true; // linearization point: revoked, and not begun
            }
        }
    }

    /** The parent lets no further input of a run begin. */
    void stop(int seq) {
        long seen = read(seq);
        while (state(seq, seen) >= BEGUN && !replace(seq, seen, state(seq, seen) | STOPPED)) {
            seen = read(seq);
        }
    }

    /** The input that was begun last, negative if none was. */
    int begun(int seq) {
        return (state(seq, read(seq)) & ~STOPPED) - BEGUN;
    }

    /** The worker is about to say something, at this position of all it has said. */
    void put(long position, byte[] bytes, int from, int length) {
        int at = (int) (position & (RING - 1));
        int first = Math.min(length, RING - at);
        memory.put(SAID + at, bytes, from, first);
        memory.put(SAID, bytes, from + first, length - first);
    }

    /** What was said up to a position has come through the pipe, or will. */
    void committed(long position) {
        LONG.setRelease(memory, COMMITTED, position);
    }

    /** What was said from this position on. */
    byte[] since(long position) {
        long missing = (long) LONG.getAcquire(memory, COMMITTED) - position;
        if (missing <= 0 || missing > RING) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) missing];
        int at = (int) (position & (RING - 1));
        int first = Math.min(bytes.length, RING - at);
        memory.get(SAID + at, bytes, 0, first);
        memory.get(SAID, bytes, first, bytes.length - first);
        return bytes;
    }
}
