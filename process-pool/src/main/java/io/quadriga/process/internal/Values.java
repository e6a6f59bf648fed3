package io.quadriga.process.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Serializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values one behind the other: each begins with a tag and knows its end. What {@link PlainValues}
 * has no tag for is a frame of the {@link Serializer}.
 *
 * <p><b>Threads.</b> Any number at once, if its sink and source allow it.
 */
public final class Values {

    /** An int, the length, then a frame of the serializer. */
    private static final int FRAME = PlainValues.LAST_TAG + 1;

    /** A ticket and a length; behind the ticket is a frame of the serializer. */
    private static final int TICKET = PlainValues.LAST_TAG + 2;

    /** A ticket and a length; behind the ticket are the elements of a {@code byte[]}. */
    private static final int ARRAY_TICKET = PlainValues.LAST_TAG + 3;

    /** A value as above: an array that holds this part of a group and the {@link #NEXT} ones. */
    private static final int FIRST = PlainValues.LAST_TAG + 4;

    /** A part of a group that came with the first. */
    private static final int NEXT = PlainValues.LAST_TAG + 5;

    private final Serializer serializer;

    private final PayloadSink sink;

    private final PayloadSource source;

    /**
     * Makes a codec.
     *
     * @param serializer encodes and decodes objects
     * @param payloads takes what is too long for a frame, and has what was
     */
    public Values(Serializer serializer, Payloads payloads) {
        this(serializer, payloads, payloads);
    }

    /**
     * Makes a codec.
     *
     * @param serializer encodes and decodes objects
     * @param sink takes what is too long for a frame
     * @param source has what was too long for a frame
     */
    Values(Serializer serializer, PayloadSink sink, PayloadSource source) {
        this.serializer = serializer;
        this.sink = sink;
        this.source = source;
    }

    Serializer serializer() {
        return serializer;
    }

    /**
     * Appends a number in as few bytes as it needs.
     *
     * @param number the number, 0 or more
     * @param into takes it
     */
    public static void writeNumber(int number, FrameBuffer into) {
        int rest = number;
        while (rest > 0x7F) {
            into.write(rest | 0x80);
            rest >>>= 7;
        }
        into.write(rest);
    }

