package io.quadriga.spi;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One to n inputs of one function that travel together, made by core and handed to {@link
 * Workers#start}. A backend whose bodies share memory calls {@link #run}, or better {@link
 * Worker#perform}; one that sends its runs elsewhere encodes {@link #task} and {@link #input} and
 * reports by {@link #enter}, then {@link #settle}, {@link #fail} or {@link #lost}, then {@link
 * #bodyEnded}, for each input.
 *
 * <p><b>Threads.</b> Reports about one input come from one thread, or are ordered by
 * happens-before. Reports about an input whose future was settled by a cancel or a time limit are
 * accepted and dropped.
 */
public interface Run extends Runnable {

    /** How {@link #task} is called. */
    enum Shape {
        /** A {@link java.util.concurrent.Callable}: {@code call()}. */
        CALL,
        /** A {@link Runnable}: {@code run()}; the result is {@code null}. */
        RUN,
        /** An {@link io.quadriga.Fn}: {@code apply(input)}. */
        APPLY,
        /**
         * An {@link io.quadriga.BiFn}: {@code apply(key, value)} of an input that is a Map.Entry.
         */
        APPLY_PAIR
    }

    /**
     * Returns how many inputs travel in this run.
     *
     * @return the number, at least 1
     */
    int size();

    /**
     * Tells that the body is about to be entered with input i, and starts its timeout.
     *
     * @param i the input, from 0
     * @return {@code false} if it must not be entered because it was cancelled or has run out of
     *     time
     */
    boolean enter(int i);

    /**
     * Calls the body with input i in this thread.
     *
     * @param i the input, entered before
     * @return the result
     * @throws Throwable whatever the body throws
     */
    @Nullable Object call(int i) throws Throwable;

    /**
     * Returns the function, for encoding.
     *
     * @return what the caller submitted, called as {@link #shape} says
     */
    Object task();

    /**
     * Returns how the function is called.
     *
     * @return the shape
     */
    Shape shape();

    /**
     * Returns an input, for encoding.
     *
     * @param i the input, from 0
     * @return the input; {@code null} if the shape takes none
     */
    @Nullable Object input(int i);

    /**
     * Reports that the body returned.
     *
     * @param i the input
     * @param value the result
     */
    void settle(int i, @Nullable Object value);

    /**
     * Reports inputs of which nothing was reported before: their bodies were entered, returned and
     * have ended. As {@link #enter}, {@link #settle} and {@link #bodyEnded} for each, and for less.
     *
     * @param from the first input
     * @param values the results, in the order of the inputs; not kept
     * @param count how many there are
     */
    default void settleMany(int from, @Nullable Object[] values, int count) {
        for (int at = 0; at < count; at++) {
            if (enter(from + at)) {
                settle(from + at, values[at]);
                bodyEnded(from + at);
            }
        }
    }

    /**
     * Reports that the body threw, or that its result could not be brought here.
     *
     * @param i the input
     * @param error the outcome
     */
    void fail(int i, Throwable error);

    /**
     * Reports the loss of a worker. An input that was entered fails with the error, or is tried
     * again if its options say so; one that was not entered core sends again in a new run. Ends the
     * input.
     *
     * @param i the input
     * @param error a {@link io.quadriga.WorkerLostException} as a rule
     */
    void lost(int i, Throwable error);

    /**
     * Reports that the body of input i has ended, after its outcome; possibly long after a cancel.
     *
     * @param i the input
     */
    void bodyEnded(int i);

    /**
     * Returns the priority.
     *
     * @return any number; 0 unless options say otherwise
     */
    int priority();

    /**
     * Describes an input.
     *
     * @param i the input
     * @return its executor, label, attempt and deadline
     */
    TaskInfo info(int i);

    /**
     * Returns how long each input may take from {@link #enter} on, for a body elsewhere that asks
     * when its time is over.
     *
     * @return the nanoseconds, 0 for no limit
     */
    default long timeoutNanos() {
        return 0;
    }

    /**
     * Passes on what a body said by {@link io.quadriga.TaskContext#progress}.
     *
     * @param i the input
     * @param done how much is done
     * @param total how much there is to do, negative if unknown
     */
    void progress(int i, long done, long total);

    /**
     * Returns what the {@link ContextPropagator}s captured at submission, to be restored around the
     * body.
     *
     * @return the contexts by id, often empty
     */
    Map<String, Serializable> context();

    /**
     * Tells whether no input is left that could be entered, all being cancelled or ended.
     *
     * @return {@code true} if the run may be dropped
     */
    boolean isRevoked();

    /**
     * Interrupts the body that this run is in, if it runs in a thread of this process by {@link
     * #run} or {@link Worker#perform}. The interrupt never reaches anything but that body.
     */
    void interrupt();

    /** Runs all inputs in this thread, reporting everything. Never throws. */
    @Override
    void run();
}
