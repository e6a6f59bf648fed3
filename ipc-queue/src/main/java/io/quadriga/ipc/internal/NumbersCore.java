package io.quadriga.ipc.internal;

import java.util.List;
import java.util.Objects;
import java.util.function.LongBinaryOperator;

/**
 * The view that one process has of shared numbers: 64-bit words, one behind the other from the
 * beginning of the body. Each operation is one atomic access of one word, so a death leaves it done
 * or not done.
 */
public final class NumbersCore {

    /** The longest array. */
    public static final int MAX_LENGTH = 1 << 27;

    /** Geometry: length. Body: a word of 8 bytes for each element, padded to 256. */
    public static final SharedType<NumbersCore> TYPE =
            new SharedType<>(
                    Kind.NUMBERS,
                    NumbersCore.class,
                    List.of("length"),
                    NumbersCore::bytes,
                    NumbersCore::new);

    private final Memory memory;
    private final long base;
    private final int length;

    private NumbersCore(SharedFile file) {
        memory = file.memory();
        base = file.body();
        length = (int) file.header().geometry()[0];
    }

    private static long bytes(long[] geometry, int participants) throws DamagedFileException {
        if (geometry[0] < 1 || geometry[0] > MAX_LENGTH) {
            throw new DamagedFileException(
                    "length=" + geometry[0] + ", allowed=1 to " + MAX_LENGTH);
        }
        return FileLayout.align(geometry[0] * Long.BYTES);
    }

    public int length() {
        return length;
    }

    private long at(int index) {
        return base + (long) Objects.checkIndex(index, length) * Long.BYTES;
    }

    public long get(int index) {
        return memory.longVolatile(at(index));
    }

    public void set(int index, long value) {
        memory.putLongVolatile(at(index), value);
    }

    public long getAndAdd(int index, long delta) {
        return memory.addLong(at(index), delta);
    }

    public boolean compareAndSet(int index, long expected, long value) {
        return memory.casLong(at(index), expected, value);
    }

    /**
     * Combines an element with a value.
     *
     * @return what was there before
     */
    public long getAndAccumulate(int index, long value, LongBinaryOperator operator) {
        long before;
        do {
            before = get(index);
        } while (!compareAndSet(index, before, operator.applyAsLong(before, value)));
        return before;
    }

    /**
     * Combines an element with a value.
     *
     * @return what is there then
     */
    public long accumulateAndGet(int index, long value, LongBinaryOperator operator) {
        while (true) {
            long before = get(index);
            long after = operator.applyAsLong(before, value);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }
}
