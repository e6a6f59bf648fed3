package io.quadriga.ipc.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Mapped memory, with accessors named by mode. Words are little-endian and aligned. Every access is
 * checked against the size of the mapping, which never changes; it is unmapped when nobody
 * references it any more, so a late access cannot hit foreign memory.
 */
final class Memory {

    private static final ValueLayout.OfInt INT_LAYOUT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_LAYOUT =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = INT_LAYOUT.varHandle();
    private static final VarHandle LONG = LONG_LAYOUT.varHandle();

    private final MemorySegment segment;

    Memory(MemorySegment segment) {
        this.segment = segment;
    }

    /** Maps the first bytes of a file, which must have them all. */
    static Memory map(FileChannel file, long size) throws IOException {
        return new Memory(file.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto()));
    }

    long size() {
        return segment.byteSize();
    }

    /** Where a word lies, for the kernel. */
    long address(long offset) {
        return segment.address() + offset;
    }

    MemorySegment slice(long offset, long length) {
        return segment.asSlice(offset, length);
    }

    int intPlain(long offset) {
        return (int) INT.get(segment, offset);
    }

    void putIntPlain(long offset, int value) {
        INT.set(segment, offset, value);
    }

    int intOpaque(long offset) {
        return (int) INT.getOpaque(segment, offset);
    }

    void putIntOpaque(long offset, int value) {
        INT.setOpaque(segment, offset, value);
    }

    int intAcquire(long offset) {
        return (int) INT.getAcquire(segment, offset);
    }

    void putIntRelease(long offset, int value) {
        INT.setRelease(segment, offset, value);
    }

    int intVolatile(long offset) {
        return (int) INT.getVolatile(segment, offset);
    }

    void putIntVolatile(long offset, int value) {
        INT.setVolatile(segment, offset, value);
    }

    boolean casInt(long offset, int expected, int value) {
        return INT.compareAndSet(segment, offset, expected, value);
    }

    int exchangeInt(long offset, int expected, int value) {
        return (int) INT.compareAndExchange(segment, offset, expected, value);
    }

    int addInt(long offset, int delta) {
        return (int) INT.getAndAdd(segment, offset, delta);
    }

    long longPlain(long offset) {
        return (long) LONG.get(segment, offset);
    }

    void putLongPlain(long offset, long value) {
        LONG.set(segment, offset, value);
    }

    long longOpaque(long offset) {
        return (long) LONG.getOpaque(segment, offset);
    }

    void putLongOpaque(long offset, long value) {
        LONG.setOpaque(segment, offset, value);
    }

    long longAcquire(long offset) {
        return (long) LONG.getAcquire(segment, offset);
    }

    void putLongRelease(long offset, long value) {
        LONG.setRelease(segment, offset, value);
    }

    long longVolatile(long offset) {
        return (long) LONG.getVolatile(segment, offset);
    }

    void putLongVolatile(long offset, long value) {
        LONG.setVolatile(segment, offset, value);
    }

    boolean casLong(long offset, long expected, long value) {
        return LONG.compareAndSet(segment, offset, expected, value);
    }

    long addLong(long offset, long delta) {
        return (long) LONG.getAndAdd(segment, offset, delta);
    }

    void copyIn(byte[] source, int from, long offset, int length) {
        MemorySegment.copy(source, from, segment, ValueLayout.JAVA_BYTE, offset, length);
    }

    void copyOut(long offset, byte[] target, int to, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, to, length);
    }
}
