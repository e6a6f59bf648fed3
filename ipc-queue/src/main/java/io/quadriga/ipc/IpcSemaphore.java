package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.SemaphoreCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/**
 * Permits that processes of one machine share. A bounded one refuses to have more of them than it
 * was made with.
 *
 * <p><b>Whose permits.</b> A permit belongs to the process that acquired it, not to the thread, and
 * any process may release it. A release is counted off the process that makes it; if that has none,
 * off another that has; if nobody has, there is one more from then on, which a bounded one refuses.
 *
 * <p><b>Deaths.</b> What a dead process held comes back within a tenth of a second, as soon as
 * somebody waits or tries. So the last signal that a dead process had consumed is given again to
 * those who use a semaphore to signal; use an {@link IpcEvent} or an {@link IpcCondition} where
 * that is wrong.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The semaphore lives as long as any
 * process holds a handle that is not closed; closing releases no permits. A handle is a value that
 * travels, as an {@link IpcLock} does; used when nobody holds the semaphore any more it throws
 * {@link SharedGoneException}.
 *
 * <p><b>Threads.</b> Any number, virtual ones and coroutines included. Not fair. <b>Visibility.</b>
 * Actions before a release happen-before actions after an acquisition that follows it; between
 * processes that is true of shared memory.
 */
public final class IpcSemaphore implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<SemaphoreCore> object;
    private final transient Hold hold = this::release;

    private IpcSemaphore(SharedObject<SemaphoreCore> object) {
        this.object = object;
    }

    /**
     * Makes a semaphore.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param permits how many there are at the beginning, not negative
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none, or permits are negative
     */
    public static IpcSemaphore create(String name, int permits) {
        return new IpcSemaphore(SharedObject.create(SemaphoreCore.TYPE, name, permits, 0));
    }

    /**
     * Makes a semaphore that only those find who are given a handle.
     *
     * @param permits how many there are at the beginning, not negative
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalArgumentException if permits are negative
     */
    public static IpcSemaphore create(int permits) {
        return new IpcSemaphore(SharedObject.createUnnamed(SemaphoreCore.TYPE, permits, 0));
    }

    /**
     * Makes a semaphore that never has more permits than at the beginning.
     *
     * @param name its name, as above
     * @param permits how many there are, not negative
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none, or permits are negative
     */
    public static IpcSemaphore createBounded(String name, int permits) {
        return new IpcSemaphore(SharedObject.create(SemaphoreCore.TYPE, name, permits, 1));
    }

    /**
     * Makes a semaphore that never has more permits than at the beginning, and that only those find
     * who are given a handle.
     *
     * @param permits how many there are, not negative
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     * @throws IllegalArgumentException if permits are negative
     */
    public static IpcSemaphore createBounded(int permits) {
        return new IpcSemaphore(SharedObject.createUnnamed(SemaphoreCore.TYPE, permits, 1));
    }

    /**
     * Finds a semaphore that some process holds a handle of, bounded or not.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or one that is damaged, of another version or of
     *     another container
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcSemaphore attach(String name) {
        return new IpcSemaphore(SharedObject.attach(SemaphoreCore.TYPE, name));
    }

    /**
     * Finds a semaphore, or makes it, not bounded.
     *
     * @param name its name
     * @param permits how many there are, or were, at the beginning
     * @return the handle
     * @throws QuadrigaException if there is one that was made differently, naming both; or as above
     * @throws IllegalArgumentException if the name is none, or permits are negative
     */
    public static IpcSemaphore createOrAttach(String name, int permits) {
        return new IpcSemaphore(SharedObject.createOrAttach(SemaphoreCore.TYPE, name, permits, 0));
    }

    /**
     * Finds a bounded semaphore, or makes it.
     *
     * @param name its name
     * @param permits how many there are
     * @return the handle
     * @throws QuadrigaException if there is one that was made differently, naming both; or as above
     * @throws IllegalArgumentException if the name is none, or permits are negative
     */
    public static IpcSemaphore createOrAttachBounded(String name, int permits) {
        return new IpcSemaphore(SharedObject.createOrAttach(SemaphoreCore.TYPE, name, permits, 1));
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
     * Takes a permit, waiting for one.
     *
     * @throws InterruptedException if interrupted before or while waiting; none is taken
     */
    public void acquire() throws InterruptedException {
        object.core().acquire(Deadlines.of(Long.MAX_VALUE));
    }

    /**
     * Takes a permit for a {@code try}-with-resources, waiting for one.
     *
     * @return what releases it; the same object each time
     * @throws InterruptedException if interrupted before or while waiting; none is taken
     */
    public Hold hold() throws InterruptedException {
        acquire();
        return hold;
    }

    /**
     * Takes a permit if there is one now.
     *
     * @return whether it is taken
     */
    public boolean tryAcquire() {
        return object.core().tryAcquire();
    }

    /**
     * Takes a permit, waiting for one.
     *
     * @param timeout the longest time; zero or negative means not at all
     * @return {@code false} if there was none in time
     * @throws InterruptedException if interrupted before or while waiting; none is taken
     */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return object.core().acquire(Deadlines.of(Deadlines.nanos(timeout)));
    }

    /**
     * Gives a permit. Works on a closed handle too.
     *
     * @throws IllegalStateException if it is bounded and has all of its permits; nothing changed
     */
    public void release() {
        release(1);
    }

    /**
     * Gives permits, all at once.
     *
     * @param permits how many, at least 1
     * @throws IllegalStateException if it is bounded and would have more than it was made with;
     *     nothing changed
     * @throws IllegalArgumentException if permits are less than 1
     */
    public void release(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("must be at least 1: permits=" + permits);
        }
        SemaphoreCore known = object.knownCore();
        (known != null ? known : object.core()).release(permits);
    }

    /**
     * Returns how many permits can be taken now.
     *
     * @return the number, while nobody takes or gives; an estimate else
     */
    public int availablePermits() {
        return Math.clamp(object.core().free(), 0, Integer.MAX_VALUE);
    }

    /**
     * Releases this handle, and no permits: further calls throw {@link IllegalStateException}, and
     * with the last one of this process also those that wait. The last process to release its
     * handles removes the semaphore.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("IpcSemaphore");
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a semaphore travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new IpcSemaphore(SharedObject.travelled(SemaphoreCore.TYPE, name));
        }
    }
}
