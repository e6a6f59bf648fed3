package io.quadriga.ipc.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A ring of records in shared memory. Appending needs the producer lock, taking the consumer lock;
 * both may go on at the same time.
 */
final class Ring {

    /*
     * Records in units of 8 bytes, one behind the other; the ring holds a power of two of units.
     * Source: the ring buffers of Agrona, with these deviations: a record is committed by its header,
     * not by a shared tail; producers exclude one another by a lock that outlives its owner; and the
     * unit behind the last record is 0, so that nobody ever clears anything.
     *
     *     record   [header:8][payload][padding to 8]
     *     header   [sequence:32][flag:1][length+1:31]; 0: nothing here; all ones: go on at the start
     *     tail     [count:32][position:32]  count: how many were appended; position: in units,
     *     head     [count:32][position:32]  running freely; the same of what was taken
     *
     * Invariants.
     *   I1. The unit behind the committed chain of records is 0.
     *   I2. From head, the chain is unbroken: each record says where the next one begins.
     *   I3. An append leaves room for one unit, the 0 behind it. Because the rest of the ring may have to
     *       be skipped, a record is at most half the ring less one unit: it fits an empty ring.
     * Not invariants: tail is the end of the chain (its store may be missing, or about to come), and
     * head <= tail.
     *
     * Appending: look whether header(tail) is 0, else walk to the end of the chain; payload; the 0
     * behind; inner headers; commit by the first header (release); tail (release). Before the commit
     * nothing is linked: a death there leaves rubbish in free space. After it the record exists, with
     * all that was written before; the next look repairs tail. Repair is not a mode: it is the same
     * look for a death, for an error thrown half-way, and for nothing at all.
     *
     * Taking: header(head) (acquire, pairs with the commit), copy, head (release). Who reads head
     * (acquire) to find space knows that the readers of that space have finished.
     *
     * A damaged file cannot lead outside: positions are masked, lengths checked against the ring, and
     * a sequence that is not head's count, or a chain longer than the ring, is reported as damage.
     */

    /** The flag of a header that a producer may set; its meaning is the caller's. */
    static final int FLAG = 1 << 30;

    /** Elements from this size on never travel in the ring: they would hold its locks too long. */
    private static final int SPILL_BYTES = 64 << 10;

    static final int HEADER_BYTES = 8;

    private static final long WRAP = -1L;
    private static final VarHandle HEADERS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Units units;
    private final LongWord tailWord;
    private final LongWord headWord;
    private final LongWord headCache;
    private final int capacity;
    private final String name;

    /**
     * Where the words and the records of a ring lie in its file.
     *
     * @param at the records
     * @param bytes of the records, a power of two
     * @param capacity how many records fit, however small
     */
    record Place(long at, int bytes, long tailAt, long headAt, long headCacheAt, int capacity) {}

    Ring(Memory memory, Place place, String name) {
        this.name = name;
        units = new Units(memory, place.at, place.bytes >>> 3);
        tailWord = new LongWord(memory, place.tailAt);
        headWord = new LongWord(memory, place.headAt);
        headCache = new LongWord(memory, place.headCacheAt);
        capacity = place.capacity;
    }

    /** The shortest frame that travels in a segment of its own beside a ring of that size. */
    static int spillFrom(int ringBytes) {
        return Math.min(SPILL_BYTES, longest(ringBytes) + 1);
    }

    /** The longest payload of a ring of that size. */
    static int longest(int ringBytes) {
        return ((ringBytes >>> 4) - 2) << 3;
    }

    // Appending. The caller holds the producer lock.

    /**
     * Appends one record.
     *
     * @return whether there was room
     */
    boolean append(byte[] source, int from, int length, int flag) {
        long tail = entryLook();
        int position = position(tail);
        int rest = units.rest(position);
        int need = need(length);
        int total = rest < need ? rest + need : need;
        if (!hasRoom(tail, 1, total)) {
            return false;
        }
        int record = position + total - need;
        copyIn(source, from, record + 1, length);
        units.putPlain(position + total, 0);
        long header = header(count(tail), length, flag);
        if (record != position) {
            units.putPlain(record, header);
        }
        CrashPoint.PRODUCER_PREPARED.pass();
        units.putRelease(position, record == position ? header : WRAP); // linearization point
        CrashPoint.PRODUCER_COMMITTED.pass();
        tailWord.putRelease(word(count(tail) + 1, position + total));
        CrashPoint.TAIL_STORED.pass();
        return true;
    }

    // Several records, in an array as in the ring: each with its header, at a multiple of 8.

