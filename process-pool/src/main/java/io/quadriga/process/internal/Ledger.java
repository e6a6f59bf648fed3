package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has been sent and is not over, in the order of sending, which is the order in
 * which it begins. Which ones it has begun it says itself, see {@link WorkerPage}.
 *
 * <p><b>Threads.</b> Runs are added under the write lock of the worker and removed by its receiver;
 * everything else any thread may call.
 */
final class Ledger {

    private final @Nullable Sent[] ring;
    private int first; // seq of the oldest that may be here
    private int next; // seq of the next to be sent
    private volatile int count; // written under the monitor

    /** For at most {@code capacity} runs, a power of two. */
    Ledger(int capacity) {
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
    synchronized Sent add(Envelope envelope, int bytes) {
        Sent sent = new Sent(next, envelope, bytes);
        ring[slot(next)] = sent;
        next++;
        count++;
        return sent;
    }

    /** The run with this number, null if it is over. */
    synchronized @Nullable Sent find(int seq) {
        boolean here = seq - first >= 0 && seq - next < 0;
        return here ? ring[slot(seq)] : null;
    }

    /** The place of a run, null if it is not here. */
    synchronized @Nullable Sent find(Run run) {
        for (int seq = first; seq - next < 0; seq++) {
            Sent sent = ring[slot(seq)];
            if (sent != null && !sent.isTaken() && sent.run().equals(run)) {
                return sent;
            }
        }
        return null;
    }

    /** The oldest one, null if there is none. */
    synchronized @Nullable Sent oldest() {
        return first - next < 0 ? ring[slot(first)] : null;
    }

    /** Forgets a run that is over. */
    synchronized void remove(Sent sent) {
        ring[slot(sent.seq)] = null;
        while (first - next < 0 && ring[slot(first)] == null) {
            first++;
        }
        count--;
    }

    /** Whether there is nothing but what was taken back and not skipped yet. */
    boolean isClear() {
        return all().isEmpty();
    }

    /**
     * Takes back of what is not begun the later half, or everything. The worker will say that it
     * skipped it.
     *
     * @param page decides whether it is begun
     * @return what the worker will not begin, the last sent first
     */
    synchronized List<Envelope> takeBack(WorkerPage page, boolean everything) {
        List<Envelope> taken = new ArrayList<>();
        int most = next - first;
        for (int seq = next - 1; seq - first >= 0; seq--) {
            Sent sent = ring[slot(seq)];
            if (!everything && taken.size() >= (most + 1) / 2) {
                break;
            }
            if (sent == null || sent.isTaken()) {
                most--;
            } else if (sent.isUntouched() && page.revoke(seq)) {
                sent.take();
                taken.add(sent.envelope);
            } else {
                break; // begun, perhaps before there was a page, so all before it are
            }
        }
        return taken;
    }

    /** All that is here and was not taken back, in the order of sending. */
    synchronized List<Sent> all() {
        List<Sent> all = new ArrayList<>(count);
        for (int seq = first; seq - next < 0; seq++) {
            Sent sent = ring[slot(seq)];
            if (sent != null && !sent.isTaken()) {
                all.add(sent);
            }
        }
        return all;
    }
}
