package io.quadriga.ipc.internal;

/**
 * Whether it is time to say that somebody holds a lock for too long: once, when the same owner was
 * waited for in vain all the time.
 */
final class Complaint {

    private static final long AFTER_NANOS = 1_000_000_000;
    private static final long PAUSE_NANOS = 500_000_000;

    // benign races: too many or too late complaints are no harm
    private int owner;
    private long since;
    private long last;
    private boolean said;

    /** Called again and again while an owner is waited for. */
    boolean isDue(int currentOwner) {
        long now = System.nanoTime();
        if (owner != currentOwner || now - last > PAUSE_NANOS) {
            owner = currentOwner;
            since = now;
            said = false;
        }
        last = now;
        if (said || now - since < AFTER_NANOS) {
            return false;
        }
        said = true;
        return true;
    }

    /** The wait was not in vain. */
    void settle() {
        owner = 0;
    }
}
