package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.QueueClosedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a {@link MemoryQueue} go from those who put to those who take, and who waits
 * for what. Any thread may call any method; none but {@link #put}, {@link #take} and {@link #join}
 * waits.
 *
 * @param <T> the type of the elements
 */
final class HandOver<T> {

    /*
     * One lock, one line of takers and one of putters, and direct hand-over, as Go's channels.
     *
     *   put   to the first taker if one waits, else to the end if there is room, else line up
     *   take  the oldest, and the first putter's element moves in; if there is none, line up
     *
     * Invariants, whenever the lock is free.
     *   I1. A taker waits only while there is no element.
     *   I2. A putter waits only while there is no room.
     *   I3. After shutdown nobody waits in these two lines, and nothing is accepted.
     *   I4. outstanding = accepted - acknowledged >= 0; a joiner waits only while it is not 0.
     * Not an invariant: size <= capacity; see giveBack.
     *
     * The length of this class is that of its steps: all of them share the one lock.
     *
     * So who is served is chosen under the lock together with what it gets. A wait that ends otherwise
     * leaves its line under the same lock: either it still waits, and then nobody has counted on it, or
     * it was served. A taker that is interrupted before it has seen that gives its element back, to the
     * front: who interrupts it and then puts must find the element taken by another. Anybody else returns
     * normally and keeps its interrupt flag.
     *
     * Memory. Everything is plain and guarded by the lock but two. `size` mirrors the elements for those
     * who only look: written under the lock with release, read with acquire, so that who has learnt of a
     * put by other means sees it. `closed` is volatile; as nothing is accepted after it, who has read true
     * and then finds no element knows that none will come.
     */

    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(HandOver.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final int capacity;
    private final BriefLock lock = new BriefLock();
    private final ElementChunks elements = new ElementChunks();
    private final Line<T> takers = new Line<>();
    private final Line<T> putters = new Line<>();
    private final Line<T> joiners = new Line<>();
    private int size;
    private long outstanding;
    private volatile boolean closed;

    HandOver(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    int size() {
        return (int) SIZE.getAcquire(this);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Accepts an element if there is room.
     *
     * @throws QueueClosedException after shutdown
     */
    boolean offer(T element) {
        return putOrLineUp(element, null);
    }

    /** Accepts an element, waiting for room; {@code false} if there was none in time. */
    boolean put(T element, long nanos) throws InterruptedException {
        throwIfInterrupted();
        if (putOrLineUp(element, null)) {
            return true;
        }
        if (nanos <= 0) {
            return false;
        }
        Patience patience = new Patience(nanos);
        while (patience.lookAgain()) {
            if (size() < capacity && putOrLineUp(element, null)) {
                return true;
            }
        }
        Turn<T> turn = new Turn<>(patience.waiter(), element);
        return putOrLineUp(element, turn) || await(turn, putters, patience);
    }

    /** Accepts the element, or else lines up with the turn if there is one. */
    private boolean putOrLineUp(T element, @Nullable Turn<T> turn) {
        Turn<T> taker;
        throwIfClosed(); // here, too, so that the exception is rarely made under the lock
        lock.lock();
        try {
            throwIfClosed();
            taker = takers.removeFirst();
            if (taker != null) {
                outstanding++;
                taker.serve(element);
            } else if (elements.size() < capacity) {
                append(element);
            } else {
                if (turn != null) {
                    putters.add(turn);
                }
                return false;
            }
        } finally {
            lock.unlock();
        }
        wake(taker);
        return true;
    }

    private void append(T element) {
        elements.append(element);
        outstanding++;
        sizeChanged();
    }

    private void sizeChanged() {
        SIZE.setRelease(this, elements.size());
    }

    /** Takes the oldest element; {@code null} if there is none. */
    @Nullable T poll() {
        return size() == 0 ? null : takeOrLineUp(null);
    }

    /**
     * Takes the oldest element, waiting for one; {@code null} if there was none in time.
     *
     * @throws QueueClosedException after shutdown if there is none
     */
    @Nullable T take(long nanos) throws InterruptedException {
        throwIfInterrupted();
        boolean wasClosed = closed;
        T element = poll();
        if (element != null) {
            return element;
        }
        if (wasClosed) {
            throw closedException();
        }
        if (nanos <= 0) {
            return null;
        }
        Patience patience = new Patience(nanos);
        while (patience.lookAgain()) {
            element = poll();
            if (element != null) {
                return element;
            }
        }
        Turn<T> turn = new Turn<>(patience.waiter(), null);
        element = takeOrLineUp(turn);
        if (element != null) {
            return element;
        }
        return await(turn, takers, patience) ? turn.item() : null;
    }

    /**
     * Returns the oldest element, or else lines up with the turn, if there is one, or refuses it.
     */
    private @Nullable T takeOrLineUp(@Nullable Turn<T> turn) {
        T element;
        Turn<T> admitted = null;
        lock.lock();
        try {
            element = removeFirst();
            if (element != null) {
                admitted = admit();
            } else if (turn != null && closed) {
                turn.settle(Turn.State.REFUSED);
            } else if (turn != null) {
                takers.add(turn);
            }
        } finally {
            lock.unlock();
        }
        wake(admitted);
        return element;
    }

    @SuppressWarnings("unchecked")
    private @Nullable T removeFirst() {
        T element = (T) elements.removeFirst();
        if (element != null) {
            sizeChanged();
        }
        return element;
    }

    /**
     * Lets waiting putters' elements in as far as there is room; returns the chain of those to
     * wake.
     */
    private @Nullable Turn<T> admit() {
        Turn<T> chain = null;
        Turn<T> last = null;
        while (!putters.isEmpty() && elements.size() < capacity) {
            Turn<T> putter = requireNonNull(putters.removeFirst());
            append(requireNonNull(putter.item()));
            putter.settle(Turn.State.SERVED);
            if (last == null) {
                chain = putter;
            } else {
                last.next = putter;
            }
            last = putter;
        }
        return chain;
    }

    /** Returns the oldest element without taking it; {@code null} if there is none. */
    @SuppressWarnings("unchecked")
    @Nullable T peek() {
        lock.lock();
        try {
            return (T) elements.first();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest elements, as many as there are and fit; returns how many. */
    int takeInto(@Nullable Object[] batch, int limit) {
        int n = 0;
        Turn<T> admitted;
        lock.lock();
        try {
            while (n < limit && elements.size() > 0) {
                batch[n++] = elements.removeFirst();
            }
            sizeChanged();
            admitted = admit();
        } finally {
            lock.unlock();
        }
        wake(admitted);
        return n;
    }

    /**
     * Undoes the taking of some elements: they go to waiting takers, else to the front, room or
     * not.
     */
    @SuppressWarnings("unchecked")
    void giveBack(@Nullable Object[] batch, int from, int to) {
        Turn<T> chain = null;
        lock.lock();
        try {
            int at = from;
            while (at < to && !takers.isEmpty()) {
                Turn<T> taker = requireNonNull(takers.removeFirst());
                taker.serve((T) requireNonNull(batch[at++]));
                taker.next = chain;
                chain = taker;
            }
            for (int i = to - 1; i >= at; i--) {
                elements.prepend(requireNonNull(batch[i]));
            }
            sizeChanged();
        } finally {
            lock.unlock();
        }
        wake(chain);
    }

    /** Copies all elements, oldest first. */
    @Nullable Object[] toArray() {
        lock.lock();
        try {
            return elements.toArray();
        } finally {
            lock.unlock();
        }
    }

    /** Finds the chunk with the next slots and copies them; {@code false} at the end. */
    boolean look(ElementChunks.View view) {
        lock.lock();
        try {
            return elements.look(view);
        } finally {
            lock.unlock();
        }
    }

    /** Removes an element seen by {@link #look} unless it has gone. */
    boolean remove(ElementChunks.Chunk chunk, int at, Object element) {
        Turn<T> admitted;
        lock.lock();
        try {
            if (!elements.remove(chunk, at, element)) {
                return false;
            }
            sizeChanged();
            admitted = admit();
        } finally {
            lock.unlock();
        }
        wake(admitted);
        return true;
    }

    /** Acknowledges an element. */
    void taskDone() {
        Turn<T> released = null;
        lock.lock();
        try {
            if (outstanding == 0) {
                throw new IllegalStateException(
                        "taskDone called more often than elements were put: name="
                                + name
                                + "; call it once for each element taken");
            }
            if (--outstanding == 0) {
                released = joiners.settleAll(Turn.State.SERVED);
            }
        } finally {
            lock.unlock();
        }
        wake(released);
    }

    /** Waits until no element is outstanding. */
    void join() throws InterruptedException {
        throwIfInterrupted();
        if (lineUpToJoin(null)) {
            return;
        }
        Patience patience = new Patience(Patience.NO_LIMIT);
        Turn<T> turn = new Turn<>(patience.waiter(), null);
        if (!lineUpToJoin(turn)) {
            await(turn, joiners, patience);
        }
    }

    private boolean lineUpToJoin(@Nullable Turn<T> turn) {
        lock.lock();
        try {
            if (outstanding > 0 && turn != null) {
                joiners.add(turn);
            }
            return outstanding == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses those who wait and who come to put; lets the rest be taken. */
    void shutdown() {
        Turn<T> refusedTakers;
        Turn<T> refusedPutters;
        lock.lock();
        try {
            closed = true;
            refusedTakers = takers.settleAll(Turn.State.REFUSED);
            refusedPutters = putters.settleAll(Turn.State.REFUSED);
        } finally {
            lock.unlock();
        }
        wake(refusedTakers);
        wake(refusedPutters);
    }

    private void throwIfClosed() {
        if (closed) {
            throw closedException();
        }
    }

    private QueueClosedException closedException() {
        return new QueueClosedException(
                "queue was shut down: name=" + name + "; put nothing and take nothing more");
    }

    private void wake(@Nullable Turn<T> chain) {
        if (chain != null) {
            chain.wakeAll();
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Waits until the turn is settled.
     *
     * @return {@code true} if it was served, {@code false} if it left the line because the time was
     *     over
     * @throws QueueClosedException if it was refused
     */
    private boolean await(Turn<T> turn, Line<T> line, Patience patience)
            throws InterruptedException {
        while (turn.state() == Turn.State.WAITING) {
            long nanos = patience.remaining();
            if (Thread.interrupted()) {
                if (leave(turn, line)) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // it was served, the interrupt came too late
            } else if (nanos > 0) {
                park(turn, line, nanos);
            } else if (leave(turn, line)) {
                return false;
            }
        }
        if (turn.state() == Turn.State.REFUSED) {
            throw closedException();
        }
        if (line == takers && Thread.interrupted()) { // before it saw that it was served
            giveBack(new Object[] {turn.item()}, 0, 1);
            throw new InterruptedException();
        }
        return true;
    }

    /**
     * Parks; a wait that is ended by an exception leaves its line, and what it was given goes back.
     */
    private void park(Turn<T> turn, Line<T> line, long nanos) {
        try {
            turn.park(this, nanos);
        } catch (Throwable cancelled) {
            if (!leave(turn, line) && line == takers && turn.state() == Turn.State.SERVED) {
                giveBack(new Object[] {turn.item()}, 0, 1);
            }
            throw cancelled;
        }
    }

    /** Ends a wait that nobody has settled. */
    private boolean leave(Turn<T> turn, Line<T> line) {
        lock.lock();
        try {
            if (turn.state() != Turn.State.WAITING) {
                return false;
            }
            line.remove(turn);
            turn.settle(Turn.State.LEFT);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
