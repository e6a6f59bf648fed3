package io.quadriga;

import static java.util.Objects.requireNonNull;

import io.quadriga.internal.Waits;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Waits for several futures at once. The same future given twice counts once; inputs may be built
 * lazily and are read once, before the wait. Cancelled futures are done.
 */
public final class Futures {

    private Futures() {}

    /** When {@link #waitFor} returns. */
    public enum When {
        /** As soon as one future is done; at once if one is already. */
        FIRST_COMPLETED,
        /** As soon as one future has failed, cancelled ones not counted; else when all are done. */
        FIRST_FAILED,
        /** When all futures are done. */
        ALL
    }

    /**
     * How a wait ended.
     *
     * @param done the futures that were done
     * @param pending the others
     * @param <F> the type of the futures
     */
    public record Waited<F>(Set<F> done, Set<F> pending) {}

    /**
     * Waits without a time limit.
     *
     * @param futures what to wait for; no {@code null} among them
     * @param when when to return; not {@code null}
     * @param <F> the type of the futures
     * @return which futures are done, in input order
     * @throws InterruptedException if interrupted while waiting; the tasks go on
     * @throws PoolDeadlockException if the wait could never end
     */
    public static <F extends Future<?>> Waited<F> waitFor(Iterable<? extends F> futures, When when)
            throws InterruptedException {
        return Waits.waitFor(futures, when, null);
    }

    /**
     * Waits for at most the given time. That the time is over is no error.
     *
     * @param futures what to wait for; no {@code null} among them
     * @param when when to return; not {@code null}
     * @param timeout the longest time to wait; zero or negative means not at all
     * @param <F> the type of the futures
     * @return which futures are done, in input order
     * @throws InterruptedException if interrupted while waiting; the tasks go on
     */
    public static <F extends Future<?>> Waited<F> waitFor(
            Iterable<? extends F> futures, When when, Duration timeout)
            throws InterruptedException {
        return Waits.waitFor(futures, when, requireNonNull(timeout, "timeout"));
    }

    /**
     * Streams futures as they are done: those that are already first, then in the order of
     * completion, each once. Futures delivered are not retained. The stream does not split; its
     * wait, if interrupted, throws {@link java.util.concurrent.CancellationException} with the flag
     * set.
     *
     * @param futures what to wait for; no {@code null} among them
     * @param <F> the type of the futures
     * @return the stream
     */
    public static <F extends Future<?>> Stream<F> asCompleted(Iterable<? extends F> futures) {
        return Waits.asCompleted(futures, null);
    }

    /**
     * As {@link #asCompleted(Iterable)}, with a time limit for the whole stream, counted from this
     * call. When it is over the stream delivers what is done and then throws {@link
     * WaitTimeoutException}: "3 of 10 unfinished".
     *
     * @param futures what to wait for; no {@code null} among them
     * @param timeout the limit; zero or negative means not to wait at all
     * @param <F> the type of the futures
     * @return the stream
     */
    public static <F extends Future<?>> Stream<F> asCompleted(
            Iterable<? extends F> futures, Duration timeout) {
        return Waits.asCompleted(futures, requireNonNull(timeout, "timeout"));
    }
}
