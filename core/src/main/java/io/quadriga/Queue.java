package io.quadriga;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockingQueue} that processes or machines may share, that knows when its work is done
 * ({@link #taskDone}, {@link #join}) and that can be ended for everybody ({@link #shutdown}).
 *
 * <p><b>BlockingQueue.</b> {@code put}, {@code offer}, {@code take}, {@code poll}, their timed
 * forms and {@code drainTo} keep the JDK's contract: a {@code null} element throws {@link
 * NullPointerException}; an interrupt throws {@link InterruptedException} and nothing was put or
 * taken.
 *
 * <p><b>After {@link #shutdown}</b> {@code put}, {@code offer} and {@code add} throw {@link
 * QueueClosedException}; {@code take} and the timed {@code poll} drain and then throw it, also in
 * the middle of a wait; untimed {@code poll} and {@code peek} drain and then return {@code null};
 * {@code drainTo} returns 0.
 *
 * <p><b>Interior operations</b>, {@code iterator}, {@code contains} and {@code remove(Object)}, and
 * leases are capabilities; without them they throw {@link UnsupportedOperationException}.
 *
 * <p><b>Elements</b> are encoded inside {@code put}, in the caller: one that cannot be sent fails
 * there.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 * <b>Visibility.</b> Within one process, actions before an element is put happen-before actions
 * after it is taken; between processes only the element itself is carried.
 *
 * @param <T> the type of the elements
 */
public interface Queue<T> extends BlockingQueue<T>, AutoCloseable {

    /**
     * Returns the name by which people and others know the queue.
     *
     * @return the name as configured; the {@code shared-name} where one is
     */
    String name();

    /**
     * Returns how many elements fit.
     *
     * @return the capacity, {@link Integer#MAX_VALUE} when unbounded
     */
    int capacity();

    /**
     * Tells whether no element fits now; a snapshot.
     *
     * @return {@code true} if full
     */
    boolean isFull();

    /**
     * Tells that one element taken before has been dealt with. {@link Lease#ack} does not tell it:
     * whoever leases calls both, and this one only for what is not given back, because an element
     * that is taken twice and told twice is told once too often.
     *
     * @throws IllegalStateException if called more often than elements were put; nothing changed
     */
    void taskDone();

    /**
     * Waits until {@link #taskDone} was called for every element ever put, however it left the
     * queue: also by {@code clear} and {@code drainTo}. After a {@link #shutdown} that means: until
     * everything is drained and acknowledged.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void join() throws InterruptedException;

    /**
     * Ends the queue for everybody: putters are refused, takers drain and are then refused, waiting
     * ones included. What was accepted can still be taken. Never blocks; does nothing the second
     * time.
     */
    void shutdown();

    /**
     * Tells whether {@link #shutdown} was called by anybody.
     *
     * @return {@code true} if so
     */
    boolean isShutdown();

    /**
     * Releases this handle only: takers elsewhere go on waiting, so {@link #shutdown} comes first
     * where the queue is to end. A closed handle cannot end it any more, and says so by {@link
     * QueueClosedException}. A {@code memory} queue has one handle, so there it is {@link
     * #shutdown}.
     */
    @Override
    void close();

    /**
     * Returns what this queue can do beyond the contract.
     *
     * @return the capabilities, unmodifiable
     */
    Set<Capability> capabilities();

    /**
     * Takes an element on trial; see {@link Lease}.
     *
     * @param wait the longest time to wait for an element; zero or negative means not at all
     * @param term how long the caller may keep it unacknowledged; positive
     * @return the lease, or {@code null} if there was no element in time, or as many leases were
     *     out as the queue has
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     * @throws QueueClosedException if the queue was shut down and is drained
     * @throws UnsupportedOperationException without {@link Capability#LEASES}
     */
    default @Nullable Lease<T> lease(Duration wait, Duration term) throws InterruptedException {
        throw new UnsupportedOperationException(
                "this queue has no leases: name="
                        + name()
                        + "; use a backend that has the capability LEASES");
    }
}
