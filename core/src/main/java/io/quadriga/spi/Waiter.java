package io.quadriga.spi;

import io.quadriga.internal.ThreadWaiter;
import org.jspecify.annotations.Nullable;

/**
 * How the caller of a blocking method waits: every blocking call of core goes through the Waiter of
 * its caller. A thread parks; coroutines bring their own, so that only the coroutine waits. As
 * {@code LockSupport}'s, the permit is one and is kept: an {@link #unpark} before {@link #park}
 * makes that return at once.
 */
public interface Waiter {

    /**
     * Returns the Waiter of the caller.
     *
     * @return the one that a {@link Provider} has for the calling thread, else one that parks it
     * @throws IllegalStateException if the caller must not wait, in a plain callback of an event
     *     loop say
     */
    static Waiter current() {
        return ThreadWaiter.current();
    }

    /**
     * Waits until the permit is there, the time is over, or the caller is interrupted; may return
     * for no reason. Called by the caller it belongs to. The interrupt flag is left as it is.
     *
     * @param blocker what is waited for, for diagnosis
     * @param nanos the longest time, in nanoseconds; {@link Long#MAX_VALUE} means no limit
     */
    void park(Object blocker, long nanos);

    /** Gives the permit. Called by any thread; never blocks. */
    void unpark();

    /**
     * Tells whether a wait blocks a thread of the operating system that is the caller's own, so
     * that the caller may as well spin for a moment or sleep in the kernel. Virtual threads and
     * coroutines may not.
     *
     * @return {@code true} if so
     */
    default boolean blocksThread() {
        return false;
    }

    /** Knows the Waiters of its own kind of callers. Found by {@link java.util.ServiceLoader}. */
    interface Provider {

        /**
         * Returns the Waiter of the caller. Called before every wait: must be fast.
         *
         * @return the Waiter, or {@code null} if the calling thread is none of this provider's
         * @throws IllegalStateException if the caller must not wait
         */
        @Nullable Waiter current();
    }
}
