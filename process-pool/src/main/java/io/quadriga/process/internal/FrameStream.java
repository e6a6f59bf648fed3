package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Cuts a stream into frames. A frame is read where it lies in the buffer: what {@link #bytes} shows
 * is valid until the next {@link #fill}.
 *
 * <p><b>Threads.</b> For one thread at a time; handed over by whoever hands over the reading.
 */
final class FrameStream {

    private static final int SHOWN = 16; // bytes, in error texts

    private final InputStream in;
    private byte[] buffer;
    private int read; // first byte of the next frame
    private int limit; // end of what was read
    private int at; // within the current frame
    private int end; // of the current frame
    private byte type;
    private long position; // of all that was read

    FrameStream(InputStream in, int capacity) {
        this.in = in;
        this.buffer = new byte[capacity];
    }

    /** Goes on reading in a buffer of its own, so that what {@link #bytes} shows stays as it is. */
    FrameStream split() {
        FrameStream rest = new FrameStream(in, buffer.length);
        System.arraycopy(buffer, read, rest.buffer, 0, limit - read);
        rest.limit = limit - read;
        return rest;
    }

    /** Looks for more bytes for so long, before {@link #fill} waits for them. */
    void spin(long nanos) throws IOException {
        long since = System.nanoTime();
        while (in.available() == 0 && System.nanoTime() - since < nanos) {
            Thread.onSpinWait();
        }
    }

    /** Waits for more bytes; false at the end of the stream. */
    boolean fill() throws IOException {
        if (read > 0) {
            System.arraycopy(buffer, read, buffer, 0, limit - read);
            limit -= read;
            read = 0;
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, grown());
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        position += count;
        return true;
    }

    /** How many bytes have been read. */
    long position() {
        return position;
    }

    /** Appends what did not come through the stream. */
    void append(byte[] bytes) {
        int present = limit - read;
        byte[] joined = new byte[present + bytes.length];
        System.arraycopy(buffer, read, joined, 0, present);
        System.arraycopy(bytes, 0, joined, present, bytes.length);
        buffer = joined;
        read = 0;
        limit = joined.length;
        position += bytes.length;
    }

    /** Grows with what has come, not with what was announced. */
    private int grown() throws StreamCorruptedException {
        int doubled =
                buffer.length > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : buffer.length * 2;
        if (doubled == buffer.length) {
            throw new StreamCorruptedException("frame too long: bytes=" + buffer.length);
        }
        return doubled;
    }

    /** Goes to the next frame if all of it is here. What is none is refused by its first bytes. */
    boolean next() throws StreamCorruptedException {
        if (limit - read < Frames.HEADER) {
            return false;
        }
        int length = Frames.getInt(buffer, read);
        int expected = Frames.length(buffer[read + Integer.BYTES]);
        if (length < 1
                || length > Integer.MAX_VALUE - 16
                || expected < 0
                || (expected > 0 && length != expected)) {
            throw new StreamCorruptedException(
                    "no frame: length="
                            + length
                            + ", type="
                            + buffer[read + Integer.BYTES]
                            + shown(read));
        }
        if (limit - read - Integer.BYTES < length) {
            return false;
        }
        at = read + Frames.HEADER;
        end = read + Integer.BYTES + length;
        type = buffer[at - 1];
        read = end;
        return true;
    }

    /** Goes to the start of a frame whose end will never come. */
    boolean nextCut() {
        if (limit - read <= Frames.HEADER) {
            return false;
        }
        at = read + Frames.HEADER;
        end = limit;
        type = buffer[at - 1];
        read = end;
        return true;
    }

    /** The current frame, for an error text. */
    String text() {
        return "type=" + type + ", length=" + (end - at) + shown(at);
    }

    private String shown(int from) {
        int to = Math.min(limit, from + SHOWN);
        return ", bytes=" + HexFormat.ofDelimiter(" ").formatHex(buffer, from, to);
    }

    byte type() {
        return type;
    }

    byte[] bytes() {
        return buffer;
    }

    /** Where the rest of the current frame begins. */
    int at() {
        return at;
    }

    /** How long that is. */
    int left() {
        return end - at;
    }

    int getInt() throws StreamCorruptedException {
        int from = skip(Integer.BYTES);
        return Frames.getInt(buffer, from);
    }

    long getLong() throws StreamCorruptedException {
        int from = skip(Long.BYTES);
        return Frames.getLong(buffer, from);
    }

    /** A copy of the rest. */
    byte[] rest() {
        return Arrays.copyOfRange(buffer, at, end);
    }

    private int skip(int bytes) throws StreamCorruptedException {
        if (end - at < bytes) {
            throw new StreamCorruptedException("frame too short: " + text());
        }
        int from = at;
        at += bytes;
        return from;
    }
}
