package io.quadriga.ipc.internal;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A 32-bit word of shared memory whose place was checked once, for those used all the time. */
@SuppressWarnings("ReachabilityFenceUsage") // as in Memory
final class IntWord {

    private final Memory memory; // its reachability keeps the mapping
    private final long place;

    /**
     * Checks the place.
     *
     * @param offset where it lies, a multiple of 4
     */
    IntWord(Memory memory, long offset) {
        this.memory = memory;
        place = memory.place(offset, Integer.BYTES);
    }

    private MemorySegment space() {
        return memory.space();
    }

    /** Where it lies, for the kernel. */
    long address() {
        return memory.addressOf(place);
    }

    int opaque() {
        int result = (int) Memory.INT.getOpaque(space(), place);
        Reference.reachabilityFence(this);
        return result;
    }

    int acquire() {
        int result = (int) Memory.INT.getAcquire(space(), place);
        Reference.reachabilityFence(this);
        return result;
    }

    int getVolatile() {
        int result = (int) Memory.INT.getVolatile(space(), place);
        Reference.reachabilityFence(this);
        return result;
    }

    void putVolatile(int value) {
        Memory.INT.setVolatile(space(), place, value);
        Reference.reachabilityFence(this);
    }

    boolean cas(int expected, int value) {
        boolean result = Memory.INT.compareAndSet(space(), place, expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    /** Stores the value if the word is as expected; returns what it was. */
    int exchange(int expected, int value) {
        int result = (int) Memory.INT.compareAndExchange(space(), place, expected, value);
        Reference.reachabilityFence(this);
        return result;
    }
}
