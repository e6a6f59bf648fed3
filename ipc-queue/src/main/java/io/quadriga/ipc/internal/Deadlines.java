package io.quadriga.ipc.internal;

import java.time.Duration;

/** Times by the clock of {@link System#nanoTime}, without overflow. */
public final class Deadlines {

    private static final long LONGEST = Long.MAX_VALUE / 4;

    private Deadlines() {}

    /** When so many nanoseconds are over; {@link Gate#NEVER} if they are never. */
    public static long of(long nanos) {
        return nanos >= LONGEST ? Gate.NEVER : System.nanoTime() + Math.max(0, nanos);
    }

    /** A duration in nanoseconds, at most 73 years. */
    public static long nanos(Duration duration) {
        try {
            return Math.min(LONGEST, duration.toNanos());
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : LONGEST;
        }
    }
}
