package io.quadriga.ipc.internal;

import io.quadriga.QueueClosedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    private final int spillFrom;
    private final IntWord closed;
    private final Ring ring;
    private final Takes takes;
    private final Producer producer;
    private final Consumer consumer;
    private final Gate consumers;
    private final Gate producers;
    private final Gate joiners;
    private final Spin puttingSpin = new Spin();
    private final Spin takingSpin = new Spin();

    QueueCore(SharedFile file, QueueLayout layout) {
        this.file = file;
        this.layout = layout;
        spillFrom = Ring.spillFrom(layout.ringBytes());
        Memory memory = file.memory();
        closed = new IntWord(memory, layout.at(QueueLayout.CLOSED));
        consumers =
                file.gate(
                                layout.at(QueueLayout.CONSUMERS),
                                QueueLayout.CONSUMERS_INDEX,
                                "consumers")
                        .watched(this::mayGive);
        producers =
                file.gate(
                                layout.at(QueueLayout.PRODUCERS),
                                QueueLayout.PRODUCERS_INDEX,
                                "producers")
                        .watched(this::mayTake);
        joiners = file.gate(layout.at(QueueLayout.JOINERS), QueueLayout.JOINERS_INDEX, "joiners");
        ring = new Ring(memory, layout.ring(), file.toString());
        LeaseCells cells = new LeaseCells(file, layout);
        SpillSlots slots =
                new SpillSlots(file, layout.slotsAt(), layout.slots(), layout.allSlots(), "spill-");
        takes = new Takes(file, layout, ring, cells);
        OwnedLock producing = file.lock(layout.at(QueueLayout.PRODUCER_LOCK), "producer lock");
        OwnedLock consuming = file.lock(layout.at(QueueLayout.CONSUMER_LOCK), "consumer lock");
        producer = new Producer(producing, ring, slots, consumers, this::checkOpen);
        consumer = new Consumer(this, consuming, ring, cells, slots, takes);
        file.onDeath(consumer::isSettled);
    }

    Gate consumers() {
        return consumers;
    }

    Gate producers() {
        return producers;
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
        if (length >= spillFrom) {
            return put(producer.large(frame, 0, length), deadline);
        }
        if (tryPut(frame, length)) {
            puttingSpin.hit();
            return true;
        }
        Attempt attempt = () -> tryPut(frame, length);
        return puttingSpin.isDone(attempt) || producers.await(attempt, deadline);
    }

    /** Puts an array that {@link #isLarge}, waiting for room. */
    boolean put(byte[] array, long deadline) throws InterruptedException {
        return put(producer.large(array), deadline);
    }

    private boolean put(Producer.LargePut put, long deadline) throws InterruptedException {
        try (put) {
            return put.isDone() || producers.await(put, deadline);
        }
    }

    /** Whether an array is put without a frame of its own. */
    boolean isLarge(byte[] array) {
        return Codec.frameLength(array) >= spillFrom;
    }

    /** Puts several frames, which lie as {@link Ring#appendAll} wants them, waiting for room. */
    public void putAll(byte[] records, int[] ends, int count) throws InterruptedException {
        try (PutAll all = new PutAll(producer, spillFrom, records, ends, count)) {
            if (all.isDone()) {
                puttingSpin.hit(count);
            } else if (!puttingSpin.isDone(all)) {
                producers.await(all, NEVER);
            }
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

    /**
     * Leases one frame, waiting for one.
     *
     * @param wait how long to wait, in nanoseconds
     * @param term how long it is leased, in nanoseconds
     * @return the lease, {@code null} if there was no frame in time
     * @throws QueueClosedException if the queue is shut down and drained, before or during the wait
     */
    public LeaseCells.@Nullable Held lease(Frame into, long wait, long term)
            throws InterruptedException {
        Leasing attempt = new Leasing(this, into, term);
        return attempt.isDone()
                        || takingSpin.isDone(attempt)
                        || consumers.await(attempt, Deadlines.of(wait))
                ? attempt.held()
                : null;
    }

    /** Takes a leased frame for good; {@code false} if the lease had ended. */
    public boolean ack(LeaseCells.Held held) {
        return consumer.ack(held);
    }

    /** Gives a leased frame back, unless the lease has ended. */
    public void giveBack(LeaseCells.Held held) {
        consumer.giveBack(held);
    }

    /** Waits until every element put was acknowledged, or its taker is dead. */
    public void join() throws InterruptedException {
        Attempt attempt = () -> unfinished() == 0;
        if (!attempt.isDone()) {
            joiners.await(attempt, NEVER);
        }
    }

    // Not waiting.

    /** Puts one frame, if there is room. */
    public boolean tryPut(byte[] frame, int length) {
        if (length < spillFrom) {
            return producer.tryPut(frame, 0, length, 0);
        }
        return tryPut(producer.large(frame, 0, length));
    }

    /** Puts an array that {@link #isLarge}, if there is room. */
    boolean tryPut(byte[] array) {
        return tryPut(producer.large(array));
    }

    private boolean tryPut(Producer.LargePut put) {
        try (put) {
            return put.isDone();
        }
    }

    /** Takes one frame, if there is one. */
    public boolean tryTake(Frame into) {
        return consumer.tryTake(into);
    }

    /** Takes several frames at once, as {@link Consumer#tryTakeAll}. */
    public int tryTakeAll(Frame into, int[] ends, int most, int wanted) {
        int taken = consumer.tryTakeAll(into, ends, most, wanted);
        takingSpin.hit(taken);
        return taken;
    }

    /** Copies the next frame and leaves it. */
    public boolean tryPeek(Frame into) {
        return consumer.tryPeek(into);
    }

    private boolean mayGive() {
        return consumer.hasNext() || isShutdown();
    }

    private boolean mayTake() {
        return ring.size() < layout.capacity() || isShutdown();
    }

    boolean hasNext() {
        return consumer.hasNext();
    }

    Consumer consumer() {
        return consumer;
    }

    // Ending, counting.

    /**
     * Whether the queue is shut down and nothing will ever come: a put that had passed its check
     * before has ended too.
     */
    boolean isEnded() {
        return isShutdown() && producer.isQuiet() && consumer.isDrained();
    }

    /** Ends the queue for everybody. */
    public void shutdown() {
        closed.putVolatile(1);
        consumers.signalAll();
        producers.signalAll();
        joiners.signalAll();
    }

    /** Whether it is ended. */
    public boolean isShutdown() {
        return closed.getVolatile() != 0;
    }

    private void checkOpen() {
        if (isShutdown()) {
            throw closed("nothing can be put");
        }
    }

    QueueClosedException closed(String what) {
        return new QueueClosedException("queue is shut down, " + what + ": name=" + file.name());
    }

    /** How many elements can be taken; exact while nobody puts or takes. */
    public int size() {
        return consumer.size();
    }

    /** How many more elements fit: what is leased, or came back, takes no room. */
    public int room() {
        return layout.capacity() - ring.size();
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
