package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be found as a whole, and added and removed without a search: the runs of a backend
 * that does without core's queue. Unbounded, lock-free but for growth. Each entry knows its place
 * here.
 */
final class Register<E extends Register.Entry> {
    /*
     * Slots in blocks, and free lists of slots, as stacks in the manner of Treiber (1986), linked through
     * `next` by the number of the slot. A thread gives slots to the list of its own stripe and takes
     * from there; when that is empty it takes all of another stripe's at once. So one that adds and others
     * that remove, the usual case, meet once in many runs.
     *
     *     heads[stripe]: [version:32][slot:32] ──next──> slot ──next──> slot ──> 0
     *     slots[slot]:   null ── add ──> entry ── remove (CAS) ──> null
     *
     * Invariants.
     *   I1. A slot is in at most one list, or belongs to one thread that is about to fill or free it, or
     *       holds an entry. The version makes a pop fail whose head came back in between.
     *   I2. Only who changes a slot from its entry to null frees it, so removing twice does no harm, and a
     *       place that was given to another is left alone.
     *   I3. Slot 0 is nobody's: the place of what never was here.
     *
     * Ordering. A slot is filled by a volatile store before the backend is given the run. forEach sees
     * every entry whose `add` returned before it began and whose `remove` has not begun.
     */
    private static final int BLOCK = 1024;
    private static final int STRIPES = 8;
    private static final int SPREAD = 16; // longs from one head to the next: two cache lines
    private static final long SLOT = 0xFFFF_FFFFL;
    private static final VarHandle ENTRY =
            arrayElementVarHandle(Entry[].class).withInvokeExactBehavior();

    /** What can stand in a register, in one at most. */
    interface Entry {

        /** Where it stands, 0 until it has been there. */
        int place();

        /** Sets the place. By the register alone, before others are given the entry. */
        void place(int place);
    }

    /** Slots that came into being together. */
    private static final class Block {
        final @Nullable Entry[] entries = new Entry[BLOCK]; // only through ENTRY
        final AtomicIntegerArray next = new AtomicIntegerArray(BLOCK);
    }

    private final AtomicLongArray heads = new AtomicLongArray(STRIPES * SPREAD);
    private volatile Block[] blocks = {}; // written under this

    void add(E entry) {
        int old = entry.place();
        if (old != 0 && entry == (Entry) ENTRY.getVolatile(block(old).entries, old % BLOCK)) {
            return; // it is sent again
        }
        int slot = take();
        entry.place(slot);
        ENTRY.setVolatile(block(slot).entries, slot % BLOCK, (Entry) entry);
    }

    void remove(E entry) {
        int slot = entry.place();
        if (slot != 0
                && ENTRY.compareAndSet(
                        block(slot).entries, slot % BLOCK, (Entry) entry, (Entry) null)) { // I2
            give(slot, slot, stripe());
        }
    }

    @SuppressWarnings("unchecked") // only E are added
    void forEach(Consumer<? super E> visitor) {
        for (Block block : blocks) {
            for (int i = 0; i < BLOCK; i++) {
                Entry entry = (Entry) ENTRY.getVolatile(block.entries, i);
                if (entry != null) {
                    visitor.accept((E) entry);
                }
            }
        }
    }

    private static int stripe() {
        return (int) (Thread.currentThread().threadId() & STRIPES - 1) * SPREAD;
    }

    private Block block(int slot) {
        return blocks[slot / BLOCK];
    }

    private int take() {
        int own = stripe();
        for (; ; ) {
            int slot = pop(own);
            if (slot != 0) {
                return slot;
            }
            if (!takeOver(own)) {
                grow(own);
            }
        }
    }

    private int pop(int stripe) {
        for (; ; ) {
            long head = heads.get(stripe);
            int slot = (int) (head & SLOT);
            if (slot == 0) {
                return 0;
            }
            int next = block(slot).next.get(slot % BLOCK);
            if (heads.compareAndSet(stripe, head, successor(head, next))) {
                return slot;
            }
        }
    }

    /** Puts slots that are linked from the first to the last onto a list. */
    private void give(int first, int last, int stripe) {
        for (; ; ) {
            long head = heads.get(stripe);
            block(last).next.set(last % BLOCK, (int) (head & SLOT));
            if (heads.compareAndSet(stripe, head, successor(head, first))) {
                return;
            }
        }
    }

    private static long successor(long head, int slot) {
        return (head & ~SLOT) + (SLOT + 1) | slot;
    }

    /** Moves all that is free in some other stripe to this one, which is empty. */
    private boolean takeOver(int own) {
        for (int other = 0; other < STRIPES * SPREAD; other += SPREAD) {
            long head = heads.get(other);
            int first = (int) (head & SLOT);
            if (other != own
                    && first != 0
                    && heads.compareAndSet(other, head, successor(head, 0))) {
                give(first, last(first), own);
                return true;
            }
        }
        return false;
    }

    private int last(int first) {
        int last = first;
        for (int next = first; next != 0; next = block(next).next.get(next % BLOCK)) {
            last = next;
        }
        return last;
    }

    private synchronized void grow(int own) {
        if ((heads.get(own) & SLOT) != 0) {
            return;
        }
        int base = blocks.length * BLOCK;
        Block block = new Block();
        int first = Math.max(1, base); // I3
        for (int slot = first; slot < base + BLOCK - 1; slot++) {
            block.next.setPlain(slot - base, slot + 1);
        }
        Block[] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = block;
        blocks = more;
        give(first, base + BLOCK - 1, own);
    }
}
