package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.EventCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;

/**
 * A flag that processes of one machine share and wait for. Who waits when it is set goes on, also
 * if it is cleared at once.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The event lives as long as any
 * process holds a handle that is not closed. A handle is a value that travels, as an {@link
 * IpcLock} does; used when nobody holds the event any more it throws {@link SharedGoneException}.
 *
 * <p><b>Deaths.</b> Nobody owns an event: a death leaves it as it is. Who dies inside {@code set},
 * after it took effect, delays those who wait by at most 60 milliseconds.
 *
 * <p><b>Threads.</b> Any number, virtual ones and coroutines included. <b>Visibility.</b> Actions
 * before {@code set} happen-before actions after the return of a wait for it; between processes
 * that is true of shared memory.
 */
public final class IpcEvent implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<EventCore> object;

    private IpcEvent(SharedObject<EventCore> object) {
        this.object = object;
    }

    /**
     * Makes an event, not set.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcEvent create(String name) {
        return new IpcEvent(SharedObject.create(EventCore.TYPE, name));
    }

    /**
     * Makes an event, not set, that only those find who are given a handle.
     *
     * @return the handle
     * @throws QuadrigaException if there is no memory for it
     */
    public static IpcEvent create() {
        return new IpcEvent(SharedObject.createUnnamed(EventCore.TYPE));
    }

    /**
     * Finds an event that some process holds a handle of.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or one that is damaged, of another version or of
     *     another container
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcEvent attach(String name) {
        return new IpcEvent(SharedObject.attach(EventCore.TYPE, name));
    }

    /**
     * Finds an event, or makes it.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException as above
     * @throws IllegalArgumentException if the name is none
     */
    public static IpcEvent createOrAttach(String name) {
        return new IpcEvent(SharedObject.createOrAttach(EventCore.TYPE, name));
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
     * Sets the event and wakes all who wait. Never blocks.
     *
     * @return {@code false} if it was set before
     */
    public boolean set() {
        return object.core().set();
    }

    /**
     * Clears the event. Never blocks.
     *
     * @return {@code false} if it was clear before
     */
    public boolean clear() {
        return object.core().clear();
    }

    /**
     * Tells whether the event is set.
     *
     * @return {@code true} if so
     */
    public boolean isSet() {
        return object.core().isSet();
    }

    /**
     * Waits until the event is set.
     *
     * @throws InterruptedException if interrupted before or while waiting
     */
    public void await() throws InterruptedException {
        object.core().await(Deadlines.of(Long.MAX_VALUE));
    }

    /**
     * Waits until the event is set.
     *
     * @param timeout the longest time; zero or negative means not at all
     * @return {@code false} if it was not set in time
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return object.core().await(Deadlines.of(Deadlines.nanos(timeout)));
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}, and with the last
     * one of this process also those that wait. The last process to release its handles removes the
     * event.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("IpcEvent");
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("an event travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new IpcEvent(SharedObject.travelled(EventCore.TYPE, name));
        }
    }
}