    /** Where a payload begins in such an array. */
    static int start(int[] ends, int record) {
        return record == 0 ? HEADER_BYTES : next(ends[record - 1]);
    }

    /** Where the payload begins that comes behind one that ends there. */
    static int next(int end) {
        return padded(end) + HEADER_BYTES;
    }

    /** Where a record ends whose payload ends there. */
    static int padded(int end) {
        return end + 7 & ~7;
    }

    /**
     * Appends as many records as there is room for, and commits them together.
     *
     * @param records gets their headers
     * @param ends where each payload ends in the array
     * @return how many
     */
    int appendAll(byte[] records, int[] ends, int from, int to) {
        long tail = entryLook();
        int begin = position(tail);
        int position = begin;
        long firstHeader = 0;
        int next = from;
        while (next < to) {
            int end = fitting(tail, position, ends, next, to, from);
            if (end > next) {
                long header = setHeaders(records, ends, next, end, count(tail) + next - from);
                int skip = position == begin ? HEADER_BYTES : 0; // the commit comes last
                firstHeader = position == begin ? header : firstHeader;
                int start = start(ends, next) - HEADER_BYTES;
                copyIn(records, start + skip, position + (skip >> 3), ends[end - 1] - start - skip);
                position += (padded(ends[end - 1]) - start) >> 3;
                next = end;
            } else if (isWrapDue(tail, position, ends, next, from)) {
                if (position == begin) {
                    firstHeader = WRAP;
                } else {
                    units.putPlain(position, WRAP);
                }
                position += units.rest(position);
            } else {
                break;
            }
        }
        if (next > from) {
            units.putPlain(position, 0);
            CrashPoint.PRODUCER_PREPARED.pass();
            units.putRelease(begin, firstHeader); // linearization point: all of them
            CrashPoint.PRODUCER_COMMITTED.pass();
            tailWord.putRelease(word(count(tail) + next - from, position));
            CrashPoint.TAIL_STORED.pass();
        }
        return next - from;
    }

    /** Up to which record they fit one behind the other, before the end of the ring. */
    private int fitting(long tail, int position, int[] ends, int next, int to, int from) {
        int rest = units.rest(position);
        int used = position - position(tail);
        int start = start(ends, next) - HEADER_BYTES;
        int end = next;
        while (end < to) {
            int need = (padded(ends[end]) - start) >> 3;
            if (need > rest || !hasRoom(tail, end - from + 1, used + need)) {
                return end;
            }
            end++;
        }
        return end;
    }

    /** Whether the next record fits at the start of the ring, and not where it would be. */
    private boolean isWrapDue(long tail, int position, int[] ends, int next, int from) {
        int rest = units.rest(position);
        int need = need(ends[next] - start(ends, next));
        return need > rest
                && hasRoom(tail, next - from + 1, position - position(tail) + rest + need);
    }

    private static long setHeaders(byte[] records, int[] ends, int from, int to, int sequence) {
        int start = start(ends, from);
        long first = header(sequence, ends[from] - start, 0);
        for (int i = from; i < to; i++) {
            HEADERS.set(
                    records, start - HEADER_BYTES, header(sequence + i - from, ends[i] - start, 0));
            start = next(ends[i]);
        }
        return first;
    }

    private void copyIn(byte[] source, int from, int to, int length) {
        if (CrashPoint.on()) {
            units.copyIn(source, from, to, length / 2);
            CrashPoint.PAYLOAD_HALF.pass();
        }
        units.copyIn(source, from, to, length);
    }

    /** Where the chain ends; repairs tail if it is behind. */
    private long entryLook() {
        long tail = tailWord.opaque();
        if (units.acquire(position(tail)) == 0) {
            return tail;
        }
        long end = walk(tail);
        tailWord.putRelease(end);
        return end;
    }

    private long walk(long tail) {
        int position = position(tail);
        int count = count(tail);
        for (int steps = 0; steps <= units.count(); steps++) {
            long header = units.acquire(position);
            if (header == 0) {
                return word(count, position);
            }
            if (header == WRAP) {
                position += units.rest(position);
            } else {
                position += need(lengthOf(header, count, position));
                count++;
            }
            CrashPoint.WALKING.pass();
        }
        throw damaged("endless chain: tail=" + Long.toHexString(tail));
    }

    /** Whether so many records of so many units fit behind tail, and a 0 behind them. */
    private boolean hasRoom(long tail, int records, int total) {
        return fits(tail, headCache.opaque(), records, total)
                || fits(tail, refreshHead(), records, total);
    }

