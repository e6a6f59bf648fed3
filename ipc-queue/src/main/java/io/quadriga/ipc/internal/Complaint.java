package io.quadriga.ipc.internal;

/** Whether it is time to say that somebody holds a lock for too long: once for each owner. */
final class Complaint {

    private static final long AFTER_NANOS = 1_000_000_000;

    // benign races: too many or too late complaints are no harm
    private int owner;
    private long since;
    private boolean said;

    /** Called again and again while an owner is waited for. */
    boolean isDue(int currentOwner) {
        long now = System.nanoTime();
        if (owner != currentOwner) {
            owner = currentOwner;
            since = now;
            said = false;
        }
        if (said || now - since < AFTER_NANOS) {
            return false;
        }
        said = true;
        return true;
    }
}
