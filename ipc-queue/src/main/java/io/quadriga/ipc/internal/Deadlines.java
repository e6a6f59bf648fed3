package io.quadriga.ipc.internal;

import java.time.Duration;
import java.util.Objects;

/**
 * What ends a wait early: times by the clock of {@link System#nanoTime}, without overflow, and
 * interrupts.
 */
public final class Deadlines {

    private static final long LONGEST = Long.MAX_VALUE / 4;

    private Deadlines() {}

    /** When so many nanoseconds are over; {@link Gate#NEVER} if they are never. */
    public static long of(long nanos) {
        return nanos >= LONGEST ? Gate.NEVER : System.nanoTime() + Math.max(0, nanos);
    }

    /** Throws if the caller was interrupted before it began to wait. */
    public static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Whether a deadline is still to come. */
    static boolean isAhead(long deadline) {
        return deadline == Gate.NEVER || deadline - System.nanoTime() > 0;
    }

    /** How many nanoseconds are left, 0 at least. */
    static long left(long deadline) {
        return deadline == Gate.NEVER ? Long.MAX_VALUE : Math.max(0, deadline - System.nanoTime());
    }

    /** A duration in nanoseconds, at most 73 years. */
    public static long nanos(Duration duration) {
        Objects.requireNonNull(duration, "timeout");
        try {
            return Math.min(LONGEST, duration.toNanos());
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : LONGEST;
        }
    }
}
