package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.NumbersCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A fixed number of numbers that processes of one machine share, each with the operations of {@link
 * java.util.concurrent.atomic.AtomicLongArray}. An element is 64 bits: a {@code long}, or a {@code
 * double} for those who use the methods of that name.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The array lives as long as any
 * process holds a handle that is not closed, and keeps its values that long. A handle is a value
 * that travels, as an {@link IpcLock} does; used when nobody holds the array any more it throws
 * {@link SharedGoneException}.
 *
 * <p><b>Deaths.</b> Every operation on an element is one atomic access: a process that is killed
 * has done it or not. An index that is out of range is an {@link IndexOutOfBoundsException};
 * nothing changed.
 *
 * <p><b>Threads.</b> Any number. Nothing blocks. <b>Visibility.</b> As of {@code AtomicLongArray},
 * within a process and of shared memory between processes.
 */
public final class SharedArray implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<NumbersCore> object;

    private SharedArray(SharedObject<NumbersCore> object) {
        this.object = object;
    }

    /**
     * Makes an array of zeros.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param length how many elements, 1 to 2^27
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none, or the length is out of range
     */
    public static SharedArray create(String name, int length) {
        return new SharedArray(SharedObject.create(NumbersCore.TYPE, name, length));
    }

    /**
     * Makes an array of zeros that only those find who are given a handle.
     *
     * @param length how many elements, 1 to 2^27
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalArgumentException if the length is out of range
     */
    public static SharedArray create(int length) {
        return new SharedArray(SharedObject.createUnnamed(NumbersCore.TYPE, length));
    }

    /**
     * Finds an array that some process holds a handle of.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or one that is damaged, of another version or of
     *     another container
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedArray attach(String name) {
        return new SharedArray(SharedObject.attach(NumbersCore.TYPE, name));
    }

    /**
     * Finds an array, or makes it.
     *
     * @param name its name
     * @param length how many elements
     * @return the handle
     * @throws QuadrigaException if there is one of another length, naming both; or as above
     * @throws IllegalArgumentException if the name is none, or the length is out of range
     */
    public static SharedArray createOrAttach(String name, int length) {
        return new SharedArray(SharedObject.createOrAttach(NumbersCore.TYPE, name, length));
    }

    /**
     * Returns the name.
     *
     * @return the name; {@code ~} and an id if it was made without one
     */
    public String name() {
        return object.name().name();
    }

    /**
     * Returns how many elements there are.
     *
     * @return the length, at least 1
     */
    public int length() {
        return object.core().length();
    }

    /**
     * Returns an element.
     *
     * @param index of the element
     * @return the value
     */
    public long get(int index) {
        return object.core().get(index);
    }

    /**
     * Sets an element.
     *
     * @param index of the element
     * @param value the new one
     */
    public void set(int index, long value) {
        object.core().set(index, value);
    }

    /**
     * Sets an element.
     *
     * @param index of the element
     * @param value the new one
     * @return the one before
     */
    public long getAndSet(int index, long value) {
        return object.core().getAndAccumulate(index, value, (before, after) -> after);
    }

    /**
     * Adds to an element.
     *
     * @param index of the element
     * @param delta what to add
     * @return the value before
     */
    public long getAndAdd(int index, long delta) {
        return object.core().getAndAdd(index, delta);
    }

    /**
     * Adds to an element.
     *
     * @param index of the element
     * @param delta what to add
     * @return the value after
     */
    public long addAndGet(int index, long delta) {
        return object.core().getAndAdd(index, delta) + delta;
    }

    /**
     * Adds one to an element.
     *
     * @param index of the element
     * @return the value before
     */
    public long getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    /**
     * Takes one off an element.
     *
     * @param index of the element
     * @return the value before
     */
    public long getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    /**
     * Adds one to an element.
     *
     * @param index of the element
     * @return the value after
     */
    public long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /**
     * Takes one off an element.
     *
     * @param index of the element
     * @return the value after
     */
    public long decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /**
     * Sets an element if it is as expected.
     *
     * @param index of the element
     * @param expected what it must be
     * @param value the new one
     * @return whether it was set
     */
    public boolean compareAndSet(int index, long expected, long value) {
        return object.core().compareAndSet(index, expected, value);
    }

    /**
     * Changes an element.
     *
     * @param index of the element
     * @param operator as of {@link #updateAndGet}
     * @return the value before
     */
    public long getAndUpdate(int index, LongUnaryOperator operator) {
        return object.core()
                .getAndAccumulate(index, 0, (before, no) -> operator.applyAsLong(before));
    }

    /**
     * Changes an element.
     *
     * @param index of the element
     * @param operator makes the new value of the old one; free of side effects, because it is
     *     called again when others come between
     * @return the value after
     */
    public long updateAndGet(int index, LongUnaryOperator operator) {
        return object.core()
                .accumulateAndGet(index, 0, (before, no) -> operator.applyAsLong(before));
    }

    /**
     * Combines an element with a value.
     *
     * @param index of the element
     * @param value the second operand
     * @param operator as above
     * @return the value before
     */
    public long getAndAccumulate(int index, long value, LongBinaryOperator operator) {
        return object.core().getAndAccumulate(index, value, operator);
    }

    /**
     * Combines an element with a value.
     *
     * @param index of the element
     * @param value the second operand
     * @param operator as above
     * @return the value after
     */
    public long accumulateAndGet(int index, long value, LongBinaryOperator operator) {
        return object.core().accumulateAndGet(index, value, operator);
    }

    /**
     * Returns an element whose bits are a {@code double}.
     *
     * @param index of the element
     * @return the value
     */
    public double getDouble(int index) {
        return Double.longBitsToDouble(get(index));
    }

    /**
     * Sets an element to the bits of a {@code double}.
     *
     * @param index of the element
     * @param value the new one
     */
    public void setDouble(int index, double value) {
        set(index, Double.doubleToRawLongBits(value));
    }

    /**
     * Adds to an element whose bits are a {@code double}.
     *
     * @param index of the element
     * @param delta what to add
     * @return the value after
     */
    public double addAndGetDouble(int index, double delta) {
        return Double.longBitsToDouble(
                updateAndGet(
                        index,
                        bits -> Double.doubleToRawLongBits(Double.longBitsToDouble(bits) + delta)));
    }

    /**
     * Copies elements out, each by itself: others may come between.
     *
     * @return a new array of all of them
     */
    public long[] toArray() {
        NumbersCore numbers = object.core();
        long[] copy = new long[numbers.length()];
        Arrays.setAll(copy, numbers::get);
        return copy;
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}. The last process to
     * release its handles removes the array.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("SharedArray");
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a shared array travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new SharedArray(SharedObject.travelled(NumbersCore.TYPE, name));
        }
    }
}
