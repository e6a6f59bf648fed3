package io.quadriga.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.FrameBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code null}, boxed primitives, strings, arrays of primitives and byte buffers, without object
 * streams. A frame holds no length: the elements fill it, the lowest byte of each first.
 */
final class PlainCodec {

    private PlainCodec() {}

    /** Returns the length of the frame, 0 if this codec has none for the value. */
    static int size(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 1;
        }
        if (value instanceof Number || value instanceof Character) {
            return numberSize(value);
        }
        if (value instanceof String text) {
            return frameSize(text.length(), 1);
        }
        if (value instanceof ByteBuffer buffer) {
            return frameSize(buffer.remaining(), 1);
        }
        return value.getClass().isArray() ? arraySize(value) : 0;
    }

    private static int numberSize(Object value) {
        if (value instanceof Integer || value instanceof Float) {
            return 1 + Integer.BYTES;
        }
        if (value instanceof Long || value instanceof Double) {
            return 1 + Long.BYTES;
        }
        if (value instanceof Short || value instanceof Character) {
            return 1 + Short.BYTES;
        }
        return value instanceof Byte ? 1 + Byte.BYTES : 0;
    }

    private static int arraySize(Object value) {
        if (value instanceof byte[] array) {
            return frameSize(array.length, Byte.BYTES);
        } else if (value instanceof int[] array) {
            return frameSize(array.length, Integer.BYTES);
        } else if (value instanceof long[] array) {
            return frameSize(array.length, Long.BYTES);
        } else if (value instanceof double[] array) {
            return frameSize(array.length, Double.BYTES);
        } else if (value instanceof float[] array) {
            return frameSize(array.length, Float.BYTES);
        } else if (value instanceof char[] array) {
            return frameSize(array.length, Character.BYTES);
        } else if (value instanceof short[] array) {
            return frameSize(array.length, Short.BYTES);
        } else if (value instanceof boolean[] array) {
            return frameSize(array.length, 1);
        }
        return 0;
    }

    private static int frameSize(long elements, int elementBytes) {
        long size = 1 + elements * elementBytes;
        if (size > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("frame too large: bytes=" + size);
        }
        return (int) size;
    }

    /** Appends the frame; returns {@code false}, having done nothing, if this codec has none. */
    static boolean encode(@Nullable Object value, FrameBuffer into) {
        int size = size(value);
        if (size == 0) {
            return false;
        }
        if (value instanceof String text) {
            encodeText(text, into);
            return true;
        }
        int start = into.claim(size);
        ByteBuffer out = ByteBuffer.wrap(into.array(), start, size).order(ByteOrder.LITTLE_ENDIAN);
        if (value == null) {
            out.put(FrameTag.NULL);
        } else if (value.getClass().isArray()) {
            putArray(value, out);
        } else {
            putValue(value, out);
        }
        return true;
    }

    /** The shortest way for what is sent most. */
    static void encodeBytes(byte[] array, FrameBuffer into) {
        int start = into.claim(frameSize(array.length, Byte.BYTES));
        byte[] out = into.array();
        out[start] = FrameTag.BYTES;
        System.arraycopy(array, 0, out, start + 1, array.length);
    }

    private static void encodeText(String text, FrameBuffer into) {
        byte[] latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
        if (new String(latin1, StandardCharsets.ISO_8859_1).equals(text)) {
            into.write(FrameTag.LATIN1);
            into.write(latin1, 0, latin1.length);
        } else {
            int size = frameSize(text.length(), Character.BYTES);
            int start = into.claim(size);
            // Not by a charset, which would replace a surrogate that has lost its partner.
            ByteBuffer out = ByteBuffer.wrap(into.array(), start, size);
            out.put(FrameTag.UTF16).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().put(text);
        }
    }

    private static void putValue(Object value, ByteBuffer out) {
        if (value instanceof Integer number) {
            out.put(FrameTag.INT).putInt(number);
        } else if (value instanceof Long number) {
            out.put(FrameTag.LONG).putLong(number);
        } else if (value instanceof Boolean flag) {
            out.put(flag ? FrameTag.TRUE : FrameTag.FALSE);
        } else if (value instanceof Double number) {
            out.put(FrameTag.DOUBLE).putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            out.put(FrameTag.FLOAT).putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            out.put(FrameTag.SHORT).putShort(number);
        } else if (value instanceof Character character) {
            out.put(FrameTag.CHAR).putChar(character);
        } else if (value instanceof Byte number) {
            out.put(FrameTag.BYTE).put(number);
        } else {
            out.put(FrameTag.BUFFER).put(((ByteBuffer) value).duplicate());
        }
    }

    private static void putArray(Object value, ByteBuffer out) {
        if (value instanceof byte[] array) {
            out.put(FrameTag.BYTES).put(array);
        } else if (value instanceof int[] array) {
            out.put(FrameTag.INTS).asIntBuffer().put(array);
        } else if (value instanceof long[] array) {
            out.put(FrameTag.LONGS).asLongBuffer().put(array);
        } else if (value instanceof double[] array) {
            out.put(FrameTag.DOUBLES).asDoubleBuffer().put(array);
        } else if (value instanceof float[] array) {
            out.put(FrameTag.FLOATS).asFloatBuffer().put(array);
        } else if (value instanceof char[] array) {
            out.put(FrameTag.CHARS).asCharBuffer().put(array);
        } else if (value instanceof short[] array) {
            out.put(FrameTag.SHORTS).asShortBuffer().put(array);
        } else {
            out.put(FrameTag.BOOLEANS);
            for (boolean flag : (boolean[]) value) {
                out.put((byte) (flag ? 1 : 0));
            }
        }
    }

    /** Reads what follows a tag, up to the end of the buffer. */
    static @Nullable Object decode(int tag, ByteBuffer frame) {
        ByteBuffer in = frame.order(ByteOrder.LITTLE_ENDIAN);
        return switch (tag) {
            case FrameTag.NULL -> exact(in, 0, tag, null);
            case FrameTag.TRUE -> exact(in, 0, tag, true);
            case FrameTag.FALSE -> exact(in, 0, tag, false);
            case FrameTag.BYTE -> check(in, 1, tag).get();
            case FrameTag.SHORT -> check(in, Short.BYTES, tag).getShort();
            case FrameTag.CHAR -> check(in, Character.BYTES, tag).getChar();
            case FrameTag.INT -> check(in, Integer.BYTES, tag).getInt();
            case FrameTag.LONG -> check(in, Long.BYTES, tag).getLong();
            case FrameTag.FLOAT -> check(in, Float.BYTES, tag).getFloat();
            case FrameTag.DOUBLE -> check(in, Double.BYTES, tag).getDouble();
            default -> decodeElements(tag, in);
        };
    }

    private static Object decodeElements(int tag, ByteBuffer in) {
        return switch (tag) {
            case FrameTag.LATIN1 -> new String(rest(in), StandardCharsets.ISO_8859_1);
            case FrameTag.UTF16 -> units(in, Character.BYTES, tag).asCharBuffer().toString();
            case FrameTag.BYTES -> rest(in);
            case FrameTag.BUFFER -> ByteBuffer.wrap(rest(in));
            case FrameTag.BOOLEANS -> booleans(in);
            case FrameTag.SHORTS -> {
                var array = new short[units(in, Short.BYTES, tag).remaining() / Short.BYTES];
                in.asShortBuffer().get(array);
                yield array;
            }
            case FrameTag.CHARS -> {
                var array = new char[units(in, Character.BYTES, tag).remaining() / Character.BYTES];
                in.asCharBuffer().get(array);
                yield array;
            }
            case FrameTag.INTS -> {
                var array = new int[units(in, Integer.BYTES, tag).remaining() / Integer.BYTES];
                in.asIntBuffer().get(array);
                yield array;
            }
            case FrameTag.LONGS -> {
                var array = new long[units(in, Long.BYTES, tag).remaining() / Long.BYTES];
                in.asLongBuffer().get(array);
                yield array;
            }
            case FrameTag.FLOATS -> {
                var array = new float[units(in, Float.BYTES, tag).remaining() / Float.BYTES];
                in.asFloatBuffer().get(array);
                yield array;
            }
            case FrameTag.DOUBLES -> {
                var array = new double[units(in, Double.BYTES, tag).remaining() / Double.BYTES];
                in.asDoubleBuffer().get(array);
                yield array;
            }
            default ->
                    throw new QuadrigaException(
                            "unknown codec: tag="
                                    + tag
                                    + ", bytes="
                                    + in.remaining()
                                    + "; "
                                    + FrameTag.SAME_BUILD);
        };
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static boolean[] booleans(ByteBuffer in) {
        boolean[] array = new boolean[in.remaining()];
        for (int i = 0; i < array.length; i++) {
            array[i] = in.get() != 0;
        }
        return array;
    }

    private static @Nullable Object exact(
            ByteBuffer in, int bytes, int tag, @Nullable Object value) {
        check(in, bytes, tag);
        return value;
    }

    private static ByteBuffer check(ByteBuffer in, int bytes, int tag) {
        if (in.remaining() != bytes) {
            throw damaged(in, tag);
        }
        return in;
    }

    private static ByteBuffer units(ByteBuffer in, int bytes, int tag) {
        if (in.remaining() % bytes != 0) {
            throw damaged(in, tag);
        }
        return in;
    }

    private static QuadrigaException damaged(ByteBuffer in, int tag) {
        return new QuadrigaException(
                "frame damaged: tag="
                        + tag
                        + ", bytes="
                        + in.remaining()
                        + "; "
                        + FrameTag.SAME_BUILD);
    }
}
