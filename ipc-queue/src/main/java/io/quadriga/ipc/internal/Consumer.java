package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/**
 * The side of a queue that takes: elements that came back from a lease first, then the ring. Each
 * operation begins with the look that finishes or undoes what a death has left.
 */
final class Consumer {

    private final QueueCore queue;
    private final OwnedLock lock;
    private final Ring ring;
    private final Takes takes;
    private final LeaseCells cells;
    private final SpillSlots slots;
    private final Records records;
    private final int cellBytes;

    Consumer(
            QueueCore queue,
            OwnedLock lock,
            Ring ring,
            LeaseCells cells,
            SpillSlots slots,
            Takes takes) {
        this.queue = queue;
        this.lock = lock;
        this.ring = ring;
        this.takes = takes;
        this.cells = cells;
        this.slots = slots;
        this.records = new Records(ring, slots, true);
        this.cellBytes = queue.layout().cellBytes();
    }

    /** Whether there may be an element; a look without a lock. */
    boolean hasNext() {
        return ring.hasNext() || cells.mayHaveReturned() || cells.isSweepDue();
    }

    /**
     * As above; if leases are out, looks from time to time whether one died. Also while there is
     * something else to take: what comes back is first, and a busy queue is never empty.
     */
    private boolean hasNextOrBack() {
        return cells.mayBeOut() ? hasNextOrBack(System.nanoTime()) : hasNext();
    }

    private boolean hasNextOrBack(long now) {
        if (cells.mayBeOut()) {
            queue.file().reapSometimes(now);
        }
        return hasNext();
    }

    /** How many elements can be taken, those of ended leases and of dead lessees included. */
    int size() {
        if (cells.mayBeOut()) {
            queue.file().reapSometimes();
        }
        return ring.size() + cells.returned() + cells.ended();
    }

    /** Whether no element is there and none can come back. */
    boolean isDrained() {
        return !hasNext() && cells.occupied() == 0;
    }

    /**
     * Takes one element.
     *
     * @return {@code false} if there is none, or the lock was not to be had
     */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    boolean tryTake(Frame into) {
        if (!hasNextOrBack() || !lock.lock()) {
            return false;
        }
        boolean taken;
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            taken = cells.isQuiet() ? takeNext(into) : takeFirst(into);
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        if (taken) {
            if (into.spill != null) {
                records.finish(into);
            }
            signalRoom();
        }
        return taken;
    }

    private boolean takeFirst(Frame into) {
        entryLook();
        return takeReturned(into) || takeNext(into);
    }

    private boolean takeReturned(Frame into) {
        int cell = firstReturned();
        if (cell < 0) {
            return false;
        }
        copyCell(cell, into);
        records.claim(into);
        takes.retaken();
        cells.takeReturned(cell);
        return true;
    }

    private boolean takeNext(Frame into) {
        long head = ring.head();
        long header = ring.headerAt(head);
        if (header == 0) {
            return false;
        }
        int length = ring.length(head, header);
        if (Ring.isFlagged(header)) {
            records.copy(head, header, length, into);
            records.claim(into);
        } else {
            into.spill = null;
            ring.copyOut(head, into.room(length), 0, length);
        }
        takes.take(ring.after(head, length), 1);
        return true;
    }

    private void copyCell(int cell, Frame into) {
        int length = cells.length(cell);
        int bytes = length & ~Ring.FLAG;
        if (bytes < 0 || bytes > cellBytes) {
            throw new DamagedException(queue.file().toString(), "leased length=" + length);
        }
        cells.copyOut(cell, into.room(bytes), bytes);
        into.spill = (length & Ring.FLAG) != 0 ? slots.parse(into.bytes(), bytes) : null;
        records.makeRoom(into);
    }

    /** The cell that comes before the ring, -1 if nothing came back. */
    private int firstReturned() {
        return cells.mayHaveReturned() ? cells.firstReturned() : -1;
    }

    /** Tells producers that there is room. Without the lock. */
    private void signalRoom() {
        CrashPoint.BEFORE_SIGNAL.pass();
        queue.producers().signal();
    }

