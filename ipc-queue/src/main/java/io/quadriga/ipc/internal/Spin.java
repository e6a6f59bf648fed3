package io.quadriga.ipc.internal;

/**
 * How long a thread looks again before it sleeps: {@link #LOOKS} hints to the processor, a few
 * microseconds, because who only spins starves the other side as soon as somebody else takes a
 * processor. Always as many: two sides that spin less because it did not help would go on sleeping
 * for ever, each too short awake to meet the other (seen with 100 and less). The price: a thread
 * that this one has just woken may have to wait for this very processor meanwhile. A look that
 * waits in vain for the lock of a stopped process is the last one: only the gate knows of deadlines
 * and interrupts.
 *
 * <p>A side that was streaming and runs dry, or full, pauses for about ten microseconds first, so
 * that the other side can build up a batch instead of fighting for the same cache line element by
 * element.
 */
final class Spin {

    private static final int LOOKS = 200;
    private static final int LONGEST_PAUSE = 4;
    private static final long LONGEST_NANOS = 1_000_000; // of all looks, which take some 10,000
    private static final int STREAM = 3;
    private static final int STREAM_PAUSE = 256;

    private int run; // benign: a hint, shared by all threads of a side

    /** An operation was possible at once. */
    void hit() {
        run++;
    }

    /** Several were. */
    void hit(int operations) {
        run += operations;
    }

    /** Tries again for a while; whether it got done. */
    boolean isDone(Attempt attempt) {
        if (run > STREAM) {
            pause(STREAM_PAUSE);
        }
        run = 0;
        long start = System.nanoTime();
        for (int looks = 0, pause = 1; looks < LOOKS; looks += pause) {
            pause(pause);
            pause = Math.min(pause << 1, LONGEST_PAUSE);
            if (attempt.isDone()) {
                return true;
            }
            if (System.nanoTime() - start > LONGEST_NANOS) {
                return false;
            }
        }
        return false;
    }

    private static void pause(int hints) {
        for (int i = 0; i < hints; i++) {
            Thread.onSpinWait();
        }
    }
}
