package io.quadriga.coroutine.internal;

import io.quadriga.spi.Waiter;
import org.jspecify.annotations.Nullable;

/** Makes every wait on an object of Quadriga suspend the coroutine that waits, and not its loop. */
public final class Waiters implements Waiter.Provider {

    @Override
    public @Nullable Waiter current() {
        Thread.UncaughtExceptionHandler handler =
                Thread.currentThread().getUncaughtExceptionHandler();
        if (handler instanceof Strand strand) {
            return strand;
        }
        if (handler instanceof LoopThread loop) {
            throw new IllegalStateException(
                    "a callback of a loop must not wait: loop="
                            + loop.turns().name()
                            + "; spawn a coroutine that waits");
        }
        return null;
    }
}
