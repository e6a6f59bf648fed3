package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.util.ArrayList;
import java.util.List;

/** The constants of a class file that is being written; each is there once. */
final class ConstantPool {

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    private static final int MAX_LENGTH = 0xFFFF;

    private final List<Constant> constants = new ArrayList<>();

    /** A text, or the indices of one or two other constants. */
    private record Constant(int tag, String text, int first, int second) {

        boolean is(int otherTag, String otherText, int otherFirst, int otherSecond) {
            return tag == otherTag
                    && first == otherFirst
                    && second == otherSecond
                    && text.equals(otherText);
        }
    }

    private int add(int tag, String text, int first, int second) {
        for (int i = 0; i < constants.size(); i++) {
            if (constants.get(i).is(tag, text, first, second)) {
                return i + 1;
            }
        }
        constants.add(new Constant(tag, text, first, second));
        return constants.size();
    }

    int text(String text) {
        return add(UTF8, text, 0, 0);
    }

    int type(String name) {
        return add(CLASS, "", text(name), 0);
    }

    int method(int tag, String host, String name, String descriptor) {
        int nameAndType = add(NAME_AND_TYPE, "", text(name), text(descriptor));
        return add(tag, "", type(host), nameAndType);
    }

    void write(FrameBuffer out) {
        put2(constants.size() + 1, out);
        for (Constant constant : constants) {
            out.write(constant.tag);
            if (constant.tag == UTF8) {
                putText(constant.text, out);
            } else {
                put2(constant.first, out);
                if (constant.tag != CLASS) {
                    put2(constant.second, out);
                }
            }
        }
    }

    /** In the form of class files, not that of the world: zero and pairs are written otherwise. */
    private static void putText(String text, FrameBuffer out) {
        int start = out.size();
        put2(0, out);
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit != 0 && unit < 0x80) {
                out.write(unit);
            } else if (unit < 0x800) {
                out.write(0xC0 | unit >> 6);
                out.write(0x80 | (unit & 0x3F));
            } else {
                out.write(0xE0 | unit >> 12);
                out.write(0x80 | (unit >> 6 & 0x3F));
                out.write(0x80 | (unit & 0x3F));
            }
        }
        int length = out.size() - start - Short.BYTES;
        if (length > MAX_LENGTH) {
            throw FrameReader.damaged("text=" + length);
        }
        out.array()[start] = (byte) (length >> 8);
        out.array()[start + 1] = (byte) length;
    }

    /** Appends two bytes, the higher one first. */
    static void put2(int value, FrameBuffer out) {
        out.write(value >> 8);
        out.write(value);
    }

    /** Appends four bytes, the highest one first. */
    static void put4(int value, FrameBuffer out) {
        put2(value >> 16, out);
        put2(value, out);
    }
}
