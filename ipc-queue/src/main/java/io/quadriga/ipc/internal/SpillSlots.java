package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segments that large elements are in, so that no lock is held while they are copied. The ring,
 * or a lease cell, holds a {@link Spill} that says where.
 */
final class SpillSlots {

    /*
     * A slot of 32 bytes; its segment is a file of its own, which is kept for the next element:
     *
     *     0  word    [owner's stamp:32][generation:30][state:2]
     *     8  size    of the segment in bytes, 0 if there is none
     *    16  number  of the segment, part of the name of its file
     *
     *     FREE ── claim ──> WRITING ── take ──> READING ── free ──> FREE
     *       └<── free: not put ──┘         (take also from READING of a dead process)
     *
     * Invariants.
     *   I1. Every arrow is a CAS from the word that was looked at; claim increases generation, so that
     *       a Spill names one element for ever.
     *   I2. Size and number are written by the owner in WRITING, or in READING before free; a segment
     *       has its whole size before `size` says so, and never shrinks.
     *   I3. take happens under the consumer lock, while the record is in the ring: one taker at a time.
     * Not an invariant: a slot in WRITING is being written. It stays WRITING while it is in the ring.
     *
     * Ordering. The commit of the record publishes the bytes of the segment, as those of any record.
     *
     * What a death leaves. A slot whose owner is dead and that neither the ring nor a lease cell refers
     * to is garbage, and freed under the consumer lock. One that is referred to stays as it is: the next
     * taker takes it from whatever the word says. A segment that was being made has size 0: the next
     * owner removes its file first.
     *
     * Memory. Segments of free slots are spares, up to a size. If there is no memory for another one
     * they go: each is claimed as for an element, emptied, its file removed, and its slot freed. A death
     * in between is one inside claim. Others may have it mapped still, but touch it no more: the next
     * segment of the slot has another number. (Who was stopped while it copied what it had leased, for
     * longer than the lease, finds zeros there; its lease is void.)
     *
     * Closing. The last process removes all segments. A thread that is late looks after it has made one
     * whether its process has let the queue go, which it says before it removes: one of the two sees it.
     */

    static final int SLOT_BYTES = 32;

    private static final int FREE = 0;
    private static final int WRITING = 1;
    private static final int READING = 2;

    private static final long SIZE = 8;
    private static final long NUMBER = 16;

    private static final int GRAIN_BYTES = 64 << 10;
    private static final int KEPT_BYTES = 1 << 20;

    private static final byte[] ARRAY_TAG = {Codec.ARRAY_TAG};

    private final SharedFile file;
    private final Memory memory;
    private final long at;
    private final int slots;
    private final int all;
    private final String what;
    private final int me;
    private final AtomicReferenceArray<@Nullable Segment> mapped;

    /** A segment that this process has mapped. */
    private record Segment(long number, Memory memory) {}

    /**
     * Makes the view that this process has of slots.
     *
     * @param at where they lie in the file
     * @param slots how many there are for what is put
     * @param all how many there are, those for leases included
     * @param what begins the names of the segments
     */
    SpillSlots(SharedFile file, long at, int slots, int all, String what) {
        this.file = file;
        this.memory = file.memory();
        this.at = at;
        this.slots = slots;
        this.all = all;
        this.what = what;
        this.me = file.stamp();
        this.mapped = new AtomicReferenceArray<>(all);
    }

    /**
     * Claims a slot and gives it a segment that is large enough.
     *
     * @return where the element goes, {@code null} if all slots are taken
     * @throws QuadrigaException if there is no memory for a segment; no slot is taken
     */
    @Nullable Spill claim(int length) {
        return claim(length, 0, slots);
    }

    /**
     * As {@link #claim}, for an element that is in the ring and whose cell is too small. These
     * slots are others than those of puts: else the elements behind it could take all of them, and
     * it would be in their way for ever.
     */
    @Nullable Spill claimForLease(int length) {
        return claim(length, slots, all);
    }

    private @Nullable Spill claim(int length, int from, int to) {
        Spill claimed = claimSlot(length, from, to);
        if (claimed == null) {
            file.reapSometimes(); // one of the slots may be a dead process's
            return null;
        }
        CrashPoint.SPILL_CLAIMED.pass();
        boolean grown = false;
        try {
            if (size(claimed.slot()) < length) {
                grow(claimed.slot(), length);
            }
            grown = true;
            return claimed;
        } finally {
            if (!grown) {
                free(claimed);
            }
        }
    }

