package io.quadriga.ipc.internal;

import java.util.function.IntPredicate;

/**
 * The elements that are leased: copied out of the ring, so that a slow lease holds up nobody, and
 * still in shared memory, so that they outlive who leased them.
 */
public final class LeaseCells {

    /*
     * The lease line:        0  intent    4  0, cell+1 of the lease that is being made
     *                        4  returned  4  cells in RETURNED; a hint that may be too high
     *                        8  next      8  when the first lease may end, 0 if none is out; may be early
     * The bitmap: a bit for each cell that may be occupied.
     * A cell:                0  word      8  [owner's stamp:32][generation:30][state:2]
     *                        8  sequence  4  of the record in the ring
     *                       12  length    4  of the payload, with Ring.FLAG if that is a Spill
     *                       16  deadline  8  by the monotonic clock, which all processes share
     *                       24  count     4  how often it was leased
     *                       64  payload
     *
     *     FREE ── lease ──> LEASED ── ack ──> FREE
     *                       LEASED ── give back, sweep ──> RETURNED ── lease again ──> LEASED
     *                                                      RETURNED ── take ──> FREE
     *
     * Invariants.
     *   I1. Every arrow is a CAS from the word that was looked at; LEASED increases generation. So ack
     *       and expiry are decided by that one word.
     *   I2. Into LEASED and out of RETURNED only under the consumer lock; out of LEASED by anybody.
     *   I3. An occupied cell has its bit; a bit may be set without, and stays until cells are short. Bits
     *       are written under the consumer lock alone.
     *   I4. FREE with an owner: acknowledged by it and not counted yet, so the cell has its bit. Whoever
     *       leaves such a word counts first, under the consumer lock: a death in between counts one too
     *       many, which settlement bounds, never one too few, for which join would wait for ever.
     *
     * Leasing from the ring: set the bit; intent; copy; the word LEASED (release); head; intent 0. Who
     * enters finds an intent that is not 0 only after a death, or an error, in between: LEASED with the
     * sequence of head: the lease was complete but for head, which moves now; LEASED with another
     * sequence: head had moved; not LEASED: the cell is free.
     *
     * What a death may leave in `returned`, recount mends.
     */

    static final int FREE = 0;
    static final int LEASED = 1;
    static final int RETURNED = 2;

    private static final long RETURNED_COUNT = 4;
    private static final long NEXT = 8;

    private static final long SEQUENCE = 8;
    private static final long LENGTH = 12;
    private static final long DEADLINE = 16;
    private static final long COUNT = 24;

    private final Memory memory;
    private final LongWord line; // intent and returned
    private final LongWord next;
    private final Participants participants;
    private final int me;
    private final long lineAt;
    private final long bitsAt;
    private final long cellsAt;
    private final long stride;
    private final int cells;
    private int lastFreed = -1; // benign: the cell that is most likely in the cache

    LeaseCells(SharedFile file, QueueLayout layout) {
        memory = file.memory();
        participants = file.participants();
        me = file.stamp();
        lineAt = layout.at(QueueLayout.LEASES);
        line = new LongWord(memory, lineAt);
        next = new LongWord(memory, lineAt + NEXT);
        bitsAt = layout.bitsAt();
        cellsAt = layout.cellsAt();
        stride = layout.cellStride();
        cells = layout.cells();
    }

    /** A lease of this process: which cell, and as which of its generations. */
    public record Held(int cell, long word) {}

    // Looks without a lock.

    /** Whether there is nothing to finish, nothing came back, and nothing is out. */
    boolean isQuiet() {
        return line.acquire() == 0 && next.acquire() == 0;
    }

    /** Whether there may be elements that came back. */
    boolean mayHaveReturned() {
        return memory.intAcquire(lineAt + RETURNED_COUNT) > 0;
    }

    /** Whether elements may be leased now. */
    boolean mayBeOut() {
        return next.acquire() != 0;
    }

    /** Whether it is time to look for leases that have ended. */
    boolean isSweepDue() {
        long soonest = next.acquire();
        return soonest != 0 && System.nanoTime() - soonest >= 0;
    }

    /** The same for who knows the time. */
    boolean isSweepDue(long now) {
        long soonest = next.acquire();
        return soonest != 0 && now - soonest >= 0;
    }

    /** How many elements came back and are not taken again. */
    int returned() {
        return Math.max(0, memory.intAcquire(lineAt + RETURNED_COUNT));
    }

    /** How many are out though their term is over: whoever wants an element gets them back. */
    int ended() {
        long now = System.nanoTime();
        int[] ended = {0};
        if (isSweepDue(now)) {
            forEach(cell -> {
                if (state(word(cell)) == LEASED && isOver(cell, now)) {
                    ended[0]++;
                }
                return false;
            });
        }
        return ended[0];
    }

