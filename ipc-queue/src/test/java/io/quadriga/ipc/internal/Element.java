package io.quadriga.ipc.internal;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a torture put: {@code [producer:4][sequence:8][checksum of the rest:4]} and
 * bytes that follow from both.
 */
record Element(int producer, long sequence) {

    static final int LEAST = 16;

    private static final int USUAL = 6_000;
    private static final int LARGE = 65 << 10;
    private static final int LARGEST = 200_000;
    private static final int ONE_IS_LARGE = 40;

    /** Which element this is, in one word. */
    long id() {
        return (long) producer << 40 | sequence;
    }

    byte[] toBytes() {
        SplittableRandom random = new SplittableRandom(id());
        byte[] bytes = new byte[size(random)];
        ByteBuffer.wrap(bytes).putInt(producer).putLong(sequence);
        byte seed = (byte) random.nextInt();
        for (int i = LEAST; i < bytes.length; i++) {
            bytes[i] = (byte) (seed + i);
        }
        ByteBuffer.wrap(bytes).putInt(LEAST - 4, checksum(bytes));
        return bytes;
    }

    private static int size(SplittableRandom random) {
        if (random.nextInt(ONE_IS_LARGE) == 0) {
            return random.nextInt(LARGE, LARGEST);
        }
        return random.nextBoolean() ? random.nextInt(LEAST, 200) : random.nextInt(LEAST, USUAL + 1);
    }

    /** The element of these bytes, {@code null} if they are torn. */
    static @Nullable Element of(byte[] bytes) {
        if (bytes.length < LEAST) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Element element = new Element(buffer.getInt(), buffer.getLong());
        boolean whole =
                buffer.getInt() == checksum(bytes)
                        && size(new SplittableRandom(element.id())) == bytes.length;
        return whole ? element : null;
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, LEAST - 4);
        sum.update(bytes, LEAST, bytes.length - LEAST);
        return (int) sum.getValue();
    }
}