    /** Refuses what could only wait for ever. */
    void checkAny(int length) {
        if (slots == 0) {
            throw new IllegalArgumentException(
                    "element too large for a queue without large elements: size="
                            + length
                            + " bytes; create the queue with largeElements of 1 or more");
        }
    }

    /** Prefers a slot whose segment is large enough. */
    private @Nullable Spill claimSlot(int length, int from, int to) {
        for (long atLeast = length; ; atLeast = 0) {
            for (int slot = from; slot < to; slot++) {
                long word = word(slot);
                Spill claimed =
                        state(word) == FREE && size(slot) >= atLeast
                                ? claim(slot, word, length)
                                : null;
                if (claimed != null) {
                    return claimed;
                }
            }
            if (atLeast == 0) {
                return null;
            }
        }
    }

    /** Claims a slot whose word says that it is free; {@code null} if it is no more. */
    private @Nullable Spill claim(int slot, long word, int length) {
        int generation = generation(word) + 1 & (1 << 30) - 1;
        return memory.casLong(at(slot), word, word(me, generation, WRITING))
                ? new Spill(slot, generation, length)
                : null;
    }

    private void grow(int slot, int length) {
        long number = memory.longAcquire(at(slot) + NUMBER) + 1;
        long size = (length + (long) GRAIN_BYTES - 1) / GRAIN_BYTES * GRAIN_BYTES;
        try {
            discard(slot);
            memory.putLongRelease(at(slot) + NUMBER, number);
            Allocation.allocate(path(slot, number), size, this::discardSpares);
            CrashPoint.SPILL_GROWN.pass();
            checkHeld(slot);
        } catch (IOException e) {
            file.checkHeld();
            throw new QuadrigaException(
                    "no memory for a large element: size="
                            + length
                            + " bytes, file="
                            + path(slot, number)
                            + "; the element is where it was: make it smaller, or give the file"
                            + " system more memory",
                    e);
        }
        memory.putLongRelease(at(slot) + SIZE, size);
    }

    private void checkHeld(int slot) throws IOException {
        try {
            file.checkHeld();
        } catch (RuntimeException closed) {
            discard(slot);
            throw closed;
        }
    }

    /** Frees the memory of all segments that no element is in. */
    private void discardSpares() {
        for (int slot = 0; slot < all; slot++) {
            long word = word(slot);
            if (state(word) == FREE && size(slot) > 0) {
                Spill spare = claim(slot, word, 0);
                if (spare != null) {
                    discardSpare(spare);
                }
            }
        }
    }

    private void discardSpare(Spill spare) {
        try {
            discard(spare.slot());
        } catch (IOException stays) {
            // the file goes with the queue, or with the next element in this slot
        } finally {
            free(spare);
        }
    }

    /**
     * Removes the segment of an owned slot, and its memory: others may have it mapped from before,
     * and would keep that until they map the next one.
     */
    private void discard(int slot) throws IOException {
        Path path = path(slot, memory.longAcquire(at(slot) + NUMBER));
        long size = size(slot);
        memory.putLongRelease(at(slot) + SIZE, 0);
        mapped.set(slot, null);
        Kernel kernel = Kernel.find();
        if (kernel != null && size > 0) {
            kernel.discard(path, size);
        }
        Files.deleteIfExists(path);
    }

    /** Writes an element into the segment that was claimed for it. */
    void write(Spill spill, byte[] source, int from) {
        segment(spill).copyIn(source, from, 0, spill.length());
        CrashPoint.SPILL_WRITTEN.pass();
    }

    /** Writes an array as the frame that the codec would make of it. */
    void writeArray(Spill spill, byte[] array) {
        Memory segment = segment(spill);
        segment.copyIn(ARRAY_TAG, 0, 0, ARRAY_TAG.length);
        segment.copyIn(array, 0, ARRAY_TAG.length, array.length);
        CrashPoint.SPILL_WRITTEN.pass();
    }

    /** Whether the frame of an element is that of an array. */
    boolean isArray(Spill spill) {
        return spill.length() > 0 && (byte) segment(spill).intOpaque(0) == ARRAY_TAG[0];
    }