    private boolean fits(long tail, long head, int records, int total) {
        return position(tail) - position(head) + total < units.count()
                && count(tail) - count(head) + records <= capacity;
    }

    private long refreshHead() {
        long head = headWord.acquire();
        headCache.putOpaque(head);
        return head;
    }

    // Taking. The caller holds the consumer lock, but for hasNext.

    /**
     * Whether there is a record; a look without a lock. A unit that is 0 means that there is none
     * only if head did not move meanwhile: else its place was used again, and the 0 is anybody's
     * payload.
     */
    boolean hasNext() {
        while (true) {
            long head = headWord.acquire();
            CrashPoint.BETWEEN_LOOKS.pass();
            if (units.acquire(position(head)) != 0) {
                return true;
            }
            if (headWord.acquire() == head) {
                return false;
            }
        }
    }

    /** The cursor of the record that is taken next. */
    long head() {
        return recordAt(headWord.opaque());
    }

    /** Steps over the skipped rest of the ring if that is at a cursor. */
    long recordAt(long cursor) {
        int position = position(cursor);
        return units.acquire(position) == WRAP
                ? word(count(cursor), position + units.rest(position))
                : cursor;
    }

    /**
     * The header of a record, 0 if there is none. That the rest of the ring is to be skipped was
     * committed after {@link #recordAt} had looked: there was none. At the start it is damage.
     */
    long headerAt(long record) {
        int position = position(record);
        long header = units.acquire(position);
        return header == WRAP && units.rest(position) < units.count() ? 0 : header;
    }

    /** The length of the payload, checked. */
    int length(long record, long header) {
        return lengthOf(header, count(record), position(record));
    }

    /** Whether the producer set the flag. */
    static boolean isFlagged(long header) {
        return (header & FLAG) != 0;
    }

    void copyOut(long record, byte[] target, int to, int length) {
        units.copyOut(position(record) + 1, target, to, length);
    }

    /** Copies records, the headers too; they lie one behind the other. */
    void copyAllOut(long first, byte[] target, int length) {
        units.copyOut(position(first), target, 0, length);
    }

    /** Whether a cursor is at the start of the ring. */
    boolean isAtStart(long cursor) {
        return units.isFirst(position(cursor));
    }

    /** The cursor behind a record; {@link #recordAt} finds the next record there. */
    long after(long record, int length) {
        return word(count(record) + 1, position(record) + need(length));
    }

    /** Takes all records before a cursor. */
    void takeUntil(long cursor) {
        CrashPoint.COPIED_OUT.pass();
        headWord.putRelease(cursor); // linearization point: taken
        CrashPoint.HEAD_STORED.pass();
    }

    private int lengthOf(long header, int count, int position) {
        int length = ((int) header & ~FLAG) - 1;
        if ((int) (header >>> 32) != count || length < 0 || need(length) > units.rest(position)) {
            throw damaged("header=" + Long.toHexString(header) + ", sequence=" + count);
        }
        return length;
    }

    /** A condition on the payload of a record. */
    interface Condition {
        boolean test(byte[] payload, int length);
    }

    /** Whether any flagged record satisfies a condition. */
    boolean any(Condition condition) {
        long record = head();
        for (int steps = 0; steps <= units.count(); steps++) {
            long header = headerAt(record);
            if (header == 0) {
                return false;
            }
            int length = length(record, header);
            if (isFlagged(header)) {
                byte[] payload = new byte[length];
                copyOut(record, payload, 0, length);
                if (condition.test(payload, length)) {
                    return true;
                }
            }
            record = recordAt(after(record, length));
        }
        throw damaged("endless chain: head=" + Long.toHexString(head()));
    }

    // Counting. No lock needed.

    /** How many elements are in the ring; exact while nobody puts or takes. */
    int size() {
        int size = count(tailWord.acquire()) - count(headWord.acquire());
        return Math.max(0, Math.min(size, capacity));
    }

    /** How many were ever appended, modulo 2 to the 32nd. */
    int appended() {
        int head = count(headWord.acquire());
        int tail = count(tailWord.acquire());
        return tail - head < 0 ? head : tail;
    }

    static int count(long word) {
        return (int) (word >>> 32);
    }

    private static int position(long word) {
        return (int) word;
    }

    private static long word(int count, int position) {
        return ((long) count << 32) | (position & 0xffffffffL);
    }

    private static long header(int sequence, int length, int flag) {
        return ((long) sequence << 32) | (length + 1) | flag;
    }

    private static int need(int length) {
        return 1 + ((length + 7) >>> 3);
    }

    private DamagedException damaged(String found) {
        return new DamagedException(name, found);
    }
}
