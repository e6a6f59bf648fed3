package io.quadriga.internal;

import io.quadriga.spi.Waiter;

/**
 * One wait of one caller: how it waits, until when, and how long it looks again before it parks. A
 * thread of the operating system does so, because a park costs both sides more than a few looks; a
 * virtual thread or a coroutine parks at once, because for it a park is cheap and looking keeps
 * others from running.
 */
final class Patience {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final int SPINS = 64;
    private static final int LOOKS = SPINS + 16;

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
        looks = ThreadWaiter.maySpin(waiter) ? 0 : LOOKS;
    }

    Waiter waiter() {
        return waiter;
    }

    /** Passes a little time; {@code false} when it is better to park. */
    boolean spin() {
        if (looks >= LOOKS) {
            return false;
        }
        if (looks++ < SPINS) {
            Thread.onSpinWait();
            return true;
        }
        Thread.yield();
        return remaining() > 0;
    }

    /** What is left, in nanoseconds; {@link #NO_LIMIT} without a limit. */
    long remaining() {
        return limited ? deadline - System.nanoTime() : NO_LIMIT;
    }
}