    /**
     * Makes an element that is in the ring this process's own to read. Under the consumer lock,
     * before head moves.
     */
    void take(Spill spill) {
        segment(spill); // what cannot be mapped stays in the queue
        long word = word(spill.slot());
        if (generation(word) != spill.generation()
                || !memory.casLong(at(spill.slot()), word, word(me, spill.generation(), READING))) {
            throw damaged(spill);
        }
        CrashPoint.SPILL_TAKEN.pass();
    }

    /** Copies an element out. */
    void read(Spill spill, byte[] target, int at) {
        segment(spill).copyOut(0, target, at, spill.length());
        CrashPoint.SPILL_READ.pass();
    }

    /** Copies the array out of its frame. */
    void readArray(Spill spill, byte[] target) {
        segment(spill).copyOut(ARRAY_TAG.length, target, 0, target.length);
        CrashPoint.SPILL_READ.pass();
    }

    /** Lets a slot go, if it is still that element's. A large segment goes with it. */
    void free(Spill spill) {
        long word = word(spill.slot());
        if (state(word) == FREE || generation(word) != spill.generation()) {
            return;
        }
        if (size(spill.slot()) > KEPT_BYTES) {
            long mine = word(me, spill.generation(), READING);
            if (!memory.casLong(at(spill.slot()), word, mine)) {
                return;
            }
            word = mine;
            try {
                discard(spill.slot());
            } catch (IOException stays) {
                // the file goes with the queue, or with the next element in this slot
            }
        }
        memory.casLong(at(spill.slot()), word, word(0, spill.generation(), FREE));
    }

    /** Frees what dead processes have left. Under the consumer lock. */
    void recover(Predicate<Spill> isReferred) {
        for (int slot = 0; slot < all; slot++) {
            long word = word(slot);
            if (state(word) != FREE && file.participants().isDead(owner(word))) {
                Spill spill = new Spill(slot, generation(word), 0);
                if (!isReferred.test(spill)) {
                    memory.casLong(at(slot), word, word(0, generation(word), FREE));
                }
            }
        }
    }

    /** Reads where an element is, checked against the table and the segment itself. */
    Spill parse(byte[] record, int length) {
        Spill spill = length == Spill.BYTES ? Spill.parse(record) : null;
        if (spill == null
                || !isSlot(spill.slot())
                || spill.length() < 0
                || spill.length() > size(spill.slot())
                || spill.length() > segment(spill).size()) {
            throw damaged(spill);
        }
        return spill;
    }

    /** Whether there is such a slot; damaged memory may name any. */
    boolean isSlot(int slot) {
        return slot >= 0 && slot < all;
    }

    private Memory segment(Spill spill) {
        long number = memory.longAcquire(at(spill.slot()) + NUMBER);
        Segment known = mapped.get(spill.slot());
        if (known == null || known.number != number) {
            known = new Segment(number, map(spill, number));
            mapped.set(spill.slot(), known);
        }
        return known.memory;
    }

    private Memory map(Spill spill, long number) {
        Path path = path(spill.slot(), number);
        try {
            return Uninterrupted.run(() -> map(spill, path));
        } catch (IOException e) {
            file.checkHeld();
            throw new QuadrigaException(
                    "cannot open the segment of a large element: file="
                            + path
                            + "; the element is still in the queue",
                    e);
        }
    }

    private Memory map(Spill spill, Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
            long size = size(spill.slot());
            if (channel.size() < size || size < spill.length()) {
                throw damaged(spill);
            }
            return Memory.map(channel, size);
        }
    }

    private DamagedException damaged(@Nullable Spill spill) {
        return new DamagedException(file.toString(), "large element=" + spill);
    }

    private Path path(int slot, long number) {
        return SharedFiles.part(file, what + slot + "-" + number);
    }

    private long word(int slot) {
        return memory.longAcquire(at(slot));
    }

    private long size(int slot) {
        return memory.longAcquire(at(slot) + SIZE);
    }

    private long at(int slot) {
        return at + (long) slot * SLOT_BYTES;
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

    /**
     * Where a large element is.
     *
     * @param slot its slot
     * @param generation of the slot, for this element alone
     * @param length of the element in bytes
     */
    record Spill(int slot, int generation, int length) {

        static final int BYTES = 16;

        byte[] toBytes() {
            return ByteBuffer.allocate(BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(slot)
                    .putInt(generation)
                    .putInt(length)
                    .array();
        }

        static Spill parse(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            return new Spill(buffer.getInt(), buffer.getInt(), buffer.getInt());
        }

        boolean isSame(Spill other) {
            return slot == other.slot && generation == other.generation;
        }
    }
}
