package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.NumbersCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A number that processes of one machine share, with the operations of {@link
 * java.util.concurrent.atomic.AtomicLong}. To others it is a {@link SharedArray} of length one, and
 * shares its names with arrays.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The number lives as long as any
 * process holds a handle that is not closed, and keeps its value that long. A handle is a value
 * that travels, as an {@link IpcLock} does; used when nobody holds the number any more it throws
 * {@link SharedGoneException}.
 *
 * <p><b>Deaths.</b> Every operation is one atomic access: a process that is killed has done it or
 * not.
 *
 * <p><b>Threads.</b> Any number. Nothing blocks. <b>Visibility.</b> As of {@code AtomicLong},
 * within a process and of shared memory between processes.
 */
public final class SharedLong implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<NumbersCore> object;

    private SharedLong(SharedObject<NumbersCore> object) {
        this.object = object;
    }

    /**
     * Makes a number, zero.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedLong create(String name) {
        return create(name, 0);
    }

    /**
     * Makes a number.
     *
     * @param name its name, as above
     * @param initial its first value; nobody sees another one before
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedLong create(String name, long initial) {
        return new SharedLong(
                SharedObject.createFilled(NumbersCore.TYPE, name, core -> core.set(0, initial), 1));
    }

    /**
     * Makes a number, zero, that only those find who are given a handle.
     *
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     */
    public static SharedLong create() {
        return new SharedLong(SharedObject.createUnnamed(NumbersCore.TYPE, 1));
    }

    /**
     * Finds a number that some process holds.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or an array of that name, or one that is damaged,
     *     of another version or of another container
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedLong attach(String name) {
        return new SharedLong(SharedObject.attach(NumbersCore.TYPE, name).checked(1));
    }

    /**
     * Finds a number, or makes it.
     *
     * @param name its name
     * @param initial the value it is made with; one that is there keeps its own
     * @return the handle
     * @throws QuadrigaException as above
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedLong createOrAttach(String name, long initial) {
        return new SharedLong(
                SharedObject.createFilledOrAttach(
                        NumbersCore.TYPE, name, core -> core.set(0, initial), 1));
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
     * Returns the value.
     *
     * @return the value
     */
    public long get() {
        return object.core().get(0);
    }

    /**
     * Sets the value.
     *
     * @param value the new one
     */
    public void set(long value) {
        object.core().set(0, value);
    }

    /**
     * Sets the value.
     *
     * @param value the new one
     * @return the one before
     */
    public long getAndSet(long value) {
        return object.core().getAndAccumulate(0, value, (before, after) -> after);
    }

    /**
     * Adds.
     *
     * @param delta what to add
     * @return the value before
     */
    public long getAndAdd(long delta) {
        return object.core().getAndAdd(0, delta);
    }

    /**
     * Adds.
     *
     * @param delta what to add
     * @return the value after
     */
    public long addAndGet(long delta) {
        return object.core().getAndAdd(0, delta) + delta;
    }

    /**
     * Adds one.
     *
     * @return the value after
     */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /**
     * Subtracts one.
     *
     * @return the value after
     */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * Adds one to the value.
     *
     * @return the value before
     */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /**
     * Takes one off the value.
     *
     * @return the value before
     */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /**
     * Sets the value if it is as expected.
     *
     * @param expected what it must be
     * @param value the new one
     * @return whether it was set
     */
    public boolean compareAndSet(long expected, long value) {
        return object.core().compareAndSet(0, expected, value);
    }

    /**
     * Changes the value.
     *
     * @param operator makes the new value of the old one; free of side effects, because it is
     *     called again when others come between
     * @return the value before
     */
    public long getAndUpdate(LongUnaryOperator operator) {
        return object.core().getAndAccumulate(0, 0, (before, no) -> operator.applyAsLong(before));
    }

    /**
     * Changes the value.
     *
     * @param operator as above
     * @return the value after
     */
    public long updateAndGet(LongUnaryOperator operator) {
        return object.core().accumulateAndGet(0, 0, (before, no) -> operator.applyAsLong(before));
    }

    /**
     * Combines the value with another.
     *
     * @param value the second operand
     * @param operator as above
     * @return the value before
     */
    public long getAndAccumulate(long value, LongBinaryOperator operator) {
        return object.core().getAndAccumulate(0, value, operator);
    }

    /**
     * Combines the value with another.
     *
     * @param value the second operand
     * @param operator as above
     * @return the value after
     */
    public long accumulateAndGet(long value, LongBinaryOperator operator) {
        return object.core().accumulateAndGet(0, value, operator);
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}. The last process to
     * release its handles removes the number.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("SharedLong");
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a shared number travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new SharedLong(SharedObject.travelled(NumbersCore.TYPE, name));
        }
    }
}
