package io.quadriga.coroutine;

import io.quadriga.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A body that runs on the one thread of an {@link EventLoop}, beside other coroutines, and gives
 * way to them wherever it waits. It is the future of what the body returns.
 *
 * <p><b>Cancel.</b> As every future it is settled at once by {@link #cancel}. The body learns of it
 * where it is suspended: in a wait of {@link Coroutines} by a {@link
 * java.util.concurrent.CancellationException}, in any other by an interrupt, as the call says.
 * Clean-up may wait again: each call of {@code cancel} is delivered once. A body that had not begun
 * never does. {@code cancel(false)} lets the body finish unheard. What the body throws after that
 * is logged, unless it is the cancellation itself.
 *
 * <p><b>Callbacks</b> run as coroutines of the same loop; where that does not run, on a virtual
 * thread.
 *
 * <p><b>Threads.</b> Every method may be called by any thread; a wait in a coroutine suspends that
 * coroutine alone.
 *
 * @param <T> the type of the result
 */
public interface Coroutine<T extends @Nullable Object> extends Future<T> {

    /**
     * Returns the name: that of the loop, which is also the name of its thread, and a number.
     *
     * @return the name
     */
    String name();

    /**
     * Returns the loop it runs on.
     *
     * @return the loop
     */
    EventLoop loop();

    /**
     * Tells whether the body has ended, its clean-up included, or will never begin. The future may
     * be settled before.
     *
     * @return {@code true} if nothing of it will ever run again
     */
    boolean hasEnded();

    /**
     * Waits until the body has ended, clean-up included. Never throws what it threw.
     *
     * @throws InterruptedException if the caller is interrupted or cancelled meanwhile; the
     *     coroutine goes on
     */
    void awaitEnd() throws InterruptedException;

    /**
     * Waits until the body has ended, for a time.
     *
     * @param timeout the longest time; zero or negative only looks
     * @return whether it has ended
     * @throws InterruptedException if the caller is interrupted or cancelled meanwhile; the
     *     coroutine goes on
     */
    boolean awaitEnd(Duration timeout) throws InterruptedException;
}
