package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code null}, boxed primitives and short strings: a tag, then what the tag needs. The tags of
 * {@link Values} come after these.
 */
final class PlainValues {

    private static final int NULL = 1;
    private static final int TRUE = 2;
    private static final int FALSE = 3;
    private static final int BYTE = 4;
    private static final int SHORT = 5;
    private static final int CHAR = 6;
    private static final int INT = 7;
    private static final int LONG = 8;
    private static final int FLOAT = 9;
    private static final int DOUBLE = 10;

    /** A number of bytes, then the characters, one byte each. */
    private static final int TEXT = 11;

    /** The last tag of this codec. */
    static final int LAST_TAG = TEXT;

    private static final int LONGEST_TEXT = 1024;

    private PlainValues() {}

    /** Whether a value is immutable and nobody can tell two equal ones apart. */
    static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof Integer
                || value instanceof String
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Float
                || value instanceof Character
                || value instanceof Short
                || value instanceof Byte;
    }

    /** Appends a value; returns {@code false}, having done nothing, if it has no tag here. */
    static boolean write(@Nullable Object value, FrameBuffer into) {
        if (value instanceof Integer number) {
            into.write(INT);
            into.putInt(number);
        } else if (value == null) {
            into.write(NULL);
        } else if (value instanceof String text) {
            return writeText(text, into);
        } else if (value instanceof Long number) {
            into.write(LONG);
            into.putLong(number);
        } else if (value instanceof Boolean flag) {
            into.write(flag ? TRUE : FALSE);
        } else if (value instanceof Double number) {
            into.write(DOUBLE);
            into.putLong(Double.doubleToRawLongBits(number));
        } else {
            return writeRare(value, into);
        }
        return true;
    }

    private static boolean writeRare(Object value, FrameBuffer into) {
        if (value instanceof Float number) {
            into.write(FLOAT);
            into.putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Character unit) {
            into.write(CHAR);
            into.putInt(unit);
        } else if (value instanceof Short number) {
            into.write(SHORT);
            into.putInt(number);
        } else if (value instanceof Byte number) {
            into.write(BYTE);
            into.putInt(number);
        } else {
            return false;
        }
        return true;
    }

    @SuppressWarnings("deprecation") // one byte for each character is just what is meant
    private static boolean writeText(String text, FrameBuffer into) {
        int length = text.length();
        if (length > LONGEST_TEXT) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        into.write(TEXT);
        Values.writeNumber(length, into);
        int start = into.claim(length);
        text.getBytes(0, length, into.array(), start);
        return true;
    }

    /** Reads what follows a tag. */
    static @Nullable Object read(int tag, FrameReader in) {
        return switch (tag) {
            case INT -> in.readInt();
            case NULL -> null;
            case TEXT -> readText(in);
            case LONG -> in.readLong();
            case TRUE -> true;
            case FALSE -> false;
            case DOUBLE -> Double.longBitsToDouble(in.readLong());
            case FLOAT -> Float.intBitsToFloat(in.readInt());
            case SHORT -> (short) in.readInt();
            case BYTE -> (byte) in.readInt();
            case CHAR -> (char) in.readInt();
            default -> throw FrameReader.damaged("tag=" + tag);
        };
    }

    private static String readText(FrameReader in) {
        int length = in.readNumber();
        int start = in.skip(length);
        return new String(in.array(), start, length, StandardCharsets.ISO_8859_1);
    }

    /** Skips what follows a tag. */
    static void skip(int tag, FrameReader in) {
        switch (tag) {
            case NULL, TRUE, FALSE -> {}
            case INT, FLOAT, SHORT, BYTE, CHAR -> in.skip(Integer.BYTES);
            case LONG, DOUBLE -> in.skip(Long.BYTES);
            case TEXT -> in.skip(in.readNumber());
            default -> throw FrameReader.damaged("tag=" + tag);
        }
    }
}
