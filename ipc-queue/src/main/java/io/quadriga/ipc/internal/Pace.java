package io.quadriga.ipc.internal;

/**
 * Lets a process do something expensive from time to time only, whichever of its threads comes by.
 */
final class Pace {

    private final long nanos;
    private long last; // benign: once too often does no harm

    Pace(long nanos) {
        this.nanos = nanos;
        this.last = System.nanoTime() - nanos;
    }

    /** Whether it is time; then it is not for a while. */
    boolean isTime() {
        long now = System.nanoTime();
        if (now - last < nanos) {
            return false;
        }
        last = now;
        return true;
    }
}
