package io.quadriga.ipc.internal;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A 64-bit word of shared memory whose place was checked once, for those used all the time. */
@SuppressWarnings("ReachabilityFenceUsage") // as in Memory
final class LongWord {

    private final Memory memory; // its reachability keeps the mapping
    private final long place;

    /**
     * Checks the place.
     *
     * @param offset where it lies, a multiple of 8
     */
    LongWord(Memory memory, long offset) {
        this.memory = memory;
        place = memory.place(offset, Long.BYTES);
    }

    private MemorySegment space() {
        return memory.space();
    }

    long opaque() {
        long result = (long) Memory.LONG.getOpaque(space(), place);
        Reference.reachabilityFence(this);
        return result;
    }

    void putOpaque(long value) {
        Memory.LONG.setOpaque(space(), place, value);
        Reference.reachabilityFence(this);
    }

    long acquire() {
        long result = (long) Memory.LONG.getAcquire(space(), place);
        Reference.reachabilityFence(this);
        return result;
    }

    void putRelease(long value) {
        Memory.LONG.setRelease(space(), place, value);
        Reference.reachabilityFence(this);
    }
}
