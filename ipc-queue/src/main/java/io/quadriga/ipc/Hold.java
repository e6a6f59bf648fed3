package io.quadriga.ipc;

/**
 * Something that is held until {@link #close}, for {@code try}-with-resources: a lock, a permit.
 */
@FunctionalInterface
public interface Hold extends AutoCloseable {

    /** Gives it back, once for each time that it was got. */
    @Override
    void close();
}
