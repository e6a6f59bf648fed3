package io.quadriga.ipc.internal;

/**
 * Who has taken how many elements and how many of them were acknowledged: what {@code taskDone} and
 * {@code join} need, so that elements which died with their taker are not waited for.
 */
final class Takes {

    /*
     * In the entry of each participant: taken, how many its process took; done, how many it
     * acknowledged. Both count for ever, over all processes that ever had the entry, modulo 2 to the
     * 32nd. In the consumer line the intent of the last take: [stamp:32][taken:32] and, beside it, the
     * count that head has after it.
     *
     * A take stores, under the consumer lock: the count after; the intent; head (that is the take);
     * taken in its own entry; the count 0, because it is complete. Before, it completes what a death has
     * left: if head has the count that was noted, that take happened, and taken of the entry is what the
     * intent says; else it did not happen. A count without its intent is not that of head yet.
     *
     * A lease counts once it is acknowledged. Its cell says so first and says who did it; the count of
     * that entry follows when the cell is wanted again, or here. See LeaseCells.
     *
     * When a process has died, its entry is settled under the consumer lock before it is retired: done
     * becomes taken. Each step may be repeated. Elements that another process was to acknowledge for the
     * dead one count as acknowledged too, but never more than are out.
     */

    private final Participants participants;
    private final Ring ring;
    private final LeaseCells cells;
    private final int me;
    private final LongWord intent;
    private final LongWord count;
    private final LongWord own; // taken, in the entry of this process
    private boolean settledOwn; // under the consumer lock

    Takes(SharedFile file, QueueLayout layout, Ring ring, LeaseCells cells) {
        this.cells = cells;
        this.participants = file.participants();
        this.ring = ring;
        this.me = file.stamp();
        intent = new LongWord(file.memory(), layout.at(QueueLayout.TAKER));
        count = new LongWord(file.memory(), layout.at(QueueLayout.TAKER_HEAD));
        own = participants.takeWord(me);
        settledOwn = !file.isNewcomer();
    }

    /** Takes the records before a cursor. The caller holds the consumer lock. */
    void take(long cursor, int elements) {
        begin();
        long taken = own.opaque() + elements & 0xffffffffL;
        count.putRelease(noted(Ring.count(cursor)));
        intent.putRelease((long) me << 32 | taken);
        ring.takeUntil(cursor);
        own.putRelease(taken);
        count.putRelease(0);
    }

    /**
     * Comes before the first take or lease: settles what others have left. Under the consumer lock.
     */
    void begin() {
        completeLast();
        if (!settledOwn) {
            settle(me); // what a dead process has left in the entry
            settledOwn = true;
        }
    }

    /**
     * Counts the last take if its process died before it did. Under the consumer lock, and before
     * head moves any further.
     */
    void completeLast() {
        long noted = count.opaque();
        if (noted != 0) {
            complete(noted);
        }
    }

    private void complete(long noted) {
        if ((int) noted == Ring.count(ring.head())) {
            long last = intent.opaque();
            int taker = (int) (last >>> 32);
            if (participants.hasEntry(taker)) {
                participants.putTake(taker, last & 0xffffffffL);
            }
        }
        count.putRelease(0);
    }

    /** Counts what a dead process has not acknowledged as done. Under the consumer lock. */
    void settle(int deadStamp) {
        completeLast();
        cells.countAcks(deadStamp);
        int out =
                (int) participants.take(deadStamp)
                        + participants.leased(deadStamp)
                        - participants.done(deadStamp);
        if (out > 0) {
            int most = Math.min(out, unfinished() - ring.size() - cells.occupied());
            participants.putDone(deadStamp, participants.done(deadStamp) + Math.max(0, most));
        }
    }

    /** Counts an element that came back and is taken. Under the consumer lock. */
    void retaken() {
        begin();
        own.putRelease(own.opaque() + 1 & 0xffffffffL); // head does not move: that is all
    }

    private static long noted(int count) {
        return (1L << 32) | (count & 0xffffffffL);
    }

    /** How many elements were put and not acknowledged. */
    int unfinished() {
        int done = participants.allDone(); // first: what is put and done meanwhile counts as put
        return ring.appended() - done;
    }

    /**
     * Acknowledges one element.
     *
     * @return {@code false} if all are acknowledged; nothing changed
     */
    boolean done() {
        participants.addDone(me, 1);
        if (unfinished() < 0) {
            participants.addDone(me, -1);
            return false;
        }
        return true;
    }
}
