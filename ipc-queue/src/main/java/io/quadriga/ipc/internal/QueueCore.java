package io.quadriga.ipc.internal;

import io.quadriga.QueueClosedException;
import java.util.UUID;

/**
 * The view that one process has of a queue: what all of its handles share. Elements are frames
 * here.
 *
 * <p>Operations named {@code try} wait for nothing but a lock.
 */
public final class QueueCore {

    /** For a deadline that never comes. */
    public static final long NEVER = Gate.NEVER;

    private final SharedFile file;
    private final QueueLayout layout;
    private final Memory memory;
    private final long closedAt;
    private final Ring ring;
    private final Takes takes;
    private final OwnedLock producer;
    private final OwnedLock consumer;
    private final Gate consumers;
    private final Gate producers;
    private final Gate joiners;
    private final Spin puttingSpin = new Spin();
    private final Spin takingSpin = new Spin();

    QueueCore(SharedFile file, QueueLayout layout) {
        this.file = file;
        this.layout = layout;
        memory = file.memory();
        closedAt = layout.at(QueueLayout.CLOSED);
        ring = new Ring(memory, layout, file.toString());
        takes = new Takes(file, layout, ring);
        producer = file.lock(layout.at(QueueLayout.PRODUCER_LOCK), "producer lock");
        consumer = file.lock(layout.at(QueueLayout.CONSUMER_LOCK), "consumer lock");
        consumers =
                file.gate(
                        layout.at(QueueLayout.CONSUMERS), QueueLayout.CONSUMERS_INDEX, "consumers");
        producers =
                file.gate(
                        layout.at(QueueLayout.PRODUCERS), QueueLayout.PRODUCERS_INDEX, "producers");
        joiners = file.gate(layout.at(QueueLayout.JOINERS), QueueLayout.JOINERS_INDEX, "joiners");
        file.onDeath(this::isSettled);
    }

    private boolean isSettled(int deadStamp) {
        if (!consumer.lock()) {
            return false;
        }
        try {
            takes.settle(deadStamp);
            return true;
        } finally {
            consumer.unlock();
        }
    }

    SharedFile file() {
        return file;
    }

    /** Which queue this is. */
    public UUID id() {
        return file.header().id();
    }

    /** The name by which others find it. */
    public String name() {
        return file.name();
    }

    /** Gives a handle back. */
    public void release() {
        SharedFiles.release(file);
    }

    /** How large the queue is. */
    public QueueLayout layout() {
        return layout;
    }

    // Waiting.

    /**
     * Puts one frame, waiting for room.
     *
     * @param deadline until when, by the clock of {@link System#nanoTime}; {@link #NEVER} for no
     *     limit
     * @return {@code false} if there was no room in time
     * @throws QueueClosedException if the queue is shut down, before or during the wait
     */
    public boolean put(byte[] frame, int length, long deadline) throws InterruptedException {
        return tryPut(frame, length)
                || puttingSpin.isDone(() -> tryPut(frame, length))
                || producers.await(() -> tryPut(frame, length), deadline);
    }

    /** Puts several frames, one behind the other, waiting for room. */
    public void putAll(byte[] frames, int[] ends, int count) throws InterruptedException {
        PutAll rest = new PutAll(this, frames, ends, count);
        if (!rest.isDone() && !puttingSpin.isDone(rest)) {
            producers.await(rest, NEVER);
        }
    }

    /**
     * Takes one frame, waiting for one.
     *
     * @return {@code false} if none came in time
     * @throws QueueClosedException if the queue is shut down and drained, before or during the wait
     */
    public boolean take(Frame into, long deadline) throws InterruptedException {
        if (tryTake(into)) {
            takingSpin.hit();
            return true;
        }
        Attempt attempt = new Take(this, into);
        return takingSpin.isDone(attempt) || consumers.await(attempt, deadline);
    }

    /** Waits until every element put was acknowledged, or its taker is dead. */
    public void join() throws InterruptedException {
        Attempt attempt = () -> unfinished() == 0;
        if (!attempt.isDone()) {
            joiners.await(attempt, NEVER);
        }
    }

    // Putting.

