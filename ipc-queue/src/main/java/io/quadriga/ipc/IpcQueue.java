package io.quadriga.ipc;

import io.quadriga.Capability;
import io.quadriga.Lease;
import io.quadriga.QuadrigaException;
import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import io.quadriga.ipc.internal.Codec;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.Draining;
import io.quadriga.ipc.internal.IpcLease;
import io.quadriga.ipc.internal.LeaseCells;
import io.quadriga.ipc.internal.QueueCore;
import io.quadriga.ipc.internal.QueueCores;
import io.quadriga.ipc.internal.Waited;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that processes of one machine share: any number of producers and consumers in any
 * of them.
 *
 * <p><b>A handle.</b> This object is the handle of one process. The queue lives as long as any
 * process holds a handle that is not closed, and is removed by the last one, or, if that was
 * killed, by the next process that uses shared memory: so some process has to hold it from the
 * first put to the last take. A handle is a value: captured by a task, put into another queue or
 * written to any {@code ObjectOutputStream}, it arrives as a handle to the same queue, which is
 * looked up at its first use and throws {@link io.quadriga.QueueGoneException} then if nobody holds
 * the queue any more. In flight it does not keep the queue alive. A handle that has arrived is also
 * closed by the collector, some time after nobody can reach it any more.
 *
 * <p><b>Elements</b> are encoded by the caller of {@code put}, and decoded by the caller of {@code
 * take} after the element is taken. One that cannot be encoded is not put; one that cannot be
 * decoded is taken, and the exception says why; from a {@link #lease} it goes back.
 *
 * <p><b>Deaths.</b> A process that is killed at any moment takes with it at most the elements that
 * it had taken and not leased. What it had put is there; what it was about to put is not.
 *
 * <p><b>A stopped process</b> that stands exactly inside a put or take (some hundred nanoseconds)
 * delays the others until it goes on or is killed: untimed calls then behave as if the queue were
 * full, or empty, timed ones return in time, and a warning names the process after a second.
 *
 * <p><b>Threads.</b> Any number at once, virtual ones and coroutines included, which never pin or
 * block their carrier. <b>Visibility.</b> Between processes only the element itself is carried.
 *
 * @param <T> the type of the elements
 */
public final class IpcQueue<T> extends AbstractQueue<T> implements Queue<T>, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Codec codec = new Codec();
    private final String name; // for people
    private final String fileName;
    private final UUID id;

    private transient volatile @Nullable QueueCore core; // null: not looked up yet
    private transient volatile boolean closed;

    private IpcQueue(String name, QueueCore core) {
        this.name = name;
        this.fileName = core.name();
        this.id = core.id();
        this.core = core;
    }

    private IpcQueue(Handle handle) {
        this.name = handle.name;
        this.fileName = handle.fileName;
        this.id = handle.id;
    }

    /**
     * Makes a queue.
     *
     * @param name its name: 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
     * @param options how it is made
     * @param <T> the type of the elements
     * @return the handle
     * @throws QuadrigaException if there is one of that name, or no memory for it; nothing is left
     * @throws IllegalArgumentException if the name is none
     */
    public static <T> IpcQueue<T> create(String name, IpcQueueOptions options) {
        String checked = QueueCores.checkName(name);
        return new IpcQueue<>(checked, QueueCores.create(checked, options));
    }

    /**
     * Makes a queue that only those find who are given a handle.
     *
     * @param options how it is made
     * @param <T> the type of the elements
     * @return the handle
     * @throws QuadrigaException if there is no memory for it; nothing is left
     */
    public static <T> IpcQueue<T> create(IpcQueueOptions options) {
        QueueCore core = QueueCores.createUnnamed(options);
        return new IpcQueue<>(core.name(), core);
    }

    /**
     * Makes a queue as above, with a name for people: {@link #name} and messages say it, and nobody
     * can attach to it.
     *
     * @param label any text
     * @param options how it is made
     * @param <T> the type of the elements
     * @return the handle
     * @throws QuadrigaException if there is no memory for it; nothing is left
     */
    public static <T> IpcQueue<T> createUnnamed(String label, IpcQueueOptions options) {
        Objects.requireNonNull(label, "label");
        return new IpcQueue<>(label, QueueCores.createUnnamed(options));
    }

    /**
     * Finds a queue that some process holds.
     *
     * @param name its name
     * @param <T> the type of the elements
     * @return the handle
     * @throws SharedNotFoundException if there is none: nobody has made it yet, or nobody holds it
     *     any more
     * @throws QuadrigaException if there is one that is damaged, of another version or of another
     *     container
     * @throws IllegalArgumentException if the name is none
     */
    public static <T> IpcQueue<T> attach(String name) {
        String checked = QueueCores.checkName(name);
        return new IpcQueue<>(checked, QueueCores.attach(checked));
    }

    /**
     * Finds a queue, or makes it.
     *
     * @param name its name
     * @param options how it is made, or has been made
     * @param <T> the type of the elements
     * @return the handle
     * @throws QuadrigaException if there is one of other options, naming both; or as above
     * @throws IllegalArgumentException if the name is none
     */
    public static <T> IpcQueue<T> createOrAttach(String name, IpcQueueOptions options) {
        String checked = QueueCores.checkName(name);
        return new IpcQueue<>(checked, QueueCores.findOrMake(checked, options));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int capacity() {
        return core().layout().capacity();
    }

    // Putting.

    @Override
    public void put(T element) throws InterruptedException {
        put(element, QueueCore.NEVER);
    }

    @Override
    public boolean offer(T element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(element, Deadlines.of(unit.toNanos(timeout)));
    }

    private boolean put(T element, long deadline) throws InterruptedException {
        QueueCores.checkElement(element);
        Deadlines.checkInterrupt();
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return scratch.put(queue, element, deadline);
        }
    }

    @Override
    public boolean offer(T element) {
        QueueCores.checkElement(element);
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return scratch.tryPut(queue, element);
        }
    }

    /**
     * Puts elements in the order of the collection, waiting for room. Those that fit together
     * become visible together, and cost little more than one.
     *
     * @param elements the elements, none {@code null}; not this queue
     * @throws InterruptedException if interrupted while waiting; a first part of the elements may
     *     have been put
     * @throws QueueClosedException if the queue is shut down; a first part may have been put
     * @throws NullPointerException if an element is {@code null}; none was put
     * @throws io.quadriga.TaskNotSerializableException if an element cannot be encoded; none was
     *     put
     */
    public void putAll(Collection<? extends T> elements) throws InterruptedException {
        if (isThis(elements)) {
            throw new IllegalArgumentException("a queue cannot be put into itself: name=" + name);
        }
        Deadlines.checkInterrupt();
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            int count = scratch.encodeAll(elements);
            scratch.sent(); // at least a first part of it, perhaps
            if (count > 0) {
                queue.putAll(scratch.encoded(), scratch.ends(), count);
            }
        }
    }

    // Taking.

    @Override
    public T take() throws InterruptedException {
        T element = take(QueueCore.NEVER);
        return Objects.requireNonNull(element);
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return take(Deadlines.of(unit.toNanos(timeout)));
    }

    private @Nullable T take(long deadline) throws InterruptedException {
        Deadlines.checkInterrupt();
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return queue.take(scratch.frame(), deadline) ? scratch.<T>decode() : null;
        }
    }

    @Override
    public @Nullable T poll() {
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return queue.tryTake(scratch.frame()) ? scratch.<T>decode() : null;
        }
    }

    @Override
    public @Nullable T peek() {
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return queue.tryPeek(scratch.frame()) ? scratch.<T>decode() : null;
        }
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Moves elements to a collection, without waiting. One that the collection refuses goes back to
     * the front, if a lease was free; the exception is thrown, and what came before it has moved.
     */
    @Override
    public int drainTo(Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        if (isThis(target)) {
            throw new IllegalArgumentException("a queue cannot be drained to itself: name=" + name);
        }
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            return Draining.<T>drain(queue, scratch, target, most);
        }
    }

    private boolean isThis(Object other) {
        return other instanceof IpcQueue<?> queue && queue.id.equals(id);
    }

    /**
     * Removes what is in the queue now, undecoded; what is put meanwhile stays. What is removed is
     * not done: {@link #join} waits until {@link #taskDone} was called for it too.
     */
    @Override
    public void clear() {
        QueueCore queue = core();
        try (Codec.Scratch scratch = codec.scratch()) {
            int left = queue.size();
            int taken = 1;
            while (left > 0 && taken > 0) {
                taken = scratch.takeSome(queue, left);
                left -= taken;
            }
        }
    }

    // Ending, counting.

    @Override
    public void taskDone() {
        if (!core().acknowledge()) {
            throw new IllegalStateException(
                    "taskDone was called more often than elements were put: name=" + name);
        }
    }

    /**
     * Waits until {@link #taskDone} was called for every element ever put, or its taker is dead:
     * what a dead process had taken counts as done, though its work may be lost. What must not be
     * lost is taken by {@link #lease}: it comes back, and is waited for.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public void join() throws InterruptedException {
        Deadlines.checkInterrupt();
        try (Codec.Scratch _ = codec.scratch()) {
            core().join();
        }
    }

    /**
     * Ends the queue for everybody, see {@link Queue#shutdown}. Who puts the last element calls
     * this before {@link #close}: closing alone tells takers nothing.
     *
     * @throws QueueClosedException if this handle is closed; the queue goes on
     */
    @Override
    public void shutdown() {
        core().shutdown();
    }

    /**
     * Tells whether {@link #shutdown} was called by anybody.
     *
     * @return {@code true} if so
     * @throws QueueClosedException if this handle is closed: it cannot tell any more
     */
    @Override
    public boolean isShutdown() {
        return core().isShutdown();
    }

    @Override
    public boolean isFull() {
        return remainingCapacity() == 0;
    }

    /**
     * Returns how many elements can be taken now, those of leases whose term is over included. May
     * be more than the capacity: what is leased takes no room, and comes back all the same.
     */
    @Override
    public int size() {
        return core().size();
    }

    /** How many more fit by their number; their bytes may still make a {@code put} wait. */
    @Override
    public int remainingCapacity() {
        return core().room();
    }

    @Override
    public Set<Capability> capabilities() {
        return QueueCores.capabilities(core);
    }

    /**
     * Takes an element on trial, see {@link Queue#lease}. What is leased takes no room in the queue
     * and counts in no {@link #size} until it comes back. {@link Lease#ack} takes the element for
     * good and is no {@link #taskDone}: where {@link #join} is used call both, first that one.
     *
     * @param wait the longest time to wait; zero or negative means not at all
     * @param term how long the caller may keep it unacknowledged; positive
     * @return the lease; {@code null} if there was no element in time, or all leases of the queue
     *     were out ({@link IpcQueueOptions#leases})
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     * @throws QueueClosedException if the queue was shut down and is drained
     * @throws QuadrigaException if the element cannot be decoded here; it goes back to the front,
     *     for a process that knows its class, and {@link #poll()} removes it
     * @throws UnsupportedOperationException if the queue was made without leases
     */
    @Override
    public @Nullable Lease<T> lease(Duration wait, Duration term) throws InterruptedException {
        Objects.requireNonNull(wait, "wait");
        long nanos = Deadlines.nanos(Objects.requireNonNull(term, "term"));
        if (nanos <= 0) {
            throw new IllegalArgumentException("must be positive: term=" + term);
        }
        Deadlines.checkInterrupt();
        QueueCore queue = core();
        QueueCores.checkLeases(queue, name);
        try (Codec.Scratch scratch = codec.scratch()) {
            LeaseCells.Held held = queue.lease(scratch.frame(), Deadlines.nanos(wait), nanos);
            if (held == null) {
                return null;
            }
            try {
                return new IpcLease<>(queue, held, Objects.requireNonNull(scratch.<T>decode()));
            } catch (RuntimeException | Error e) {
                queue.giveBack(held); // what this process lacks, another one may have
                throw e;
            }
        }
    }

    /**
     * Releases this handle: further calls throw {@link QueueClosedException}, and with the last one
     * of this process also those that wait. The last process removes the queue, and what is in it.
     */
    @Override
    public void close() {
        QueueCore released;
        synchronized (codec) {
            released = closed ? null : core;
            closed = true;
        }
        if (released != null) {
            codec.release(released);
        }
    }

    /** Not to be had: see {@link Capability#INTERIOR}. */
    @Override
    public Iterator<T> iterator() {
        throw QueueCores.interior("iterator", name);
    }

    /** Not to be had: see {@link Capability#INTERIOR}. */
    @Override
    public boolean contains(@Nullable Object element) {
        throw QueueCores.interior("contains", name);
    }

    /** Not to be had: see {@link Capability#INTERIOR}. */
    @Override
    public boolean remove(@Nullable Object element) {
        throw QueueCores.interior("remove(Object)", name);
    }

    @Override
    public String toString() {
        return "IpcQueue[name=" + name + ", id=" + id + (closed ? ", closed]" : "]");
    }

    /** What waits for several queues and connections. */
    Waited waited() {
        return Waited.of(core());
    }

    private QueueCore core() {
        QueueCore known = core;
        if (known != null && !closed) {
            return known;
        }
        synchronized (codec) {
            if (closed) {
                throw new QueueClosedException(
                        "this handle is closed: name=" + name + "; attach again");
            }
            known = core;
            if (known == null) {
                known = QueueCores.attachTravelled(fileName, id);
                core = known;
                codec.releaseWhenDropped(known);
            }
            return known;
        }
    }

    private Object writeReplace() {
        return new Handle(name, fileName, id);
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a queue travels as a handle only");
    }

    /** What travels. */
    private record Handle(String name, String fileName, UUID id) implements Serializable {

        private Handle {
            QueueCores.checkTravelledName(fileName, id);
        }

        private Object readResolve() {
            return new IpcQueue<>(this);
        }
    }
}
