package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.LockCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A lock that processes of one machine share, held by one thread of one of them. Reentrant: the
 * thread that holds it may lock again, and unlocks as often.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The lock lives as long as any
 * process holds a handle that is not closed. A handle is a value: captured by a task, put into a
 * queue or written to any {@code ObjectOutputStream}, it arrives as a handle to the same lock,
 * which is looked up at its first use and throws {@link SharedGoneException} then if nobody holds
 * the lock any more. The locked state does not travel.
 *
 * <p><b>Deaths.</b> If the process of the owner dies, the next one that wants the lock gets it,
 * about 20 milliseconds later, and {@link #isAbandoned} tells it so until it unlocks: what the lock
 * protects may be half done. Later owners are not told, unless that one dies with the lock too. An
 * owner that is stopped, by a signal or a debugger, is never robbed: others wait until it goes on
 * or dies, timed calls return in time, and a warning names the process after a second. A thread
 * that ends without unlocking keeps the lock until its process ends.
 *
 * <p><b>Threads.</b> Any number, virtual ones and coroutines included, which never pin or block
 * their carrier. Not fair: who comes by when the lock becomes free may get it before those who
 * wait. <b>Blocking.</b> Waiting calls say so; an interrupt or the end of the time ends a wait
 * within 50 milliseconds. <b>Visibility.</b> Actions before an unlock happen-before actions after
 * the next lock; between processes that is true of shared memory.
 */
public final class IpcLock implements Lock, AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<LockCore> object;
    private final transient Hold hold = this::unlock;
    private final transient List<IpcCondition> conditions = new CopyOnWriteArrayList<>();

    private IpcLock(SharedObject<LockCore> object) {
        this.object = object;
    }

    /**
     * Makes a lock.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcLock create(String name) {
        return new IpcLock(SharedObject.create(LockCore.TYPE, name));
    }

    /**
     * Makes a lock that only those find who are given a handle.
     *
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     */
    public static IpcLock create() {
        return new IpcLock(SharedObject.createUnnamed(LockCore.TYPE));
    }

    /**
     * Finds a lock that some process holds a handle of.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or one that is damaged, of another version or of
     *     another container
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcLock attach(String name) {
        return new IpcLock(SharedObject.attach(LockCore.TYPE, name));
    }

    /**
     * Finds a lock, or makes it.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException as above
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcLock createOrAttach(String name) {
        return new IpcLock(SharedObject.createOrAttach(LockCore.TYPE, name));
    }

    /**
     * Returns the name.
     *
     * @return the name; {@code ~} and an id if it was made without one
     */
    public String name() {
        return object.name().name();
    }

    /** Acquires the lock, waiting for it, whatever interrupts; the flag is set again then. */
    @Override
    public void lock() {
        object.core().lock();
    }

    /**
     * Acquires the lock for a {@code try}-with-resources, as {@link #lock} does.
     *
     * @return what unlocks it; the same object each time
     */
    public Hold hold() {
        lock();
        return hold;
    }

    /**
     * Acquires the lock, waiting for it.
     *
     * @throws InterruptedException if interrupted before or while waiting; it is not acquired
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        object.core().lock(Deadlines.of(Long.MAX_VALUE));
    }

    /**
     * Acquires the lock if it is free now, its owner is dead, or the caller has it.
     *
     * @return whether it is acquired
     */
    @Override
    public boolean tryLock() {
        return object.core().tryLock();
    }

    /**
     * Acquires the lock, waiting for it.
     *
     * @param time the longest time to wait; zero or negative means not at all
     * @param unit of the time
     * @return {@code false} if it was not to be had in time
     * @throws InterruptedException if interrupted before or while waiting; it is not acquired
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return object.core().lock(Deadlines.of(unit.toNanos(time)));
    }

    /**
     * Acquires the lock, waiting for it.
     *
     * @param timeout the longest time to wait; zero or negative means not at all
     * @return {@code false} if it was not to be had in time
     * @throws InterruptedException if interrupted before or while waiting; it is not acquired
     */
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return object.core().lock(Deadlines.of(Deadlines.nanos(timeout)));
    }

    /**
     * Undoes one acquisition; the last one frees the lock. Works on a closed handle too.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the lock, naming the caller
     *     and the owner; nothing changed
     */
    @Override
    public void unlock() {
        knownCore().unlock();
    }

    /**
     * Tells whether the caller has got the lock from a process that died with it.
     *
     * @return {@code true} until the caller has unlocked it
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    public boolean isAbandoned() {
        return knownCore().isAbandoned();
    }

    /**
     * Tells whether the calling thread holds the lock.
     *
     * @return {@code true} if so
     */
    public boolean isHeldByCurrentThread() {
        return knownCore().isHeld();
    }

    /**
     * Makes a condition of this lock, which is closed together with this handle.
     *
     * @return the condition, without a name
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalStateException if this handle is closed
     */
    @Override
    public IpcCondition newCondition() {
        IpcCondition condition = IpcCondition.create(this);
        conditions.add(condition);
        return condition;
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}, those that wait go
     * on. A lock that is held stays so until it is unlocked, or the process ends. The last process
     * to release its handles removes the lock.
     */
    @Override
    public void close() {
        conditions.forEach(IpcCondition::close);
        object.close();
    }

    /** A condition that is closed needs not be closed with the lock. */
    void forget(IpcCondition closed) {
        conditions.remove(closed);
    }

    LockCore core() {
        return object.core();
    }

    SharedObject<LockCore> object() {
        return object;
    }

    /** Of a closed handle too, for what its threads still hold. */
    private LockCore knownCore() {
        LockCore known = object.knownCore();
        return known != null ? known : object.core();
    }

    @Override
    public String toString() {
        LockCore known = object.knownCore();
        return object.describe("IpcLock")
                + (known == null ? "" : " owned by " + known.describeOwner());
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a lock travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new IpcLock(SharedObject.travelled(LockCore.TYPE, name));
        }
    }
}
