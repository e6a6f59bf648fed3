package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Capability;
import io.quadriga.Queue;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the memory of one process, bounded or not. Those who wait are served in the order in
 * which they came; who finds what it wants does not line up.
 *
 * <p><b>Join.</b> An element counts from when it was accepted until {@link #taskDone}, however it
 * left the queue: also by {@code drainTo}, {@code remove(Object)}, {@code clear} and an iterator.
 *
 * <p><b>Interior.</b> Iterators, streams and what is made of them are weakly consistent: they show
 * what is there when they are made, each element that stays once, and none that comes later, so
 * that they end beside busy putters; they never throw {@code ConcurrentModificationException}.
 * {@code toArray} is a snapshot. {@code equals} of elements, predicates and the target of {@code
 * drainTo} run without any lock and may use the queue. An element that the target of {@code
 * drainTo} refuses, and those after it, go back to the front of the queue, above its capacity if
 * need be and after a shutdown, too.
 *
 * <p><b>Blocking.</b> One lock is held for the few instructions of each step, never while anybody
 * waits or code of the caller runs; {@code toArray} holds it while it copies.
 *
 * @param <T> the type of the elements
 */
final class MemoryQueue<T> extends AbstractQueue<T> implements Queue<T>, Serializable {

    private static final long serialVersionUID = 1L;

    private static final Set<Capability> CAPABILITIES = Set.of(Capability.INTERIOR);
    private static final int DRAIN_BATCH = 256;

    private final String name;
    private final int capacity;
    private final transient HandOver<T> elements;

    /**
     * Makes an open, empty queue.
     *
     * @param name the name as configured
     * @param capacity at least 1; {@link Integer#MAX_VALUE} means unbounded
     */
    MemoryQueue(String name, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "must be at least 1: capacity=" + capacity + ", name=" + name);
        }
        this.name = requireNonNull(name, "name");
        this.capacity = capacity;
        this.elements = new HandOver<>(name, capacity);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public boolean isFull() {
        return size() >= capacity;
    }

    @Override
    public int remainingCapacity() {
        return capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - size());
    }

    @Override
    public boolean add(T element) {
        if (!offer(element)) {
            throw new IllegalStateException(
                    "queue is full: name=" + name + ", capacity=" + capacity + "; use put to wait");
        }
        return true;
    }

    @Override
    public boolean offer(T element) {
        return elements.offer(requireNonNull(element, "element"));
    }

    @Override
    public void put(T element) throws InterruptedException {
        elements.put(requireNonNull(element, "element"), Patience.NO_LIMIT);
    }

    @Override
    public boolean offer(T element, long timeout, TimeUnit unit) throws InterruptedException {
        return elements.put(requireNonNull(element, "element"), unit.toNanos(timeout));
    }

    @Override
    public @Nullable T poll() {
        return elements.poll();
    }

    @Override
    public T take() throws InterruptedException {
        return requireNonNull(elements.take(Patience.NO_LIMIT));
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return elements.take(unit.toNanos(timeout));
    }

    @Override
    public @Nullable T peek() {
        return elements.peek();
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int maxElements) {
        requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException(
                    "cannot drain a queue to itself: name=" + name + "; give another collection");
        }
        return drain(target::add, maxElements);
    }

    @Override
    public void clear() {
        drain(element -> {}, Integer.MAX_VALUE);
    }

    /** Takes what is there now, no more, so that it ends although others go on putting. */
    private int drain(Consumer<? super T> target, int maxElements) {
        int limit = Math.min(maxElements, size());
        if (limit <= 0) {
            return 0;
        }
        @Nullable Object[] batch = new @Nullable Object[Math.min(limit, DRAIN_BATCH)];
        int drained = 0;
        while (drained < limit) {
            int taken = elements.takeInto(batch, Math.min(batch.length, limit - drained));
            if (taken == 0) {
                break;
            }
            handOn(batch, taken, target);
            drained += taken;
        }
        return drained;
    }

    @SuppressWarnings("unchecked")
    private void handOn(@Nullable Object[] batch, int length, Consumer<? super T> target) {
        int passed = 0;
        try {
            while (passed < length) {
                target.accept((T) requireNonNull(batch[passed]));
                passed++;
            }
        } finally {
            if (passed < length) {
                elements.giveBack(batch, passed, length);
            }
        }
    }

    @Override
    public boolean remove(@Nullable Object object) {
        if (object == null) {
            return false;
        }
        QueueWalk<T> walk = new QueueWalk<>(elements);
        while (walk.hasNext()) {
            if (object.equals(walk.next()) && walk.removeReturned()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Iterator<T> iterator() {
        return new QueueWalk<>(elements);
    }

    @Override
    public Spliterator<T> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    @Override
    @SuppressWarnings("NullAway") // no element is null
    public Object[] toArray() {
        return elements.toArray();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the contract ends a longer array with null
    public <E extends @Nullable Object> E[] toArray(E[] target) {
        requireNonNull(target, "target");
        @Nullable Object[] all = elements.toArray();
        if (target.length < all.length) {
            return (E[]) Arrays.copyOf(all, all.length, target.getClass());
        }
        System.arraycopy(all, 0, target, 0, all.length);
        if (target.length > all.length) {
            target[all.length] = null;
        }
        return target;
    }

    @Override
    public void taskDone() {
        elements.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        elements.join();
    }

    @Override
    public void shutdown() {
        elements.shutdown();
    }

    @Override
    public boolean isShutdown() {
        return elements.isClosed();
    }

    @Override
    public void close() {
        shutdown();
    }

    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException(
                "a memory queue cannot leave its process: name="
                        + name
                        + "; use a queue with backend ipc, say");
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a memory queue cannot be read; use backend ipc");
    }
}
