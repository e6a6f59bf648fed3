package io.quadriga;

import org.jspecify.annotations.Nullable;

/**
 * An element taken on trial: until {@link #ack} it goes back to the front of its queue when the
 * term ends, when the holder dies, or at {@link #close}.
 *
 * @param <T> the type of the element
 */
public interface Lease<T extends @Nullable Object> extends AutoCloseable {

    /**
     * Returns the element.
     *
     * @return the element
     */
    T value();

    /**
     * Takes the element for good. Does nothing the second time.
     *
     * @return {@code true} if the element is the caller's and nobody else's, also after the term if
     *     nobody has looked for an element since; {@code false} if the lease had ended and the
     *     element was back in the queue: somebody else has got it or will
     */
    boolean ack();

    /**
     * Gives the element back unless it was acknowledged. Never blocks; does nothing the second
     * time.
     */
    @Override
    void close();
}
