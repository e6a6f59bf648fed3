package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has been sent and is not over, in the order of sending. The worker begins in that
 * order, as many at a time as it has places: so the first ones are those that run. Between two
 * calls either all places are taken or nothing is left to begin.
 *
 * <p><b>Threads.</b> Runs are added under the write lock of the worker, finished by its receiver.
 */
final class Ledger {

    private final int places;
    private final Sent[] ring;
    private int first; // seq of the oldest that may be here
    private int next; // seq of the next to be sent
    private int toBegin; // seq of the first that is not begun
    private int running;
    private volatile int count; // written under the monitor

    /** For at most {@code capacity} runs, a power of two. */
    Ledger(int places, int capacity) {
        this.places = places;
        this.ring = new Sent[capacity];
    }

    private int slot(int seq) {
        return seq & (ring.length - 1);
    }

    int count() {
        return count;
    }

    /** Whether there is room: one that is not over holds up those behind it. */
    synchronized boolean hasRoom() {
        return next - first < ring.length;
    }

    /** Adds a run that is about to be sent. */
    synchronized Sent add(Envelope envelope, int bytes, boolean paged) {
        Sent sent = new Sent(next, envelope, bytes, paged);
        ring[slot(next)] = sent;
        next++;
        count++;
        return sent;
    }

    /** Gives out the next run that the worker begins, to be entered by the caller; or null. */
    synchronized @Nullable Sent claimBegin() {
        while (running < places && toBegin - next < 0) {
            Sent sent = ring[slot(toBegin++)];
            if (sent != null && !sent.taken && begin(sent)) {
                return sent;
            }
        }
        return null;
    }

    /** Notes that the worker has begun a run; false if that was known. */
    synchronized boolean begin(Sent sent) {
        if (sent.begun) {
            return false;
        }
        sent.begun = true;
        running++;
        return true;
    }

    /** Whether the worker has begun it, as far as it is known. */
    synchronized boolean isBegun(Sent sent) {
        return sent.begun;
    }

    /** The run with this number, null if it is over. */
    synchronized @Nullable Sent find(int seq) {
        boolean here = seq - first >= 0 && seq - next < 0;
        return here ? ring[slot(seq)] : null;
    }

    synchronized @Nullable Sent find(Run run) {
        for (int seq = first; seq - next < 0; seq++) {
            Sent sent = ring[slot(seq)];
            if (sent != null && !sent.taken && sent.run().equals(run)) {
                return sent;
            }
        }
        return null;
    }

    /**
     * Forgets a run that is over and gives out the next one: in one step, so that a run already
     * sent is given out to the worker's receiver alone.
     */
    synchronized @Nullable Sent finish(Sent sent) {
        remove(sent);
        return claimBegin();
    }

    /** Forgets a run that was never sent, or was taken back. */
    synchronized void remove(Sent sent) {
        ring[slot(sent.seq)] = null;
        running -= sent.begun ? 1 : 0;
        while (first - next < 0 && ring[slot(first)] == null) {
            first++;
        }
        if (toBegin - first < 0) {
            toBegin = first;
        }
        count--;
    }

    /**
     * Takes back the later half of what is not begun.
     *
     * @param page decides whether it is begun
     * @return what the worker will not begin, the last sent first
     */
    synchronized List<Envelope> takeBack(WorkerPage page) {
        List<Envelope> taken = new ArrayList<>();
        int most = (next - toBegin + 1) / 2;
        for (int seq = next - 1; seq - toBegin >= 0 && taken.size() < most; seq--) {
            Sent sent = ring[slot(seq)];
            if (sent != null && sent.paged && !sent.taken && page.revoke(seq)) {
                sent.taken = true;
                taken.add(sent.envelope);
            }
        }
        return taken;
    }

    /** All that is here and was not taken back, in the order of sending. */
    synchronized List<Sent> all() {
        List<Sent> all = new ArrayList<>(count);
        for (int seq = first; seq - next < 0; seq++) {
            Sent sent = ring[slot(seq)];
            if (sent != null && !sent.taken) {
                all.add(sent);
            }
        }
        return all;
    }
}