    private boolean isOver(int cell, long now) {
        return now - memory.longAcquire(at(cell) + DEADLINE) >= 0;
    }

    /** How many elements are out or came back. */
    int occupied() {
        int[] occupied = {0};
        forEach(cell -> {
            if (state(word(cell)) != FREE) {
                occupied[0]++;
            }
            return false;
        });
        return occupied[0];
    }

    // Under the consumer lock.

    /**
     * The cell whose lease was being made when its process died, or an error was thrown; else -1.
     */
    int intent() {
        int cell = memory.intOpaque(lineAt) - 1;
        return cell < cells ? cell : -1;
    }

    void clearIntent() {
        memory.putIntRelease(lineAt, 0);
    }

    boolean isLeased(int cell) {
        return state(word(cell)) == LEASED;
    }

    int sequence(int cell) {
        return memory.intAcquire(at(cell) + SEQUENCE);
    }

    /** Payload length, with {@link Ring#FLAG}. */
    int length(int cell) {
        return memory.intAcquire(at(cell) + LENGTH);
    }

    void copyOut(int cell, byte[] target, int length) {
        memory.copyOut(at(cell) + QueueLayout.CELL_HEADER_BYTES, target, 0, length);
    }

    void copyIn(int cell, byte[] source, int length) {
        memory.copyIn(source, 0, at(cell) + QueueLayout.CELL_HEADER_BYTES, length);
    }

    /** A free cell with its bit and the intent set, -1 if all are taken. */
    int prepare() {
        int cell = isReusable(lastFreed) ? lastFreed : withoutBit();
        if (cell < 0 && tidy()) {
            cell = withoutBit();
        }
        if (cell >= 0) {
            long word = memory.longAcquire(bitsAt(cell));
            memory.putLongRelease(bitsAt(cell), word | 1L << cell);
            memory.putIntRelease(lineAt, cell + 1);
            CrashPoint.LEASE_INTENT.pass();
        }
        return cell;
    }

    private boolean isReusable(int cell) {
        return cell >= 0 && state(word(cell)) == FREE;
    }

    private int withoutBit() {
        for (int base = 0; base < cells; base += 64) {
            int cell = base + Long.numberOfTrailingZeros(~memory.longAcquire(bitsAt(base)));
            if (cell < Math.min(cells, base + 64)) {
                return cell;
            }
        }
        return -1;
    }

    /** Clears the bits of cells that are free. Returns whether there was one. */
    private boolean tidy() {
        boolean[] cleared = {false};
        forEach(cell -> {
            if (state(word(cell)) == FREE) {
                abandon(cell);
                cleared[0] = true;
            }
            return false;
        });
        return cleared[0];
    }

    /** Marks a filled cell as leased. */
    Held mark(int cell, int sequence, int length, long deadline) {
        countAck(word(cell));
        memory.putIntRelease(at(cell) + SEQUENCE, sequence);
        memory.putIntRelease(at(cell) + LENGTH, length);
        memory.putIntRelease(at(cell) + COUNT, 1);
        return lease(cell, word(cell), deadline);
    }

    /** Leases a cell again that came back. */
    Held leaseAgain(int cell, long deadline) {
        long word = word(cell);
        memory.addInt(at(cell) + COUNT, 1);
        Held held = lease(cell, word, deadline);
        memory.addInt(lineAt + RETURNED_COUNT, -1);
        return held;
    }

    private Held lease(int cell, long seen, long deadline) {
        memory.putLongRelease(at(cell) + DEADLINE, deadline);
        long soonest = next.acquire();
        if (soonest == 0 || soonest - deadline > 0) {
            next.putRelease(deadline == 0 ? 1 : deadline);
        }
        Held held = new Held(cell, word(me, generation(seen) + 1, LEASED));
        memory.putLongRelease(at(cell), held.word); // I2: nobody else writes it now
        CrashPoint.LEASE_MARKED.pass();
        return held;
    }

    /** The cell that came back with the lowest sequence, -1 if there is none. */
    int firstReturned() {
        int[] first = {-1};
        int before = memory.intAcquire(lineAt + RETURNED_COUNT);
        forEach(cell -> {
            if (state(word(cell)) == RETURNED
                    && (first[0] < 0 || sequence(cell) - sequence(first[0]) < 0)) {
                first[0] = cell;
            }
            return false;
        });
        if (first[0] < 0) {
            memory.casInt(lineAt + RETURNED_COUNT, before, 0); // it was too high
        }
        return first[0];
    }

    /** Takes a cell that came back for good. */
    void takeReturned(int cell) {
        memory.putLongRelease(at(cell), word(0, generation(word(cell)), FREE));
        memory.addInt(lineAt + RETURNED_COUNT, -1);
        clearBit(cell);
    }

