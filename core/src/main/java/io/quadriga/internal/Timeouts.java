package io.quadriga.internal;

import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The timeouts of the inputs of one batch; nothing at all where there is none. */
final class Timeouts {

    private static final Timeouts NONE = new Timeouts(0, 0);

    private final long nanos;
    private final @Nullable ScheduledFuture<?>[] running; // by input
    private volatile long startedNanos; // of the latest
    private volatile boolean started; // after startedNanos

    private Timeouts(long nanos, int size) {
        this.nanos = nanos;
        this.running = new ScheduledFuture<?>[size];
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
            running[i] = Threads.after(nanos, () -> whenOver.accept(i));
        }
    }

    void stop(int i) {
        ScheduledFuture<?> timer = nanos > 0 ? running[i] : null;
        if (timer != null) {
            timer.cancel(false);
        }
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
