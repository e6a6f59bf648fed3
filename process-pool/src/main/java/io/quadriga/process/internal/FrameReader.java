package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;

/**
 * Reads what a {@link io.quadriga.spi.FrameBuffer} was filled with, and never beyond its end. By
 * hand, because a VarHandle would cost a worker milliseconds at its start.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
public final class FrameReader {

    private static final int VARINT_BITS = 7;

    private byte[] bytes;

    private int position;

    private int end;

    /**
     * Makes a reader of a frame.
     *
     * @param bytes holds the frame
     * @param offset where it begins
     * @param length how long it is
     */
    public FrameReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        reset(bytes, offset, length);
    }

    /**
     * Begins to read another frame.
     *
     * @param source holds the frame
     * @param offset where it begins
     * @param length how long it is
     */
    public void reset(byte[] source, int offset, int length) {
        if (offset < 0 || length < 0 || length > source.length - offset) {
            throw new IndexOutOfBoundsException(
                    "offset=" + offset + ", length=" + length + ", array=" + source.length);
        }
        bytes = source;
        position = offset;
        end = offset + length;
    }

    /**
     * Returns the bytes themselves.
     *
     * @return the array that holds the frame
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Returns where the next byte is.
     *
     * @return the index in {@link #array}
     */
    public int position() {
        return position;
    }

    /**
     * Returns how many bytes are left.
     *
     * @return the number
     */
    public int remaining() {
        return end - position;
    }

    /**
     * Goes to a place that was read before.
     *
     * @param place what {@link #position} returned
     */
    void rewind(int place) {
        position = place;
    }

    /**
     * Skips bytes.
     *
     * @param length how many
     * @return where they began
     */
    public int skip(int length) {
        int start = position;
        if (length < 0 || length > end - start) {
            throw damaged("length=" + length + ", left=" + (end - start));
        }
        position = start + length;
        return start;
    }

    /**
     * Reads a byte.
     *
     * @return the byte, 0 to 255
     */
    public int readByte() {
        int at = skip(1);
        return bytes[at] & 0xFF;
    }

    /**
     * Reads an int, the lowest byte first.
     *
     * @return the int
     */
    public int readInt() {
        int at = skip(Integer.BYTES);
        byte[] in = bytes;
        return (in[at] & 0xFF)
                | (in[at + 1] & 0xFF) << 8
                | (in[at + 2] & 0xFF) << 16
                | in[at + 3] << 24;
    }

    /**
     * Reads a long, the lowest byte first.
     *
     * @return the long
     */
    public long readLong() {
        long low = readInt() & 0xFFFF_FFFFL;
        return (long) readInt() << Integer.SIZE | low;
    }

    /**
     * Reads a number that was written by {@link Values#writeNumber}.
     *
     * @return the number, 0 or more
     */
    public int readNumber() {
        int next = readByte();
        int number = next & 0x7F;
        for (int shift = VARINT_BITS; next > 0x7F; shift += VARINT_BITS) {
            next = readByte();
            number |= (next & 0x7F) << shift;
            if (shift > Integer.SIZE - VARINT_BITS && next > 7) {
                throw damaged("number too large");
            }
        }
        return number;
    }

    static QuadrigaException damaged(String details) {
        return new QuadrigaException(
                "frame damaged: " + details + "; parent and worker must be of the same version");
    }
}
