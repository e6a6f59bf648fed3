package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.ConditionCore;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A condition of an {@link IpcLock}: threads of any process wait until one of any process signals
 * it. Who waits or signals holds the lock; waiting releases it however deep it is held, and holds
 * it as deep again when it returns, also by an exception. A wait may return without a signal, so
 * wait in a loop, or with a predicate.
 *
 * <p><b>A handle</b> is a value that travels, as the lock's; it takes a handle of the lock along.
 * Close both.
 *
 * <p><b>Deaths.</b> A signal that a dead process had got is handed on to another waiter within a
 * tenth of a second. When the lock was abandoned meanwhile, {@link IpcLock#isAbandoned} says so to
 * the one who gets it, after a wait as after {@code lock}.
 *
 * <p><b>Threads.</b> Any number, virtual ones and coroutines included; of one process at most 65535
 * at once. Waiters are signalled in the order in which they came within a process, and process by
 * process in turn. <b>Blocking.</b> Waiting calls wait for the signal and then for the lock, the
 * latter whatever interrupts and however late it gets; an interrupt after the signal is not thrown,
 * its flag is set. <b>Visibility.</b> That of the lock.
 */
public final class IpcCondition implements Condition, AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<ConditionCore> object;
    private final IpcLock lock;

    private IpcCondition(SharedObject<ConditionCore> object, IpcLock lock) {
        this.object = object;
        this.lock = lock;
    }

    /**
     * Makes a condition.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param lock a handle of the lock, which stays the caller's to close
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcCondition create(String name, IpcLock lock) {
        return new IpcCondition(SharedObject.create(ConditionCore.TYPE, name, id(lock)), lock);
    }

    /**
     * Makes a condition that only those find who are given a handle.
     *
     * @param lock a handle of the lock, which stays the caller's to close
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     */
    public static IpcCondition create(IpcLock lock) {
        return new IpcCondition(SharedObject.createUnnamed(ConditionCore.TYPE, id(lock)), lock);
    }

    /**
     * Finds a condition that some process holds a handle of.
     *
     * @param name its name
     * @param lock a handle of its lock, which stays the caller's to close
     * @return the handle
     * @throws QuadrigaException if there is none, or one of another lock, or one that is damaged,
     *     of another version or of another container
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcCondition attach(String name, IpcLock lock) {
        return new IpcCondition(
                SharedObject.attach(ConditionCore.TYPE, name).checked(id(lock)), lock);
    }

    /**
     * Finds a condition, or makes it.
     *
     * @param name its name
     * @param lock a handle of its lock, which stays the caller's to close
     * @return the handle
     * @throws QuadrigaException as above
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcCondition createOrAttach(String name, IpcLock lock) {
        return new IpcCondition(
                SharedObject.createOrAttach(ConditionCore.TYPE, name, id(lock)), lock);
    }

    private static long[] id(IpcLock lock) {
        Objects.requireNonNull(lock, "lock");
        lock.core(); // a lock that is closed, or gone, has no conditions
        UUID id = lock.object().name().id();
        return new long[] {id.getMostSignificantBits(), id.getLeastSignificantBits()};
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
     * Returns the lock.
     *
     * @return the handle that this one was made with; one that travelled has its own, to be closed
     */
    public IpcLock lock() {
        return lock;
    }

    /**
     * Waits for a signal.
     *
     * @throws InterruptedException if interrupted before it was signalled; the lock is held again
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    @Override
    public void await() throws InterruptedException {
        core().await(lock.core(), Deadlines.of(Long.MAX_VALUE));
    }

    /**
     * Waits for a signal.
     *
     * @param timeout the longest time; zero or negative means not at all, but the lock is released
     *     for a moment
     * @return {@code false} if none came in time
     * @throws InterruptedException if interrupted before it was signalled; the lock is held again
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return core().await(lock.core(), Deadlines.of(Deadlines.nanos(timeout)));
    }

    /**
     * Waits until a predicate holds, which is asked under the lock: now, and after each signal.
     *
     * @param predicate what is waited for
     * @param timeout the longest time; zero or negative means to ask, release the lock for a moment
     *     and ask once more
     * @return what the predicate said last
     * @throws InterruptedException if interrupted before it was signalled; the lock is held again
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    public boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        lock.core().checkHeld();
        long deadline = Deadlines.of(Deadlines.nanos(timeout));
        boolean inTime = true;
        while (!predicate.getAsBoolean()) {
            if (!inTime) {
                return false;
            }
            inTime = core().await(lock.core(), deadline);
        }
        return true;
    }

    /** {@inheritDoc} */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return core().await(lock.core(), Deadlines.of(unit.toNanos(time)));
    }

    /** {@inheritDoc} */
    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        boolean signalled = core().await(lock.core(), Deadlines.of(nanos));
        long left = nanos - (System.nanoTime() - start);
        return signalled ? left : Math.min(0, left);
    }

    /** {@inheritDoc} */
    @Override
    @SuppressWarnings({
        "JavaUtilDate",
        "WaitNotInLoop"
    }) // as the interface has it; the caller loops
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        long at = Math.max(now, deadline.getTime()); // else a time long ago would overflow
        return await(at - now, TimeUnit.MILLISECONDS);
    }

    /** {@inheritDoc} */
    @Override
    public void awaitUninterruptibly() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                await();
                break;
            } catch (InterruptedException later) {
                interrupted = true; // the lock is held: no signal comes between two waits
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Signals one who waits, if anybody does.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    @Override
    public void signal() {
        core().signal(lock.core());
    }

    /**
     * Signals all who wait.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    @Override
    public void signalAll() {
        core().signalAll(lock.core());
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}, and with the last
     * one of this process also those that wait, once they hold the lock again. The handle of the
     * lock stays open.
     */
    @Override
    public void close() {
        object.close();
        lock.forget(this);
    }

    private ConditionCore core() {
        ConditionCore known = object.core();
        if (!known.lockId().equals(lock.object().name().id())) {
            throw new QuadrigaException(
                    "not a condition of this lock: condition="
                            + name()
                            + ", lock="
                            + lock.name()
                            + ", id of its lock="
                            + known.lockId()
                            + "; the two were not sent together");
        }
        return known;
    }

    @Override
    public String toString() {
        return object.describe("IpcCondition") + " of " + lock;
    }

    private Object writeReplace() {
        return new Handle(object.name(), lock);
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a condition travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name, IpcLock lock) implements Serializable {
        private Object readResolve() {
            return new IpcCondition(SharedObject.travelled(ConditionCore.TYPE, name), lock);
        }
    }
}