    /**
     * Takes several elements at once, or one that is large or came back.
     *
     * @param into gets them, as {@link Ring#appendAll} wants several; of one, the payload alone
     * @param ends gets where each payload ends
     * @param most how many bytes are enough
     * @return how many
     */
    int tryTakeAll(Frame into, int[] ends, int most, int wanted) {
        if (cells.mayBeOut()) {
            queue.file().reapSometimes();
        }
        int taken =
                cells.mayHaveReturned() || cells.isSweepDue()
                        ? 0
                        : takeRun(into, ends, most, wanted);
        if (taken == 0 && wanted > 0 && tryTake(into)) {
            ends[0] = into.length();
            return 1;
        }
        return taken;
    }

    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private int takeRun(Frame into, int[] ends, int most, int wanted) {
        if (!ring.hasNext() || !lock.lock()) {
            return 0;
        }
        int taken = 0;
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            if (!cells.isQuiet()) {
                entryLook();
            }
            long first = ring.head();
            long cursor = first;
            int bytes = 0;
            while (taken < wanted && (taken == 0 || !ring.isAtStart(cursor))) {
                long header = ring.headerAt(cursor);
                if (header == 0 || Ring.isFlagged(header)) {
                    break; // nothing, a large element, or the end of the ring
                }
                int length = ring.length(cursor, header);
                int end = bytes + Ring.HEADER_BYTES + length;
                if (taken > 0 && end > most) {
                    break;
                }
                ends[taken++] = end;
                bytes = Ring.padded(end);
                cursor = ring.after(cursor, length);
            }
            if (taken > 0) {
                ring.copyAllOut(first, into.records(bytes), bytes);
                takes.take(cursor, taken);
            }
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        if (taken > 0) {
            signalRoom();
        }
        return taken;
    }

    /** Copies the next element and leaves it. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    boolean tryPeek(Frame into) {
        if (!hasNextOrBack() || !lock.lock()) {
            return false;
        }
        try {
            entryLook();
            int cell = firstReturned();
            if (cell >= 0) {
                copyCell(cell, into);
            } else {
                long head = ring.head();
                long header = ring.headerAt(head);
                if (header == 0) {
                    return false;
                }
                records.copy(head, header, ring.length(head, header), into);
            }
            readUnderLock(into);
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

    // Leases.

    /**
     * Leases one element.
     *
     * @param term how long it is leased, in nanoseconds
     * @return the lease, {@code null} if there is no element or no free cell
     */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    LeaseCells.@Nullable Held tryLease(Frame into, long term) {
        long now = System.nanoTime();
        if (!hasNextOrBack(now) || !lock.lock()) {
            return null;
        }
        LeaseCells.Held held;
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            entryLook(now);
            long deadline = now + term;
            int cell = firstReturned();
            held = cell >= 0 ? leaseAgain(cell, into, deadline) : leaseNext(into, deadline);
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        if (held != null) {
            signalRoom();
        }
        return held;
    }

    private LeaseCells.Held leaseAgain(int cell, Frame into, long deadline) {
        copyCell(cell, into);
        readUnderLock(into);
        takes.begin();
        return cells.leaseAgain(cell, deadline);
    }

    private LeaseCells.@Nullable Held leaseNext(Frame into, long deadline) {
        long head = ring.head();
        long header = ring.headerAt(head);
        if (header == 0) {
            return null;
        }
        int length = ring.length(head, header);
        records.copy(head, header, length, into);
        SpillSlots.Spill spill = into.spill;
        readUnderLock(into);
        if (spill != null) {
            int cell = cells.prepare();
            return cell < 0 ? null : leaseSpill(cell, head, length, spill, deadline);
        }
        if (length > cellBytes) {
            return leaseInSegment(into, head, length, deadline);
        }
        int cell = cells.prepare();
        return cell < 0
                ? null
                : fillCell(cell, head, length, into.bytes(), length, length, deadline);
    }

