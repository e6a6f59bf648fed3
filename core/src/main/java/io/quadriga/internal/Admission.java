package io.quadriga.internal;

import io.quadriga.spi.Waiter;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * The places of a bounded queue: one for each run that may be queued, and one for each body that
 * may run. A run holds its place from acceptance until it is over, so that workers just waking up
 * do not make the queue look full. Guarded by its own monitor; waiting submitters come in order.
 */
final class Admission {

    /** What happens to a submission that finds no place. */
    enum WhenFull {
        BLOCK,
        REJECT,
        CALLER_RUNS
    }

    /** A submitter stopped waiting for a place: it was interrupted, or its time is over. */
    static final class GaveUp extends RejectedExecutionException {
        @Serial private static final long serialVersionUID = 1L;

        GaveUp(String message) {
            super(message);
        }
    }

    private final String executor;
    private final int capacity;
    private final WhenFull whenFull;
    private final boolean bounded;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long places;
    private boolean closed;

    Admission(String executor, int capacity, int width, WhenFull whenFull) {
        this.executor = executor;
        this.capacity = capacity;
        this.bounded = capacity != Integer.MAX_VALUE;
        this.places = (long) capacity + width;
        this.whenFull = whenFull;
    }

    private static final class Waiting {
        final Waiter waiter = Waiter.current();
        volatile boolean admitted;
    }

    /** Takes a place if there is one. */
    boolean tryTake() {
        return !bounded || takeIfFree();
    }

    private synchronized boolean takeIfFree() {
        if (places <= 0 || !queue.isEmpty()) {
            return false;
        }
        places--;
        return true;
    }

    /** Takes a place, above the capacity if need be. */
    void force() {
        if (bounded) {
            synchronized (this) {
                places--;
            }
        }
    }

    /**
     * Takes a place as the policy says.
     *
     * @param nanos how long to wait for one; {@link Waits#FOREVER} is no limit
     * @return false if the caller is to run the task itself
     * @throws RejectedExecutionException if there is none, or the wait was interrupted or in vain
     */
    boolean take(long nanos) {
        if (tryTake()) {
            return true;
        }
        return switch (whenFull) {
            case REJECT ->
                    throw new RejectedExecutionException(
                            "queue is full: executor="
                                    + executor
                                    + ", queue-capacity="
                                    + capacity
                                    + "; submit less at once, or set when-full = block");
            case CALLER_RUNS -> false;
            case BLOCK -> {
                waitForPlace(nanos);
                yield true;
            }
        };
    }

    private void waitForPlace(long nanos) {
        long start = nanos == Waits.FOREVER ? 0 : System.nanoTime();
        Waiting self = new Waiting();
        synchronized (this) {
            if (places > 0 && queue.isEmpty()) {
                places--;
                return;
            }
            queue.add(self);
        }
        while (!self.admitted) {
            long left = nanos == Waits.FOREVER ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0 || Thread.currentThread().isInterrupted() || isClosed()) {
                giveUp(self);
                return;
            }
            self.waiter.park(this, left);
        }
    }

    /** Leaves the line, unless a place has come in the meantime. */
    private void giveUp(Waiting self) {
        synchronized (this) {
            if (!queue.remove(self)) {
                return;
            }
        }
        if (isClosed()) {
            throw new RejectedExecutionException(
                    "executor is shut down: executor=" + executor + ", while waiting for a place");
        }
        String why = Thread.currentThread().isInterrupted() ? "interrupted" : "time is over";
        throw new GaveUp(
                why
                        + " while waiting for a place in the queue: executor="
                        + executor
                        + ", queue-capacity="
                        + capacity);
    }

    /** Gives a place back, to the first in the line if there is one. */
    void release() {
        if (bounded) {
            hand();
        }
    }

    private void hand() {
        Waiting next;
        synchronized (this) {
            places++;
            next = places > 0 ? queue.poll() : null;
            if (next != null) {
                places--;
                next.admitted = true;
            }
        }
        if (next != null) {
            next.waiter.unpark();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Refuses all who wait, and all who come. */
    void close() {
        Waiting[] waiting;
        synchronized (this) {
            closed = true;
            waiting = queue.toArray(Waiting[]::new);
        }
        for (Waiting each : waiting) {
            each.waiter.unpark();
        }
    }
}
