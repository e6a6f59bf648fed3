package io.quadriga.ipc.internal;

/**
 * Where everything lies in the file of a queue, and how large it is. Offsets count from the
 * beginning of the file.
 *
 * @param capacity how many elements fit
 * @param ringBytes size of the ring, a power of two
 * @param cells how many leases can be out at once
 * @param cellBytes the largest leased element that needs no segment of its own
 * @param slots how many large elements can be in the queue
 * @param body where the body begins
 */
public record QueueLayout(
        int capacity, int ringBytes, int cells, int cellBytes, int slots, long body) {

    /*
     * The body:
     *
     *       0  closed           4  0, then 1 for ever; read by all, written once
     *     128  producer lock    4  OwnedLock
     *     136  head cache       8  what the last producer knew of head; too low is safe
     *     144  tail             8  [count:32][position:32] behind the last record that is known
     *     256  consumer lock    4  OwnedLock
     *     264  head             8  [count:32][position:32] of the next record to take
     *     272  taker            8  [stamp:32][taken:32] intent of the last take, see Takes
     *     280  taker's head     8  [1:32][count of head after that take:32], 0 once it is complete
     *     384  consumers' gate  4  Gate
     *     512  producers' gate  4
     *     640  joiners' gate    4
     *     768  lease line          LeaseCells
     *     896  spill slots         SpillSlots, 32 bytes each: of puts, then of leases
     *          lease bitmap, cells LeaseCells
     *          ring                Ring, aligned to 256 bytes
     *
     * Words that different sides write lie 128 bytes apart: processors fetch lines in pairs.
     */

    static final long CLOSED = 0;
    static final long PRODUCER_LOCK = 128;
    static final long HEAD_CACHE = 136;
    static final long TAIL = 144;
    static final long CONSUMER_LOCK = 256;
    static final long HEAD = 264;
    static final long TAKER = 272;
    static final long TAKER_HEAD = 280;
    static final long CONSUMERS = 384;
    static final long PRODUCERS = 512;
    static final long JOINERS = 640;
    static final long LEASES = 768;
    static final long SLOTS = 896;

    static final int CELL_HEADER_BYTES = 64;

    /** The counts of a participant that belong to the gates. */
    static final int CONSUMERS_INDEX = 0;

    static final int PRODUCERS_INDEX = 1;
    static final int JOINERS_INDEX = 2;

    static final int MIN_RING_BYTES = 1 << 10;
    static final int MAX_RING_BYTES = 1 << 30;

    /** What the longs of the geometry may be: as IpcQueueOptions allows. */
    private static final long[] LEAST = {1, MIN_RING_BYTES, 0, 64, 0};

    private static final long[] MOST = {1 << 24, MAX_RING_BYTES, 1 << 16, 1 << 16, 1 << 16};

    /** Reads the geometry of a header; whether it makes sense is checked. */
    static QueueLayout of(FileHeader header) throws DamagedFileException {
        long[] geometry = header.geometry();
        for (int i = 0; i < LEAST.length; i++) {
            if (geometry[i] < LEAST[i] || geometry[i] > MOST[i]) {
                throw new DamagedFileException("geometry " + i + "=" + geometry[i]);
            }
        }
        QueueLayout layout =
                new QueueLayout(
                        (int) geometry[0],
                        (int) geometry[1],
                        (int) geometry[2],
                        (int) geometry[3],
                        (int) geometry[4],
                        header.bodyAt());
        if (Integer.bitCount(layout.ringBytes) != 1 || layout.end() != header.size()) {
            throw new DamagedFileException("layout=" + layout);
        }
        return layout;
    }

    long[] geometry() {
        return new long[] {capacity, ringBytes, cells, cellBytes, slots};
    }

    long at(long offset) {
        return body + offset;
    }

    long slotsAt() {
        return body + SLOTS;
    }

    /** Those of large elements in the queue, then one for each lease. */
    int allSlots() {
        return slots + cells;
    }

    long bitsAt() {
        return FileLayout.align(slotsAt() + (long) allSlots() * SpillSlots.SLOT_BYTES);
    }

    long cellsAt() {
        return FileLayout.align(bitsAt() + (cells + 63L) / 64 * Long.BYTES);
    }

    long cellStride() {
        return FileLayout.align(CELL_HEADER_BYTES + (long) cellBytes);
    }

    /** Where its ring is. */
    Ring.Place ring() {
        return new Ring.Place(ringAt(), ringBytes, at(TAIL), at(HEAD), at(HEAD_CACHE), capacity);
    }

    long ringAt() {
        return FileLayout.align(cellsAt() + cells * cellStride());
    }

    long end() {
        return ringAt() + ringBytes;
    }
}
