package io.quadriga.ipc;

import io.quadriga.Action;
import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.BarrierCore;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A place where a fixed number of parties, threads of any processes, wait for one another, again
 * and again.
 *
 * <p><b>Action.</b> A barrier may have an action, which the last party to arrive runs before
 * anybody goes on. Code is not shared, so every handle brings it: all are made with an action or
 * all without, and the one of the last party's handle runs. It travels with the handle.
 *
 * <p><b>Broken.</b> If a waiting party runs out of time, is interrupted, or its process dies, or if
 * the action throws, the barrier breaks for all parties, those that come later included, until it
 * is reset: they get a {@link BrokenBarrierException}. A party that is late is waited for; one that
 * died before it arrived is only noticed by the time running out.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The barrier lives as long as any
 * process holds a handle that is not closed. A handle is a value that travels, as an {@link
 * IpcLock} does; used when nobody holds the barrier any more it throws {@link SharedGoneException}.
 *
 * <p><b>Threads.</b> Any number, virtual ones and coroutines included. <b>Visibility.</b> Actions
 * before {@code await} happen-before the action of the barrier, and that before the return of the
 * others from {@code await}; between processes that is true of shared memory.
 */
public final class IpcBarrier implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<BarrierCore> object;
    private final @Nullable Action action;

    private IpcBarrier(SharedObject<BarrierCore> object, @Nullable Action action) {
        this.object = object;
        this.action = action;
    }

    /**
     * Makes a barrier without an action.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param parties how many wait for one another, 1 to 2^20
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none, or parties are out of range
     */
    public static IpcBarrier create(String name, int parties) {
        return create(name, parties, null);
    }

    /**
     * Makes a barrier.
     *
     * @param name its name, as above
     * @param parties how many wait for one another, 1 to 2^20
     * @param action what the last one runs; {@code null} for nothing
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none, or parties are out of range
     */
    public static IpcBarrier create(String name, int parties, @Nullable Action action) {
        return new IpcBarrier(
                SharedObject.create(BarrierCore.TYPE, name, parties, flag(action)), action);
    }

    /**
     * Makes a barrier without an action that only those find who are given a handle.
     *
     * @param parties how many wait for one another, 1 to 2^20
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalArgumentException if parties are out of range
     */
    public static IpcBarrier create(int parties) {
        return create(parties, null);
    }

    /**
     * Makes a barrier that only those find who are given a handle.
     *
     * @param parties how many wait for one another, 1 to 2^20
     * @param action what the last one runs; {@code null} for nothing
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalArgumentException if parties are out of range
     */
    public static IpcBarrier create(int parties, @Nullable Action action) {
        return new IpcBarrier(
                SharedObject.createUnnamed(BarrierCore.TYPE, parties, flag(action)), action);
    }

    /**
     * Finds a barrier without an action that some process holds a handle of.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or one with an action, or one that is damaged, of
     *     another version or of another container
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcBarrier attach(String name) {
        return attach(name, null);
    }

    /**
     * Finds a barrier that some process holds a handle of.
     *
     * @param name its name
     * @param action what the last one runs; {@code null} for a barrier without an action
     * @return the handle
     * @throws QuadrigaException if there is none, or one without an action, or as above
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcBarrier attach(String name, @Nullable Action action) {
        SharedObject<BarrierCore> found = SharedObject.attach(BarrierCore.TYPE, name);
        return new IpcBarrier(found.checked(found.core().parties(), flag(action)), action);
    }

    /**
     * Finds a barrier, or makes it.
     *
     * @param name its name
     * @param parties how many wait for one another
     * @param action what the last one runs; {@code null} for nothing
     * @return the handle
     * @throws QuadrigaException if there is one that was made differently, naming both; or as above
     * @throws IllegalArgumentException if the name is none, or parties are out of range
     */
    public static IpcBarrier createOrAttach(String name, int parties, @Nullable Action action) {
        return new IpcBarrier(
                SharedObject.createOrAttach(BarrierCore.TYPE, name, parties, flag(action)), action);
    }

    private static long flag(@Nullable Action action) {
        return action == null ? 0 : 1;
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
     * Returns how many parties wait for one another.
     *
     * @return the number, at least 1
     */
    public int parties() {
        return object.core().parties();
    }

    /**
     * Returns how many parties wait now.
     *
     * @return the number; an estimate while others arrive
     */
    public int waiting() {
        return object.core().waiting();
    }

    /**
     * Tells whether the barrier is broken.
     *
     * @return {@code true} until it is reset
     */
    public boolean isBroken() {
        return object.core().isBroken();
    }

    /**
     * Arrives, and waits for the other parties.
     *
     * @return which one it was: parties - 1 for the first that arrived, 0 for the last
     * @throws BrokenBarrierException if the barrier is broken, or was or was reset while waiting
     * @throws InterruptedException if interrupted before or while waiting; the barrier is broken
     * @throws RuntimeException what the action threw, in the party that ran it; the barrier is
     *     broken
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return object.core().await(action, Deadlines.of(Long.MAX_VALUE));
        } catch (TimeoutException never) {
            throw new IllegalStateException("ran out of time without a limit", never);
        }
    }

    /**
     * Arrives, and waits for the other parties.
     *
     * @param timeout the longest time; zero or negative breaks the barrier unless this is the last
     *     party
     * @return as above
     * @throws TimeoutException if not all came in time; the barrier is broken
     * @throws BrokenBarrierException as above
     * @throws InterruptedException as above
     */
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return object.core().await(action, Deadlines.of(Deadlines.nanos(timeout)));
    }

    /** Breaks the barrier. Never blocks. */
    public void abort() {
        object.core().abort();
    }

    /** Makes the barrier usable again. Parties that wait get a {@link BrokenBarrierException}. */
    public void reset() {
        object.core().reset();
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}, and with the last
     * one of this process also those that wait. The last process to release its handles removes the
     * barrier.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("IpcBarrier");
    }

    private Object writeReplace() {
        return new Handle(object.name(), action);
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a barrier travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name, @Nullable Action action) implements Serializable {
        private Object readResolve() {
            return new IpcBarrier(SharedObject.travelled(BarrierCore.TYPE, name), action);
        }
    }
}
