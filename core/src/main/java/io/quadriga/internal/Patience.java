package io.quadriga.internal;

import io.quadriga.spi.Waiter;

/**
 * One wait of one caller: how it waits, until when, and how often it looks again before it parks. A
 * thread of the operating system offers its processor to others a few times and looks again,
 * because that costs both sides less than a park if what it waits for is about to come; it never
 * keeps the processor, because the one who could bring it may need it. A virtual thread or a
 * coroutine parks at once, because for it a park is cheap.
 */
final class Patience {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final int LOOKS = 8;

    private final Waiter waiter;
    private final boolean limited;
    private final long deadline;
    private int looks;

    /**
     * Begins to wait.
     *
     * @param nanos the longest time, {@link #NO_LIMIT} for none
     * @throws IllegalStateException if the caller must not wait
     */
    Patience(long nanos) {
        waiter = Waiter.current();
        limited = nanos != NO_LIMIT;
        deadline = limited ? System.nanoTime() + nanos : 0;
        looks = waiter.blocksThread() ? 0 : LOOKS;
    }

    Waiter waiter() {
        return waiter;
    }

    /** Lets others run; {@code false} when it is better to park than to look again. */
    boolean lookAgain() {
        if (looks == LOOKS) {
            return false;
        }
        looks++;
        Thread.yield();
        return remaining() > 0;
    }

    /** What is left, in nanoseconds; {@link #NO_LIMIT} without a limit. */
    long remaining() {
        return limited ? deadline - System.nanoTime() : NO_LIMIT;
    }
}
