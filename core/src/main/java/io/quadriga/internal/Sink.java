package io.quadriga.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where the outcomes of batches go: a future, or a bulk call. Called by whoever settled the slot,
 * or ended the body; must not wait.
 */
interface Sink {

    /** The slot at this position has its outcome. */
    void settled(Batch batch, int position, Object outcome);

    /**
     * Somebody has seen this outcome, which whoever wrote it may not have told yet: nobody is to
     * come to know an outcome of which the future knows nothing.
     */
    default void seen(int position, Object outcome) {}

    /**
     * As {@link #settled} for several positions that this batch has just filled, if told together.
     */
    default void settledMany(Batch batch, int count) {
        throw new IllegalStateException("this sink is told each outcome");
    }

    /** Whether {@link #settledMany} will do. */
    default boolean countsOnly() {
        return false;
    }

    /** The body of this position has ended although its outcome had been taken before. */
    default void bodyOver(int position) {}

    /** A batch of this sink is about to be started. */
    void starting(Batch batch);

    /** Every input of the batch is over: its bodies have ended, or never will begin. */
    void over(Batch batch);

    /** What stands for this submission in the list that shutdownNow returns, if anything. */
    default @Nullable Runnable unstarted() {
        return null;
    }

    /**
     * Takes back the inputs of a batch from {@code at} on, if that is worth while, to send them in
     * smaller batches.
     *
     * @return how many inputs the batch keeps
     */
    default int split(Batch batch, int at, long nanosPerInput) {
        return batch.size();
    }
}
