package io.quadriga.internal;

import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The timeouts of the inputs of one batch; nothing at all where there is none. */
final class Timeouts {

    private static final Timeouts NONE = new Timeouts(0, 0);

    private static final int SET = 1;
    private static final int STOPPED = 2;
    private static final int FIRED = 3;

    private final long nanos;
    private final @Nullable ScheduledFuture<?>[] running; // by input
    private final AtomicIntegerArray
            states; // SET ── stop ──> STOPPED, or ── time is over ──> FIRED
    private volatile long startedNanos; // of the latest
    private volatile boolean started; // after startedNanos

    private Timeouts(long nanos, int size) {
        this.nanos = nanos;
        this.running = new ScheduledFuture<?>[size];
        this.states = new AtomicIntegerArray(size);
    }

    static Timeouts of(OptionValues options, int size) {
        long nanos = options.timeoutNanos();
        return nanos == 0 ? NONE : new Timeouts(nanos, size);
    }

    boolean exist() {
        return nanos > 0;
    }

    void start(int i, IntConsumer whenOver) {
        if (nanos > 0) {
            startedNanos = System.nanoTime();
            started = true;
            states.set(i, SET);
            running[i] = Threads.after(nanos, () -> fire(i, whenOver));
        }
    }

    private void fire(int i, IntConsumer whenOver) {
        if (states.compareAndSet(i, SET, FIRED)) { // else it would fail the next attempt
            whenOver.accept(i);
        }
    }

    /** Stops the time of an input; false if it is over: whoever saw that takes the outcome. */
    boolean stop(int i) {
        if (nanos == 0) {
            return true;
        }
        ScheduledFuture<?> timer = running[i];
        if (timer != null) {
            timer.cancel(false);
        }
        states.compareAndSet(i, SET, STOPPED);
        return states.get(i) != FIRED;
    }

    TaskTimeoutException error(String executor, String label, int attempt) {
        return new TaskTimeoutException(
                "task ran out of time: executor="
                        + executor
                        + ", task="
                        + label
                        + ", timeout="
                        + Duration.ofNanos(nanos)
                        + ", attempt="
                        + attempt
                        + "; allow it more time or make it stop when interrupted");
    }

    /** When the latest input fails for want of time, or the whole submission; null for no limit. */
    @Nullable Instant deadline(long deadlineNanoTime) {
        long now = System.nanoTime();
        long left = Long.MAX_VALUE;
        if (deadlineNanoTime != 0) {
            left = deadlineNanoTime - now;
        }
        if (started) {
            left = Math.min(left, startedNanos + nanos - now);
        }
        return left == Long.MAX_VALUE ? null : Instant.now().plusNanos(left);
    }
}