    /**
     * Appends one frame.
     *
     * @return {@code false} if there is no room, or the lock was not to be had
     * @throws QueueClosedException if the queue is shut down
     */
    public boolean tryPut(byte[] frame, int length) {
        if (!producer.lock()) {
            return false;
        }
        boolean appended;
        try {
            CrashPoint.PRODUCER_LOCKED.pass();
            checkOpen();
            appended = ring.append(frame, 0, length, 0);
        } finally {
            producer.unlock();
        }
        if (appended) {
            CrashPoint.BEFORE_SIGNAL.pass();
            consumers.signal();
        }
        return appended;
    }

    /** Appends as many frames as there is room for, all at once. Returns how many. */
    public int tryPutAll(byte[] frames, int start, int[] ends, int from, int to) {
        if (!producer.lock()) {
            return 0;
        }
        int appended;
        try {
            CrashPoint.PRODUCER_LOCKED.pass();
            checkOpen();
            appended = ring.appendAll(frames, start, ends, from, to);
        } finally {
            producer.unlock();
        }
        if (appended > 0) {
            CrashPoint.BEFORE_SIGNAL.pass();
            consumers.signal();
        }
        return appended;
    }

    private void checkOpen() {
        if (isShutdown()) {
            throw closed("nothing can be put");
        }
    }

    // Taking.

    /**
     * Takes one frame.
     *
     * @param into gets it
     * @return {@code false} if there is none, or the lock was not to be had
     */
    public boolean tryTake(Frame into) {
        if (!ring.hasNext() || !consumer.lock()) {
            return false;
        }
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            long head = ring.head();
            long header = ring.headerAt(head);
            if (header == 0) {
                return false;
            }
            int length = ring.length(head, header);
            ring.copyOut(head, into.room(length), 0, length);
            takes.take(ring.after(head, length), 1);
        } finally {
            consumer.unlock();
        }
        CrashPoint.BEFORE_SIGNAL.pass();
        producers.signal();
        return true;
    }

    /**
     * Takes several frames at once.
     *
     * @param into gets them, one behind the other
     * @param ends gets where each of them ends; no more are taken than it is long
     * @param most how many bytes are enough
     * @return how many
     */
    public int tryTakeAll(Frame into, int[] ends, int most, int wanted) {
        if (!ring.hasNext() || !consumer.lock()) {
            return 0;
        }
        int taken = 0;
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            long cursor = ring.head();
            int bytes = 0;
            while (taken < wanted) {
                long header = ring.headerAt(cursor);
                if (header == 0) {
                    break;
                }
                int length = ring.length(cursor, header);
                if (taken > 0 && bytes + length > most) {
                    break;
                }
                byte[] room = into.extend(bytes, length);
                ring.copyOut(cursor, room, bytes, length);
                bytes += length;
                ends[taken++] = bytes;
                cursor = ring.after(cursor, length);
            }
            if (taken > 0) {
                takes.take(cursor, taken);
            }
        } finally {
            consumer.unlock();
        }
        if (taken > 0) {
            CrashPoint.BEFORE_SIGNAL.pass();
            producers.signal();
        }
        return taken;
    }

    /** Copies the next frame and leaves it. */
    public boolean tryPeek(Frame into) {
        if (!ring.hasNext() || !consumer.lock()) {
            return false;
        }
        try {
            long head = ring.head();
            long header = ring.headerAt(head);
            if (header == 0) {
                return false;
            }
            int length = ring.length(head, header);
            ring.copyOut(head, into.room(length), 0, length);
            return true;
        } finally {
            consumer.unlock();
        }
    }

    boolean hasNext() {
        return ring.hasNext();
    }

    // Ending, counting.

    /**
     * Whether the queue is shut down and nothing will ever come: a put that had passed its check
     * before has ended too.
     */
    boolean isEnded() {
        if (!isShutdown() || !producer.lock()) {
            return false;
        }
        producer.unlock();
        return !ring.hasNext();
    }

    public void shutdown() {
        memory.putIntVolatile(closedAt, 1);
        consumers.signalAll();
        producers.signalAll();
        joiners.signalAll();
    }

    public boolean isShutdown() {
        return memory.intVolatile(closedAt) != 0;
    }

    QueueClosedException closed(String what) {
        return new QueueClosedException("queue is shut down, " + what + ": name=" + file.name());
    }

    public int size() {
        return ring.size();
    }

    /** Acknowledges one element; {@code false} if there is none to acknowledge. */
    public boolean acknowledge() {
        if (!takes.done()) {
            return false;
        }
        if (takes.unfinished() == 0) {
            joiners.signalAll();
        }
        return true;
    }

    int unfinished() {
        return takes.unfinished();
    }
}
