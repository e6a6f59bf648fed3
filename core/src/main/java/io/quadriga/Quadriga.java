package io.quadriga;

/** Placeholder; replaced by the wiring. */
public final class Quadriga implements AutoCloseable {

    private Quadriga() {}

    /** Closes everything it opened. */
    @Override
    public void close() {}
}