    /** Leases an element that fits the ring and no cell. */
    private LeaseCells.@Nullable Held leaseInSegment(
            Frame into, long head, int length, long deadline) {
        SpillSlots.Spill spill = slots.claimForLease(length);
        if (spill == null) {
            return null;
        }
        int cell = -1;
        try {
            slots.write(spill, into.bytes(), 0);
            cell = cells.prepare();
        } finally {
            if (cell < 0) {
                slots.free(spill);
            }
        }
        return cell < 0 ? null : leaseSpill(cell, head, length, spill, deadline);
    }

    private LeaseCells.Held leaseSpill(
            int cell, long head, int length, SpillSlots.Spill spill, long deadline) {
        int bytes = SpillSlots.Spill.BYTES;
        return fillCell(cell, head, length, spill.toBytes(), bytes, bytes | Ring.FLAG, deadline);
    }

    private LeaseCells.Held fillCell(
            int cell,
            long head,
            int length,
            byte[] payload,
            int bytes,
            int flagged,
            long deadline) {
        cells.copyIn(cell, payload, bytes);
        LeaseCells.Held held = cells.mark(cell, Ring.count(head), flagged, deadline);
        takes.begin();
        ring.takeUntil(ring.after(head, length));
        CrashPoint.LEASE_TAKEN.pass();
        cells.clearIntent();
        return held;
    }

    /** A lease that ends meanwhile would take a large element away: it is copied under the lock. */
    private void readUnderLock(Frame into) {
        if (into.spill != null) {
            records.read(into.spill, into);
            into.spill = null;
        }
    }

    /** Takes a leased element for good; {@code false} if the lease had ended. */
    boolean ack(LeaseCells.Held held) {
        SpillSlots.Spill spill = spillOf(held.cell());
        if (!cells.ack(held)) {
            return false;
        }
        if (spill != null) {
            slots.free(spill);
            queue.producers().signal();
        }
        if (queue.isShutdown()) {
            queue.consumers().signalAll(); // it may have been the last one that could come back
        } else if (cells.mayBeShort()) {
            queue.consumers().signal(); // somebody may wait for a cell
        }
        return true;
    }

    /** Gives a leased element back to the front. */
    void giveBack(LeaseCells.Held held) {
        if (cells.giveBack(held)) {
            queue.consumers().signal();
        }
    }

    private SpillSlots.@Nullable Spill spillOf(int cell) {
        int length = cells.length(cell);
        if ((length & Ring.FLAG) == 0) {
            return null;
        }
        byte[] bytes = new byte[SpillSlots.Spill.BYTES];
        cells.copyOut(cell, bytes, bytes.length);
        SpillSlots.Spill spill = SpillSlots.Spill.parse(bytes);
        return slots.isSlot(spill.slot()) ? spill : null;
    }

    // Repair. Under the lock.

    private void entryLook() {
        finishIntent();
        if (cells.isSweepDue()) {
            cells.sweep(false);
        }
    }

    private void entryLook(long now) {
        finishIntent();
        if (cells.isSweepDue(now)) {
            cells.sweep(false);
        }
    }

    private void finishIntent() {
        int cell = cells.intent();
        if (cell >= 0) {
            finishLease(cell);
        }
    }

    private void finishLease(int cell) {
        if (!cells.isLeased(cell)) {
            cells.abandon(cell);
        } else if (cells.sequence(cell) == Ring.count(ring.head())) {
            long head = ring.head();
            ring.takeUntil(ring.after(head, ring.length(head, ring.headerAt(head))));
        }
        cells.clearIntent();
    }

    /** Repairs all that a dead process has left; {@code false} if the lock was not to be had. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    boolean isSettled(int deadStamp) {
        if (!lock.lock()) {
            return false;
        }
        try {
            entryLook();
            cells.sweep(true);
            slots.recover(this::isReferred);
            takes.settle(deadStamp);
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

    private boolean isReferred(SpillSlots.Spill spill) {
        return ring.any((bytes, length) ->
                length == SpillSlots.Spill.BYTES && SpillSlots.Spill.parse(bytes).isSame(spill))
                || cells.any(cell -> {
                    SpillSlots.Spill leased = spillOf(cell);
                    return leased != null && leased.isSame(spill);
                });
    }
}
