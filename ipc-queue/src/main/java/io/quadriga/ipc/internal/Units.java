package io.quadriga.ipc.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * The units of 8 bytes of a ring in shared memory. Their places were checked once: a position is
 * masked, so it cannot lead outside.
 */
@SuppressWarnings("ReachabilityFenceUsage") // as in Memory
final class Units {

    private final Memory memory; // its reachability keeps the mapping
    private final long place;
    private final int mask;

    /**
     * Checks the place.
     *
     * @param offset where they begin, a multiple of 8
     * @param count how many, a power of two
     */
    Units(Memory memory, long offset, int count) {
        this.memory = memory;
        place = memory.place(offset, (long) count << 3);
        mask = count - 1;
    }

    private MemorySegment space() {
        return memory.space();
    }

    private long at(int position) {
        return place + ((long) (position & mask) << 3);
    }

    int count() {
        return mask + 1;
    }

    /** How many units there are from a position to the end. */
    int rest(int position) {
        return mask + 1 - (position & mask);
    }

    boolean isFirst(int position) {
        return (position & mask) == 0;
    }

    long acquire(int position) {
        long result = (long) Memory.LONG.getAcquire(space(), at(position));
        Reference.reachabilityFence(this);
        return result;
    }

    void putPlain(int position, long value) {
        Memory.LONG.set(space(), at(position), value);
        Reference.reachabilityFence(this);
    }

    void putRelease(int position, long value) {
        Memory.LONG.setRelease(space(), at(position), value);
        Reference.reachabilityFence(this);
    }

    void copyIn(byte[] source, int from, int position, int length) {
        MemorySegment.copy(
                source, from, space(), ValueLayout.JAVA_BYTE, checked(position, length), length);
        Reference.reachabilityFence(this);
    }

    void copyOut(int position, byte[] target, int to, int length) {
        MemorySegment.copy(
                space(), ValueLayout.JAVA_BYTE, checked(position, length), target, to, length);
        Reference.reachabilityFence(this);
    }

    private long checked(int position, int length) {
        if (length < 0 || length > (long) rest(position) << 3) {
            throw new IndexOutOfBoundsException(
                    "outside of the ring: position=" + position + ", length=" + length);
        }
        return at(position);
    }
}
