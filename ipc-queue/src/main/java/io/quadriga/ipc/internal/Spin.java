package io.quadriga.ipc.internal;

/**
 * How long a thread looks again before it sleeps: at most {@link #LOOKS} hints to the processor,
 * because who only spins starves the other side as soon as somebody else takes a processor. Looks
 * that did not help make the next ones shorter, because the other side may wait for this very
 * processor; now and then, and after one that helped, they are as long as they may be.
 *
 * <p>A side that was streaming and runs dry, or full, pauses a little first, so that the other side
 * can build up a batch instead of fighting for the same cache line element by element.
 */
final class Spin {

    private static final int LOOKS = 200;
    private static final int FEWEST_LOOKS = 8;
    private static final int EACH = 8;
    private static final int LONGEST_PAUSE = 4;
    private static final int STREAM = 3;
    private static final int STREAM_PAUSE = 16;

    // benign: hints, shared by all threads of a side
    private int run;
    private int waits;
    private int budget = LOOKS;

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
        int most = ++waits % EACH == 0 ? LOOKS : budget;
        for (int looks = 0, pause = 1; looks < most; looks += pause) {
            pause(pause);
            pause = Math.min(pause << 1, LONGEST_PAUSE);
            if (attempt.isDone()) {
                budget = LOOKS;
                return true;
            }
        }
        budget = Math.max(FEWEST_LOOKS, budget / 2);
        return false;
    }

    private static void pause(int hints) {
        for (int i = 0; i < hints; i++) {
            Thread.onSpinWait();
        }
    }
}
