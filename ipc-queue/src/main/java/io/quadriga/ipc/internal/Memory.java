package io.quadriga.ipc.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mapped memory, with accessors named by mode. Words are little-endian and aligned. Every access is
 * checked against the size of the mapping, which never changes.
 *
 * <p>It is unmapped when nobody references it any more, not when the last handle of the process is
 * closed. A thread may be inside a put or take then, or in a wait that ends by an exception, or
 * about to free a lock that it holds; its next access would kill the JVM, or hit what was mapped
 * there since. To know that none is inside, each operation would have to count itself in and out of
 * a word that all threads of the process share. So the memory of a removed file is free after a
 * collection; one is started when memory is asked for and not there, see {@link Allocation}.
 *
 * <p>The JVM knows nothing about the segment in a field and looks at all of it for each access. So,
 * where native access is allowed, words are reached through a constant segment that covers
 * everything, and the checks are made here: the same, at half the cost.
 */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing
final class Memory {

    private static final ValueLayout.OfInt INT_LAYOUT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_LAYOUT =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = INT_LAYOUT.varHandle();
    static final VarHandle LONG = LONG_LAYOUT.varHandle();

    private static final @Nullable MemorySegment EVERYTHING = everything();

    private final MemorySegment segment; // its reachability keeps the mapping
    private final long address;
    private final long size;

    Memory(MemorySegment segment) {
        this.segment = segment;
        address = segment.address();
        size = segment.byteSize();
    }

    @SuppressWarnings("restricted") // asked for before
    private static @Nullable MemorySegment everything() {
        return Memory.class.getModule().isNativeAccessEnabled()
                ? MemorySegment.NULL.reinterpret(Long.MAX_VALUE)
                : null;
    }

    /** What words are reached through. */
    MemorySegment space() {
        return EVERYTHING == null ? segment : EVERYTHING;
    }

    /** Where bytes lie in that space, checked once for many accesses. */
    long place(long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, size);
        return at(offset, bytes);
    }

    /** Where bytes lie in that space. */
    private long at(long offset, long bytes) {
        if (EVERYTHING == null) {
            return offset;
        }
        if (offset < 0 || bytes < 0 || offset > size - bytes) {
            throw new IndexOutOfBoundsException(
                    "outside of the mapping: offset=" + offset + ", size=" + size);
        }
        return address + offset;
    }

    /** Maps the first bytes of a file, which must have them all. */
    static Memory map(FileChannel file, long size) throws IOException {
        return new Memory(file.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto()));
    }

    long size() {
        return size;
    }

    /** Where a place of that space lies, for the kernel. */
    long addressOf(long place) {
        return EVERYTHING == null ? address + place : place;
    }

    MemorySegment slice(long offset, long length) {
        return segment.asSlice(offset, length);
    }

    int intOpaque(long offset) {
        int result = (int) INT.getOpaque(space(), at(offset, Integer.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    void putIntOpaque(long offset, int value) {
        INT.setOpaque(space(), at(offset, Integer.BYTES), value);
        Reference.reachabilityFence(this);
    }

    int intAcquire(long offset) {
        int result = (int) INT.getAcquire(space(), at(offset, Integer.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    void putIntRelease(long offset, int value) {
        INT.setRelease(space(), at(offset, Integer.BYTES), value);
        Reference.reachabilityFence(this);
    }

    int intVolatile(long offset) {
        int result = (int) INT.getVolatile(space(), at(offset, Integer.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    void putIntVolatile(long offset, int value) {
        INT.setVolatile(space(), at(offset, Integer.BYTES), value);
        Reference.reachabilityFence(this);
    }

    boolean casInt(long offset, int expected, int value) {
        boolean result = INT.compareAndSet(space(), at(offset, Integer.BYTES), expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    int addInt(long offset, int delta) {
        int result = (int) INT.getAndAdd(space(), at(offset, Integer.BYTES), delta);
        Reference.reachabilityFence(this);
        return result;
    }

    long longOpaque(long offset) {
        long result = (long) LONG.getOpaque(space(), at(offset, Long.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    long longAcquire(long offset) {
        long result = (long) LONG.getAcquire(space(), at(offset, Long.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    void putLongRelease(long offset, long value) {
        LONG.setRelease(space(), at(offset, Long.BYTES), value);
        Reference.reachabilityFence(this);
    }

    long longVolatile(long offset) {
        long result = (long) LONG.getVolatile(space(), at(offset, Long.BYTES));
        Reference.reachabilityFence(this);
        return result;
    }

    void putLongVolatile(long offset, long value) {
        LONG.setVolatile(space(), at(offset, Long.BYTES), value);
        Reference.reachabilityFence(this);
    }

    boolean casLong(long offset, long expected, long value) {
        boolean result = LONG.compareAndSet(space(), at(offset, Long.BYTES), expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    long addLong(long offset, long delta) {
        long result = (long) LONG.getAndAdd(space(), at(offset, Long.BYTES), delta);
        Reference.reachabilityFence(this);
        return result;
    }

    void copyIn(byte[] source, int from, long offset, int length) {
        MemorySegment.copy(
                source, from, space(), ValueLayout.JAVA_BYTE, at(offset, length), length);
        Reference.reachabilityFence(this);
    }

    void copyOut(long offset, byte[] target, int to, int length) {
        MemorySegment.copy(space(), ValueLayout.JAVA_BYTE, at(offset, length), target, to, length);
        Reference.reachabilityFence(this);
    }
}