    /** Gives back what has ended, or whose process is dead. Returns how many. */
    int sweep(boolean deaths) {
        long now = System.nanoTime();
        int[] back = {0};
        long[] soonest = {0};
        forEach(cell -> {
            long word = word(cell);
            if (state(word) == LEASED) {
                long deadline = memory.longAcquire(at(cell) + DEADLINE);
                boolean over = now - deadline >= 0 || (deaths && participants.isDead(owner(word)));
                if (over && memory.casLong(at(cell), word, returned(word))) {
                    CrashPoint.LEASE_RETURNED.pass();
                    memory.addInt(lineAt + RETURNED_COUNT, 1);
                    back[0]++;
                } else if (!over && (soonest[0] == 0 || soonest[0] - deadline > 0)) {
                    soonest[0] = deadline;
                }
            }
            return false;
        });
        next.putRelease(soonest[0]);
        if (deaths) {
            recount();
        }
        return back[0];
    }

    /** Makes the count right after a death between a cell and its count. */
    private void recount() {
        while (true) {
            int before = memory.intAcquire(lineAt + RETURNED_COUNT);
            int[] returned = {0};
            forEach(cell -> {
                if (state(word(cell)) == RETURNED) {
                    returned[0]++;
                }
                return false;
            });
            if (before == returned[0]
                    || memory.casInt(lineAt + RETURNED_COUNT, before, returned[0])) {
                return;
            }
        }
    }

    /** Whether any occupied cell satisfies a condition. */
    boolean any(IntPredicate condition) {
        return forEach(cell -> state(word(cell)) != FREE && condition.test(cell));
    }

    // By the holder, without a lock.

    /** Acknowledges; {@code false} if the lease had ended. */
    boolean ack(Held held) {
        boolean acked =
                memory.casLong(at(held.cell), held.word, word(me, generation(held.word), FREE));
        if (acked) {
            lastFreed = held.cell;
        }
        return acked;
    }

    /** Whether others may have found no free cell: each was marked as occupied. */
    boolean mayBeShort() {
        for (int base = 0; base < cells; base += 64) {
            int free = Long.numberOfTrailingZeros(~memory.longAcquire(bitsAt(base)));
            if (free < Math.min(64, cells - base)) {
                return false;
            }
        }
        return true;
    }

    /** Gives back; {@code false} if the lease had ended. */
    boolean giveBack(Held held) {
        boolean given = memory.casLong(at(held.cell), held.word, returned(held.word));
        if (given) {
            CrashPoint.LEASE_RETURNED.pass();
            memory.addInt(lineAt + RETURNED_COUNT, 1);
        }
        return given;
    }

    /** Frees a cell that is not leased, as if it never was. Under the consumer lock. */
    void abandon(int cell) {
        countAck(cell, word(cell));
        clearBit(cell);
    }

    /** Counts what an entry's processes have acknowledged last. Under the consumer lock. */
    void countAcks(int stamp) {
        forEach(cell -> {
            long word = word(cell);
            if (Participants.index(owner(word)) == Participants.index(stamp)) {
                countAck(cell, word);
            }
            return false;
        });
    }

    private void countAck(int cell, long word) {
        if (state(word) == FREE) {
            countAck(word);
            memory.putLongRelease(at(cell), word(0, generation(word), FREE));
        }
    }

    private void countAck(long word) {
        if (state(word) == FREE && owner(word) != 0) {
            participants.addLeased(owner(word));
            CrashPoint.LEASE_COUNTED.pass();
        }
    }

    private boolean forEach(IntPredicate step) {
        for (int base = 0; base < cells; base += 64) {
            long bits = memory.longAcquire(bitsAt(base));
            while (bits != 0) {
                int cell = base + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                if (cell < cells && step.test(cell)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void clearBit(int cell) {
        long word = memory.longAcquire(bitsAt(cell));
        memory.putLongRelease(bitsAt(cell), word & ~(1L << cell));
    }

    private long bitsAt(int cell) {
        return bitsAt + (cell >>> 6 << 3);
    }

    private long at(int cell) {
        return cellsAt + cell * stride;
    }

    private long word(int cell) {
        return memory.longAcquire(at(cell));
    }

    private static long returned(long word) {
        return word(0, generation(word), RETURNED);
    }

    private static long word(int owner, int generation, int state) {
        return ((long) owner << 32) | (((long) generation << 2) & 0xffffffffL) | state;
    }

    private static int owner(long word) {
        return (int) (word >>> 32);
    }

    private static int generation(long word) {
        return (int) word >>> 2;
    }

    private static int state(long word) {
        return (int) word & 3;
    }
}
