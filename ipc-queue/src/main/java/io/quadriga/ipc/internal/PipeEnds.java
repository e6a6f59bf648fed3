package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;

/** Which ends of a pipe anybody can still use: what EOF and "broken pipe" are made of. */
final class PipeEnds {

    /*
     * An end is held by a living process with a handle of it (its bit in the entry of the participant),
     * and by a ticket of a living process (PipeTickets). An end that nobody holds is gone, for ever:
     *
     *     held ── look: nobody holds it ──> gone
     *
     * Invariants.
     *   I1. Holds are added under the lock of the ends, and only to an end that is held: a handle comes
     *       from a handle, a bit from a ticket or beside another bit. They are removed without it.
     *   I2. An end is declared gone under the lock, after a look at all bits and all tickets. While it is
     *       held nothing can be added, so what was seen nowhere had been removed everywhere.
     *   I3. A bit replaces a ticket, and a ticket a bit, by adding the new hold before removing the old.
     * Not an invariant: an end that is not gone is held. Somebody has to look; closing does, and whoever
     * waits does now and then, because the dead tell nobody.
     *
     * Ordering. Whoever reads `gone` (acquire) of the writing end and then finds the ring empty knows
     * that nothing will come: each message was committed before its sender gave up its hold, or died.
     *
     * A death anywhere in here leaves holds with the stamp of the dead, which do not count, and a lock
     * that is taken over. Nothing has to be repaired.
     */

    /** How often those who wait look for deaths, in nanoseconds. */
    private static final long LOOK_NANOS = 20_000_000;

    private static final int PATIENCE = 250;

    private final Memory memory;
    private final PipeLayout layout;
    private final Participants participants;
    private final int me;
    private final OwnedLock lock;
    private final PipeTickets tickets;
    private final int[] handles = new int[2]; // of this process; guarded by this
    private final long[] looked = {System.nanoTime(), System.nanoTime()}; // benign: only how often

    PipeEnds(SharedFile file, PipeLayout layout) {
        this.memory = file.memory();
        this.layout = layout;
        this.participants = file.participants();
        this.me = file.stamp();
        this.lock = file.lock(layout.lockAt(), "ends lock");
        this.tickets = new PipeTickets(file, layout);
    }

    /** Holds both ends of a pipe that this process has just made. */
    synchronized void open() {
        handles[0]++;
        handles[1]++;
        publish();
    }

    /**
     * Holds an end for a handle that travelled.
     *
     * @return {@code false} if the end is gone
     */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    synchronized boolean isAttached(int end, PipeTicket ticket) {
        lock();
        try {
            boolean claimed = tickets.claim(ticket, end);
            CrashPoint.TICKET_CLAIMED.pass();
            boolean possible = !isGone(end) && (claimed || handles[end] > 0 || isHeld(end));
            if (possible && handles[end]++ == 0) {
                publish();
            }
            CrashPoint.END_HELD.pass();
            if (claimed) {
                tickets.clear(ticket);
            }
            return possible;
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
    }

    /** Gives a handle back. */
    synchronized void close(int end) {
        if (--handles[end] == 0) {
            publish();
            boolean _ = isGoneByLook(end);
        }
    }

    private void publish() {
        participants.putEnds(me, (handles[0] > 0 ? 1 : 0) | (handles[1] > 0 ? 2 : 0));
    }

    /** Keeps an end open for a handle that is about to be sent. The caller has a handle. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    PipeTicket issue(int end) {
        lock();
        try {
            return tickets.issue(end);
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
    }

    /**
     * Ends the ticket of a handle that was not sent. If the lock is not to be had it stays: it
     * keeps the end open, and no more.
     */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    void takeBack(int end, PipeTicket ticket) {
        if (!lock.lock()) {
            return;
        }
        try {
            tickets.takeBack(ticket);
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        boolean _ = isGoneByLook(end);
    }

    /** Whether handles that this process has sent are still in flight. */
    boolean isAwaited() {
        return tickets.anyMine();
    }

    /** Whether an end is known to be gone. */
    boolean isGone(int end) {
        return memory.intAcquire(layout.goneAt(end)) != 0;
    }

    /** As {@link #isGone}, but looks for deaths if nobody of this process has just done so. */
    boolean isGoneNow(int end) {
        if (isGone(end)) {
            return true;
        }
        long now = System.nanoTime();
        if (now - looked[end] < LOOK_NANOS) {
            return false;
        }
        looked[end] = now;
        return isGoneByLook(end);
    }

    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private boolean isGoneByLook(int end) {
        if (isHeld(end) || !lock.lock()) {
            return false;
        }
        try {
            if (isHeld(end)) {
                return false;
            }
            memory.putIntVolatile(layout.goneAt(end), 1);
            return true;
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
    }

    private boolean isHeld(int end) {
        int bit = 1 << end;
        return (participants.ends(me) & bit) != 0
                || participants.isEndHeld(bit)
                || tickets.any(end);
    }

    private void lock() {
        for (int i = 0; i < PATIENCE; i++) {
            if (lock.lock()) {
                return;
            }
        }
        throw new QuadrigaException(
                "another process stands still in the middle of opening or closing this pipe; let it"
                        + " go on or kill it, the log names it");
    }
}