    /** Appends a text of any length and characters, but without lone halves of pairs. */
    static void writeName(String name, FrameBuffer into) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        writeNumber(bytes.length, into);
        into.write(bytes, 0, bytes.length);
    }

    static String readName(FrameReader in) {
        int length = in.readNumber();
        int start = in.skip(length);
        return new String(in.array(), start, length, StandardCharsets.UTF_8);
    }

    /**
     * Appends a value.
     *
     * @param value the value, which may be {@code null}
     * @param into takes it
     * @throws io.quadriga.TaskNotSerializableException if it cannot be encoded; the buffer has the
     *     size it had before
     */
    public void write(@Nullable Object value, FrameBuffer into) {
        if (!PlainValues.write(value, into)) {
            writeFrame(requireNonNull(value), into);
        }
    }

    private void writeFrame(Object value, FrameBuffer into) {
        int start = into.size();
        try {
            if (value instanceof byte[] array && array.length >= sink.threshold()) {
                long ticket = sink.put(array, 0, array.length);
                if (ticket != PayloadSink.NO_ROOM) {
                    writeTicket(ARRAY_TICKET, ticket, array.length, into);
                    return;
                }
            }
            into.write(FRAME);
            into.putInt(0);
            int frame = into.size();
            serializer.encode(value, into);
            finishFrame(start, frame, into);
        } catch (RuntimeException | Error failure) {
            into.truncate(start);
            throw failure;
        }
    }

    private void finishFrame(int start, int frame, FrameBuffer into) {
        int length = into.size() - frame;
        long ticket = PayloadSink.NO_ROOM;
        if (length >= sink.threshold()) {
            ticket = sink.put(into.array(), frame, length);
        }
        if (ticket == PayloadSink.NO_ROOM) {
            into.setInt(frame - Integer.BYTES, length);
        } else {
            into.truncate(start);
            writeTicket(TICKET, ticket, length, into);
        }
    }

    private static void writeTicket(int tag, long ticket, int length, FrameBuffer into) {
        into.write(tag);
        into.putLong(ticket);
        into.putInt(length);
    }

    /**
     * Appends values that belong together: an object that several of them lead to is one object on
     * the other side, too.
     *
     * @param parts the values
     * @param into takes them
     * @throws io.quadriga.TaskNotSerializableException if one cannot be encoded; the buffer has the
     *     size it had before
     */
    void writeGroup(@Nullable Object[] parts, FrameBuffer into) {
        int objects = 0;
        for (Object part : parts) {
            objects += PlainValues.isPlain(part) ? 0 : 1;
        }
        if (objects <= 1) {
            writeEach(parts, into);
            return;
        }
        int start = into.size();
        try {
            writeTogether(parts, objects, into);
        } catch (RuntimeException | Error failure) {
            into.truncate(start);
            throw failure;
        }
    }

    private void writeEach(@Nullable Object[] parts, FrameBuffer into) {
        int start = into.size();
        try {
            for (Object part : parts) {
                write(part, into);
            }
        } catch (RuntimeException | Error failure) {
            into.truncate(start);
            throw failure;
        }
    }

    private void writeTogether(@Nullable Object[] parts, int count, FrameBuffer into) {
        Object[] objects = new Object[count];
        int next = 0;
        for (Object part : parts) {
            if (part != null && !PlainValues.isPlain(part)) {
                objects[next++] = part;
            }
        }
        boolean first = true;
        for (Object part : parts) {
            if (PlainValues.isPlain(part)) {
                write(part, into);
            } else if (first) {
                into.write(FIRST);
                writeFrame(objects, into);
                first = false;
            } else {
                into.write(NEXT);
            }
        }
    }

    /**
     * Reads a value.
     *
     * @param in where it is next
     * @return the value
     * @throws io.quadriga.QuadrigaException if it is damaged, refused by the filter, or of a class
     *     that is not here. If it could be told where it ends, that is where the reader is
     */
    public @Nullable Object read(FrameReader in) {
        return read(in.readByte(), in);
    }

    private @Nullable Object read(int tag, FrameReader in) {
        if (tag <= PlainValues.LAST_TAG) {
            return PlainValues.read(tag, in);
        }
        return switch (tag) {
            case FRAME -> readFrame(in);
            case TICKET -> readPayload(in, false);
            case ARRAY_TICKET -> readPayload(in, true);
            default -> throw FrameReader.damaged("tag=" + tag);
        };
    }

    private @Nullable Object readFrame(FrameReader in) {
        int length = in.readInt();
        int start = in.skip(length);
        return serializer.decode(in.array(), start, length);
    }

    private @Nullable Object readPayload(FrameReader in, boolean isArray) {
        long ticket = in.readLong();
        int length = in.readInt();
        try {
            ByteBuffer payload = source.get(ticket, length);
            if (!isArray) {
                return serializer.decode(payload);
            }
            byte[] array = new byte[payload.remaining()];
            payload.get(payload.position(), array);
            return array;
        } finally {
            source.release(ticket);
        }
    }

    /**
     * Reads what {@link #writeGroup} wrote.
     *
     * @param in where it is next
     * @param into takes the values
     * @param offset where the first goes
     * @param count how many there are
     */
    void readGroup(FrameReader in, @Nullable Object[] into, int offset, int count) {
        Object[] objects = {};
        int next = 0;
        for (int i = offset; i < offset + count; i++) {
            int tag = in.readByte();
            if (tag == FIRST) {
                objects = readObjects(in);
                next = 0;
            }
            if (tag != FIRST && tag != NEXT) {
                into[i] = read(tag, in);
            } else if (next < objects.length) {
                into[i] = objects[next++];
            } else {
                throw FrameReader.damaged("tag=" + tag + ", parts=" + objects.length);
            }
        }
    }

    private Object[] readObjects(FrameReader in) {
        if (read(in) instanceof Object[] objects) {
            return objects;
        }
        throw FrameReader.damaged("parts of a group are missing");
    }

    /**
     * Skips values without decoding them.
     *
     * @param in where they are next
     * @param count how many
     */
    void skip(FrameReader in, int count) {
        for (int i = 0; i < count; i++) {
            int tag = in.readByte();
            skipOne(tag == FIRST ? in.readByte() : tag, in);
        }
    }

    private void skipOne(int tag, FrameReader in) {
        if (tag <= PlainValues.LAST_TAG) {
            PlainValues.skip(tag, in);
            return;
        }
        switch (tag) {
            case NEXT -> {}
            case FRAME -> in.skip(in.readInt());
            case TICKET, ARRAY_TICKET -> {
                source.release(in.readLong());
                in.skip(Integer.BYTES);
            }
            default -> throw FrameReader.damaged("tag=" + tag);
        }
    }
}
