package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.MemoryCore;
import io.quadriga.ipc.internal.SharedName;
import io.quadriga.ipc.internal.SharedObject;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Bytes that processes of one machine share, under a name. Zero when they are made; what processes
 * write there is theirs to order, with an {@link IpcLock} say.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The memory lives as long as any
 * process holds a handle that is not closed, and is removed by the last one, or, if that was
 * killed, by the next process that uses shared memory: never while a living process holds it. A
 * handle is a value that travels, as an {@link IpcLock} does; used when nobody holds the memory any
 * more it throws {@link SharedGoneException}.
 *
 * <p><b>Views.</b> A buffer or segment that was obtained stays usable after the handle is closed,
 * and as long as it is referred to; it is of exactly the size that was asked for, and no access
 * leaves it.
 *
 * <p><b>Threads.</b> Any number. Nothing blocks but making the memory, which is allocated at once:
 * there is no fault later.
 */
public final class SharedMemory implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient SharedObject<MemoryCore> object;

    private SharedMemory(SharedObject<MemoryCore> object) {
        this.object = object;
    }

    /**
     * Makes memory.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param bytes how many, 1 to 2^40
     * @return the handle
     * @throws QuadrigaException if there is some of that name, or not so much; nothing is left
     * @throws IllegalArgumentException if the name is none, or the size is out of range
     */
    public static SharedMemory create(String name, long bytes) {
        return new SharedMemory(SharedObject.create(MemoryCore.TYPE, name, bytes));
    }

    /**
     * Makes memory that only those find who are given a handle.
     *
     * @param bytes how many, 1 to 2^40
     * @return the handle
     * @throws QuadrigaException if there is not so much; nothing is left
     * @throws IllegalArgumentException if the size is out of range
     */
    public static SharedMemory create(long bytes) {
        return new SharedMemory(SharedObject.createUnnamed(MemoryCore.TYPE, bytes));
    }

    /**
     * Finds memory that some process holds a handle of.
     *
     * @param name its name
     * @return the handle
     * @throws QuadrigaException if there is none, or some that is damaged, of another version or of
     *     another container
     * @throws IllegalArgumentException if the name is none
     */
    public static SharedMemory attach(String name) {
        return new SharedMemory(SharedObject.attach(MemoryCore.TYPE, name));
    }

    /**
     * Finds memory, or makes it.
     *
     * @param name its name
     * @param bytes how many, 1 to 2^40
     * @return the handle
     * @throws QuadrigaException if there is some of another size, naming both; or as above
     * @throws IllegalArgumentException if the name is none, or the size is out of range
     */
    public static SharedMemory createOrAttach(String name, long bytes) {
        return new SharedMemory(SharedObject.createOrAttach(MemoryCore.TYPE, name, bytes));
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
     * Returns the size.
     *
     * @return in bytes, as it was asked for
     */
    public long size() {
        return segment().byteSize();
    }

    /**
     * Returns the memory as a segment.
     *
     * @return all of it; any thread may use it
     */
    public MemorySegment segment() {
        return object.core().bytes();
    }

    /**
     * Returns the memory as a buffer.
     *
     * @return a new buffer of all of it, big-endian, as every new buffer is
     * @throws UnsupportedOperationException if it is larger than a buffer can be; use {@link
     *     #segment}
     */
    public ByteBuffer buffer() {
        MemorySegment all = segment();
        if (all.byteSize() > Integer.MAX_VALUE) {
            throw new UnsupportedOperationException(
                    "too large for one buffer: bytes=" + all.byteSize() + "; use segment()");
        }
        return all.asByteBuffer();
    }

    /**
     * Takes the name away at once, so that nobody finds the memory any more, by name or by a handle
     * that is on its way. Processes that hold it go on, and the name can be used again. Without
     * this the last one to close its handles does so.
     */
    public void unlink() {
        object.unlink();
    }

    /**
     * Releases this handle: further calls throw {@link IllegalStateException}, views stay usable.
     * The last process to release its handles removes the memory.
     */
    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return object.describe("SharedMemory");
    }

    private Object writeReplace() {
        return new Handle(object.name());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("shared memory travels as a handle only");
    }

    /** What travels. */
    private record Handle(SharedName name) implements Serializable {
        private Object readResolve() {
            return new SharedMemory(SharedObject.travelled(MemoryCore.TYPE, name));
        }
    }
}
