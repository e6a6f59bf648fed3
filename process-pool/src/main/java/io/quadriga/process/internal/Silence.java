package io.quadriga.process.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a worker does not answer: whether for long it has not begun what it could begin, as a
 * stopped process does not. Others get what it has then, and it gets nothing more until it says
 * something. If nobody takes that either, there is no use in waiting.
 *
 * <p>It may only be slow. What it gives back gets twice the time with the next one, so that it runs
 * somewhere however slow all of them are; and time in which this process did not look is not
 * counted, as then perhaps the whole machine stood still.
 *
 * <p><b>Threads.</b> The pulse looks; the rest is for any thread.
 */
final class Silence {
    /*
     *   I1. While `silent` stands, the worker has a run that it has not begun, or has not said that it
     *       skipped it: it will say something, and be heard.
     *
     * Ordering. Who looks writes `silent` and then looks for the run in the ledger; who hears removes
     * runs from the ledger, under its monitor, and then reads `silent`: one of them sees the other.
     */
    static final long HOPELESS_NANOS = 5_000_000_000L;

    private static final long LONG_NANOS = 500_000_000;
    private static final long LONGEST_STEP_NANOS = 20_000_000; // between two looks
    private static final int MOST_DOUBLED = 10;

    private final Ledger ledger;
    private final int places;
    private volatile boolean silent;

    // the pulse's
    private @Nullable Sent due; // what could be begun
    private long waitedNanos; // for it
    private long lookedNanos;

    /** Of a worker that begins so many runs at the same time. */
    Silence(Ledger ledger, int places) {
        this.ledger = ledger;
        this.places = places;
    }

    boolean isSilent() {
        return silent;
    }

    /** The worker has said something, which is dealt with, or begun it. */
    void heard() {
        if (silent) {
            silent = false;
        }
    }

    /** Looks again; true if there is no hope that it begins anything. */
    boolean look(@Nullable WorkerPage page, long now) {
        long step = Math.min(now - lookedNanos, LONGEST_STEP_NANOS);
        lookedNanos = now;
        Sent next = due(page);
        if (next == null || next != due) {
            due = next;
            waitedNanos = 0;
            return false;
        }
        waitedNanos += step;
        long waited = waitedNanos >> Math.min(MOST_DOUBLED, next.envelope.silences());
        if (page != null && !silent && waited > LONG_NANOS) {
            silent = true;
            if (ledger.find(next.seq) != next || isBegun(next, page)) {
                silent = false;
            }
        }
        return waited > HOPELESS_NANOS && next.equals(ledger.oldest());
    }

    /** The first run that is not begun, if there is a free place for it; else null. */
    private @Nullable Sent due(@Nullable WorkerPage page) {
        Sent oldest = places == 1 ? ledger.oldest() : null;
        int begun = 0;
        for (Sent sent : oldest == null ? ledger.all() : List.of(oldest)) {
            if (!isBegun(sent, page)) {
                return sent.isTaken() ? null : sent;
            }
            if (++begun == places) {
                break;
            }
        }
        return null;
    }

    private static boolean isBegun(Sent sent, @Nullable WorkerPage page) {
        return sent.isSaid() || (page != null && page.begun(sent.seq) >= 0);
    }
}
