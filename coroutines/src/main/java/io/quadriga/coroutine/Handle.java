package io.quadriga.coroutine;

/**
 * A callback that an {@link EventLoop} is going to call.
 *
 * <p><b>Threads.</b> Every method may be called by any thread; none blocks.
 */
public interface Handle {

    /**
     * Prevents the call, if it has not begun. What the callback holds can be collected soon after.
     * Does nothing the second time.
     */
    void cancel();

    /**
     * Tells whether {@link #cancel} was called before the callback began.
     *
     * @return {@code true} if it will never be called, or has not been
     */
    boolean isCancelled();
}
