package io.quadriga.ipc.internal;

/**
 * Where everything lies in the file of a pipe, and how large it is. Offsets count from the
 * beginning of the file.
 *
 * @param ringBytes size of the ring of a direction, a power of two
 * @param directions which there are: bit 0 from end 0 to end 1, bit 1 from end 1 to end 0
 * @param slots how many large messages can be in a direction
 * @param body where the body begins
 */
record PipeLayout(int ringBytes, int directions, int slots, long body) {

    /*
     * The body:
     *
     *       0  ends lock        4  OwnedLock
     *       4  gone             4  1: end 0 is gone for ever, see PipeEnds
     *       8  gone             4  the same of end 1
     *     128  tickets             PipeTickets, 8 bytes each
     *          directions          each of them that there is:
     *
     *       0  producer lock    4  OwnedLock
     *       8  head cache       8  Ring
     *      16  tail             8
     *     128  consumer lock    4  OwnedLock
     *     136  head             8  Ring
     *     256  receivers' gate  4  Gate
     *     384  senders' gate    4
     *     512  slots               SpillSlots
     *          ring                aligned to 256 bytes
     */

    static final int BOTH = 3;
    static final int BACKWARD = 2;

    /** The counts of a participant that belong to the gates: two of each direction. */
    static final int RECEIVERS_INDEX = 0;

    static final int SENDERS_INDEX = 1;
    static final int GATES = 2;

    static final int TICKETS = 512;

    private static final int RING_BYTES = 64 << 10; // as much as a pipe of the system holds
    private static final int SLOTS = 8;
    private static final int MAX_SLOTS = 1 << 10;

    private static final long LOCK = 0;
    private static final long GONE = 4;
    private static final long TICKETS_AT = 128;

    private static final long PRODUCER_LOCK = 0;
    private static final long HEAD_CACHE = 8;
    private static final long TAIL = 16;
    private static final long CONSUMER_LOCK = 128;
    private static final long HEAD = 136;
    private static final long RECEIVERS = 256;
    private static final long SENDERS = 384;
    private static final long SLOTS_AT = 512;

    /** The layout of a new pipe. */
    static PipeLayout of(int directions, int participants) {
        return new PipeLayout(RING_BYTES, directions, SLOTS, FileLayout.bodyAt(participants));
    }

    /** Reads the geometry of a header; whether it makes sense is checked. */
    static PipeLayout of(FileHeader header) throws DamagedFileException {
        long[] geometry = header.geometry();
        long ring = geometry[0];
        if (ring < QueueLayout.MIN_RING_BYTES
                || ring > QueueLayout.MAX_RING_BYTES
                || Long.bitCount(ring) != 1
                || geometry[1] < 1
                || geometry[1] > BOTH
                || geometry[2] < 1
                || geometry[2] > MAX_SLOTS) {
            throw new DamagedFileException(
                    "ring=" + ring + ", directions=" + geometry[1] + ", slots=" + geometry[2]);
        }
        PipeLayout layout =
                new PipeLayout((int) ring, (int) geometry[1], (int) geometry[2], header.bodyAt());
        if (layout.end() != header.size()) {
            throw new DamagedFileException("layout=" + layout);
        }
        return layout;
    }

    long[] geometry() {
        return new long[] {ringBytes, directions, slots};
    }

    /** Whether messages go from an end to the other one. */
    boolean hasDirection(int from) {
        return (directions >> from & 1) != 0;
    }

    long lockAt() {
        return body + LOCK;
    }

    long goneAt(int end) {
        return body + GONE + 4L * end;
    }

    long ticketsAt() {
        return body + TICKETS_AT;
    }

    long producerLockAt(int from) {
        return at(from) + PRODUCER_LOCK;
    }

    long consumerLockAt(int from) {
        return at(from) + CONSUMER_LOCK;
    }

    long receiversAt(int from) {
        return at(from) + RECEIVERS;
    }

    long sendersAt(int from) {
        return at(from) + SENDERS;
    }

    long slotsAt(int from) {
        return at(from) + SLOTS_AT;
    }

    Ring.Place ring(int from) {
        return new Ring.Place(
                at(from) + ringOffset(),
                ringBytes,
                at(from) + TAIL,
                at(from) + HEAD,
                at(from) + HEAD_CACHE,
                ringBytes >>> 3);
    }

    long end() {
        return directionsAt() + Integer.bitCount(directions) * (ringOffset() + ringBytes);
    }

    private long at(int from) {
        boolean second = from == 1 && hasDirection(0);
        return directionsAt() + (second ? ringOffset() + ringBytes : 0);
    }

    private long directionsAt() {
        return FileLayout.align(ticketsAt() + (long) TICKETS * Long.BYTES);
    }

    private long ringOffset() {
        return FileLayout.align(SLOTS_AT + (long) slots * SpillSlots.SLOT_BYTES);
    }
}
