package io.quadriga.internal;

/** The first byte of every frame. Never 0, so that cleared memory is not a frame. */
final class FrameTag {

    static final byte NULL = 1;
    static final byte TRUE = 2;
    static final byte FALSE = 3;
    static final byte BYTE = 4;
    static final byte SHORT = 5;
    static final byte CHAR = 6;
    static final byte INT = 7;
    static final byte LONG = 8;
    static final byte FLOAT = 9;
    static final byte DOUBLE = 10;
    static final byte LATIN1 = 11;
    static final byte UTF16 = 12;
    static final byte BYTES = 13;
    static final byte BOOLEANS = 14;
    static final byte SHORTS = 15;
    static final byte CHARS = 16;
    static final byte INTS = 17;
    static final byte LONGS = 18;
    static final byte FLOATS = 19;
    static final byte DOUBLES = 20;
    static final byte BUFFER = 21;

    /** Java serialization. */
    static final byte OBJECT = 64;

    /** An exception, see {@link FailureCodec}. Not a value. */
    static final byte FAILURE = 65;

    /** What to do about a frame that makes no sense. */
    static final String SAME_BUILD = "sender and receiver must be of the same version";

    private FrameTag() {}
}
