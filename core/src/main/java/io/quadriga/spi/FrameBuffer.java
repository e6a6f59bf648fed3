package io.quadriga.spi;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growing array of bytes that frames are appended to and that can be used again. Nothing is
 * copied on the way out: {@link #array} is what has been written so far.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
public final class FrameBuffer extends OutputStream {

    /** The most bytes an array can have in every JVM. */
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private byte[] bytes;

    private int size;

    /**
     * Makes an empty buffer.
     *
     * @param capacity how many bytes it takes before it grows, 0 or more
     */
    public FrameBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    @Override
    public void write(int value) {
        int at = claim(1);
        bytes[at] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        int at = claim(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    /**
     * Appends an int, the lowest byte first.
     *
     * @param value the int
     */
    public void putInt(int value) {
        int at = claim(Integer.BYTES);
        store(at, value);
    }

    /**
     * Appends a long, the lowest byte first.
     *
     * @param value the long
     */
    public void putLong(long value) {
        int at = claim(Long.BYTES);
        store(at, (int) value);
        store(at + Integer.BYTES, (int) (value >>> Integer.SIZE));
    }

    /**
     * Overwrites four bytes by an int, a length that is known only now say.
     *
     * @param at where, from 0
     * @param value the int
     * @throws IndexOutOfBoundsException if they have not all been written before
     */
    public void setInt(int at, int value) {
        Objects.checkFromIndexSize(at, Integer.BYTES, size);
        store(at, value);
    }

    /** By hand, because a VarHandle would cost a worker milliseconds at its start. */
    private void store(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    /**
     * Appends bytes with any content, to be filled in through {@link #array}.
     *
     * @param length how many, 0 or more
     * @return where they begin
     * @throws OutOfMemoryError if there is no array of that size; the buffer is unchanged
     */
    public int claim(int length) {
        int start = size;
        int end = start + length;
        if (length < 0 || end < 0 || end > MAX_SIZE) {
            throw new OutOfMemoryError("frame too large: size=" + start + ", more=" + length);
        }
        if (end > bytes.length) {
            int doubled = bytes.length <= MAX_SIZE / 2 ? bytes.length * 2 : MAX_SIZE;
            bytes = Arrays.copyOf(bytes, Math.max(end, doubled));
        }
        size = end;
        return start;
    }

    /**
     * Returns the bytes themselves. Another array after the next append.
     *
     * @return an array whose first {@link #size} bytes count
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Returns how many bytes have been written.
     *
     * @return the number
     */
    public int size() {
        return size;
    }

    /**
     * Drops everything from a position on. The memory is kept.
     *
     * @param newSize how many bytes stay, 0 to {@link #size}
     */
    public void truncate(int newSize) {
        size = Objects.checkIndex(newSize, size + 1);
    }

    /**
     * Returns a copy of what has been written.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
