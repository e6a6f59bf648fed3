package io.quadriga.spi;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue that core offers to backends: unbounded, higher priority first, first-in first-out
 * within equal. It can be closed, and every offer is either before the close and will be found by
 * {@code poll}, or after it and refused.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none blocks.
 * <b>Visibility.</b> Actions before an offer happen-before actions after the poll that returns the
 * run.
 */
public interface RunQueue {

    /**
     * Appends a run.
     *
     * @param run the run
     * @return {@code false} if the queue is closed; the run was not taken
     */
    boolean offer(Run run);

    /**
     * Removes the next run. Revoked runs may still be returned; nothing of them can be entered.
     *
     * @return the run, or {@code null} if the queue is empty at some moment during the call
     */
    @Nullable Run poll();

    /**
     * Tells whether there is nothing to poll now; a snapshot.
     *
     * @return {@code true} if empty
     */
    boolean isEmpty();

    /** Closes the queue. What it holds can still be polled. Does nothing the second time. */
    void close();

    /**
     * Tells whether the queue is closed and nothing will ever be polled again.
     *
     * @return {@code true} if drained for good
     */
    boolean isDrained();

    /**
     * Shows the runs that are queued, in no particular order; weakly consistent.
     *
     * @param visitor is shown each run; may revoke it
     */
    void forEach(Consumer<? super Run> visitor);

    /**
     * Drops revoked runs where they stand, so that they hold no memory. Takes time in the length.
     */
    void sweep();
}
