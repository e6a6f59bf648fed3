package io.quadriga.tck;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The only place with time bounds for tests. A bound is how long a broken implementation keeps a
 * test, never how long a right one needs: no test waits for a bound to pass, but for {@link
 * #BRIEF}.
 */
public final class Bounds {

    /** Seconds that one test may take, for {@code @Timeout}. */
    public static final int TEST_SECONDS = 60;

    /** Seconds that one test tagged {@code long} may take, for {@code @Timeout}. */
    public static final int LONG_TEST_SECONDS = 600;

    /** What must happen happens within this time, on a loaded machine too. */
    public static final Duration SOON = Duration.ofSeconds(20);

    /**
     * How long to look whether something happens that must not, and a time-out that is meant to
     * expire.
     */
    public static final Duration BRIEF = Duration.ofMillis(30);

    /** A time-out that is not meant to expire. */
    public static final Duration NEVER = Duration.ofDays(1);

    private static final long POLL_NANOS = 200_000;

    private Bounds() {}

    /**
     * Waits until the condition holds.
     *
     * @param what the condition in words, for the error
     * @param condition what has to become true within {@link #SOON}
     * @throws AssertionError if it did not
     */
    public static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > SOON.toNanos()) {
                throw new AssertionError("did not happen within " + SOON + ": " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
