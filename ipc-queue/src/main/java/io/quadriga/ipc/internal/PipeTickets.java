package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handles of a pipe that are in flight: who has sent each of them, and of which end it is.
 * Everything here happens under the lock of the ends, but for {@link #any}.
 */
final class PipeTickets {

    /*
     * A ticket is one word: 0, or [end:1][stamp of the sender:31][random:32].
     *
     *     0 ── issue ──> sender's ── claim ──> receiver's ── clear ──> 0
     *     any word of a dead process ── issue ──> another one
     *
     *     sender's ── take back ──> 0
     *
     * It counts while the process of its stamp lives. The receiver puts its own stamp there before it
     * holds the end and clears the word after that: whenever it dies, nothing of it counts. The random
     * part tells apart two tickets of one sender in one slot: a handle that is read twice claims once.
     *
     * A handle that nobody ever receives keeps its ticket, and the end open, as long as its sender lives:
     * nothing tells it from one that is still on its way. So when all slots are taken a process shares
     * its own: two handles with one ticket are as one handle that is read twice.
     */

    private final Memory memory;
    private final Participants participants;
    private final long at;
    private final int me;
    private final boolean[] shared = new boolean[PipeLayout.TICKETS]; // by this process
    private int lastShared = -1;

    PipeTickets(SharedFile file, PipeLayout layout) {
        memory = file.memory();
        participants = file.participants();
        at = layout.ticketsAt();
        me = file.stamp();
    }

    /**
     * Registers a handle that is about to be sent.
     *
     * @throws QuadrigaException if too many of other processes are in flight
     */
    PipeTicket issue(int end) {
        for (int slot = 0; slot < PipeLayout.TICKETS; slot++) {
            long seen = memory.longAcquire(at(slot));
            if (seen == 0 || participants.isDead(stamp(seen))) {
                long word = word(end, me, ThreadLocalRandom.current().nextInt());
                memory.putLongRelease(at(slot), word);
                shared[slot] = false;
                return new PipeTicket(slot, word);
            }
        }
        return share(end);
    }

    /** One after the other: few handles get the same ticket, and most tickets are of lost ones. */
    private PipeTicket share(int end) {
        for (int i = 1; i <= PipeLayout.TICKETS; i++) {
            int slot = (lastShared + i) % PipeLayout.TICKETS;
            long word = memory.longAcquire(at(slot));
            if (stamp(word) == me && end(word) == end) {
                lastShared = slot;
                shared[slot] = true;
                return new PipeTicket(slot, word);
            }
        }
        throw new QuadrigaException(
                "too many handles of this pipe were sent by others and not used: max="
                        + PipeLayout.TICKETS
                        + "; let their receivers use them, or close them there");
    }

    /** Ends a ticket of this process whose handle was not sent after all. */
    void takeBack(PipeTicket ticket) {
        if (!shared[ticket.slot()]) {
            boolean _ = memory.casLong(at(ticket.slot()), ticket.word(), 0);
        }
    }

    /** Makes a ticket this process's own, if it is still there. */
    boolean claim(PipeTicket ticket, int end) {
        return ticket.slot() >= 0
                && ticket.slot() < PipeLayout.TICKETS
                && end(ticket.word()) == end
                && memory.casLong(
                        at(ticket.slot()), ticket.word(), word(end, me, (int) ticket.word()));
    }

    /** Ends a claimed ticket: the end is held now, or will not be. */
    void clear(PipeTicket ticket) {
        memory.putLongRelease(at(ticket.slot()), 0);
    }

    /** Whether a handle of an end is in flight whose sender is not proved dead. */
    boolean any(int end) {
        for (int slot = 0; slot < PipeLayout.TICKETS; slot++) {
            long word = memory.longAcquire(at(slot));
            if (word != 0 && end(word) == end && !participants.isDead(stamp(word))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this process has sent handles that nobody has used yet. */
    boolean anyMine() {
        for (int slot = 0; slot < PipeLayout.TICKETS; slot++) {
            long word = memory.longAcquire(at(slot));
            if (word != 0 && stamp(word) == me) {
                return true;
            }
        }
        return false;
    }

    private long at(int slot) {
        return at + (long) slot * Long.BYTES;
    }

    private static long word(int end, int stamp, int random) {
        return ((long) end << 63) | ((long) stamp << 32) | (random & 0xffffffffL);
    }

    private static int end(long word) {
        return (int) (word >>> 63);
    }

    private static int stamp(long word) {
        return (int) (word >>> 32) & Integer.MAX_VALUE;
    }
}
