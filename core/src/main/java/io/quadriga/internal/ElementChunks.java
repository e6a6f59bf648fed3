package io.quadriga.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a queue, oldest first, in linked chunks. Not safe for threads: the queue's lock
 * guards it.
 *
 * <p>An element never moves: a removed one leaves its slot {@code null}, and a slot is used again
 * only by {@link #prepend}. A chunk that has nothing left is unlinked, so that what is kept is at
 * most one chunk for each element and two.
 */
final class ElementChunks {

    static final int LENGTH = 64;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    /** Slots {@code base} to {@code base + LENGTH - 1} of the endless row of slots. */
    static final class Chunk {
        final long base;
        final @Nullable Object[] slots = new @Nullable Object[LENGTH];
        @Nullable Chunk previous;
        @Nullable Chunk next;

        Chunk(long base) {
            this.base = base;
        }

        /**
         * Whether an element seen in a slot has not gone. Needs no lock: the slot has been seen, so
         * this is what was there then or later.
         */
        boolean stillHas(int at, Object element) {
            return SLOT.getOpaque(slots, at) == element;
        }

        boolean isEmpty() {
            for (Object slot : slots) {
                if (slot != null) {
                    return false;
                }
            }
            return true;
        }
    }

    /*
     * Invariants. All elements are in slots from `first` in `head` to before `end` in `tail`; `base`
     * grows along `next`; a chunk between head and tail is not empty.
     */
    private Chunk head = new Chunk(0);
    private Chunk tail = head;
    private int first;
    private int end;
    private int size;

    int size() {
        return size;
    }

    void append(Object element) {
        if (end == LENGTH) {
            addTail();
        }
        tail.slots[end++] = element;
        size++;
    }

    private void addTail() {
        Chunk added = new Chunk(tail.base + LENGTH);
        if (tail != head && tail.isEmpty()) {
            tail = unlinkTail(tail);
        }
        added.previous = tail;
        tail.next = added;
        tail = added;
        end = 0;
    }

    /** Puts an element before all others. */
    void prepend(Object element) {
        if (first == 0) {
            Chunk added = new Chunk(head.base - LENGTH);
            added.next = head;
            head.previous = added;
            head = added;
            first = LENGTH;
        }
        head.slots[--first] = element;
        size++;
    }

    /** The oldest element, or {@code null} if there is none. */
    @Nullable Object first() {
        if (size == 0) {
            return null;
        }
        int at = skipToFirst(); // may change head
        return head.slots[at];
    }

    /** Removes and returns the oldest element, or {@code null} if there is none. */
    @Nullable Object removeFirst() {
        if (size == 0) {
            return null;
        }
        int at = skipToFirst();
        Object element = head.slots[at];
        head.slots[at] = null;
        first = at + 1;
        size--;
        return element;
    }

    /** Moves on to the oldest element; there is one. */
    private int skipToFirst() {
        while (first == LENGTH || head.slots[first] == null) {
            if (first < LENGTH) {
                first++;
            } else {
                dropHead();
            }
        }
        return first;
    }

    private void dropHead() {
        Chunk dropped = head;
        head = nextOf(dropped);
        head.previous = null;
        dropped.next = null; // else a dropped chunk that has grown old keeps all that follow
        first = 0;
    }

    /** Removes an element seen in a slot unless it has gone. */
    boolean remove(Chunk chunk, int at, Object element) {
        if (chunk.slots[at] != element) {
            return false;
        }
        chunk.slots[at] = null;
        size--;
        if (chunk != head && chunk != tail && chunk.isEmpty()) {
            unlink(chunk);
        }
        return true;
    }

    private void unlink(Chunk chunk) {
        Chunk before = previousOf(chunk);
        Chunk after = nextOf(chunk);
        before.next = after;
        after.previous = before;
        chunk.previous = null;
        chunk.next = null;
    }

    private static Chunk unlinkTail(Chunk tail) {
        Chunk before = previousOf(tail);
        before.next = null;
        tail.previous = null;
        return before;
    }

    /** A copy of the slots of one chunk, which is where a walk stands. */
    static final class View {
        final @Nullable Object[] slots = new @Nullable Object[LENGTH];
        @Nullable Chunk chunk;
        int from;
        int to;

        /** The position that a walk goes on with. */
        long position = Long.MIN_VALUE;

        /** The position at which it ends: so far the elements went at its first look. */
        long limit = Long.MIN_VALUE;
    }

    /** Copies what follows the view's position; {@code false} if nothing does. */
    boolean look(View view) {
        if (view.chunk == null) {
            view.limit = tail.base + end;
        }
        Chunk chunk = view.chunk != null && isLinked(view.chunk) ? view.chunk : head;
        while (chunk != null && chunk.base + endOf(chunk) <= view.position) {
            chunk = chunk.next;
        }
        if (chunk == null || chunk.base >= view.limit || view.position >= view.limit) {
            return false;
        }
        view.chunk = chunk;
        view.from = (int) (Math.max(view.position, chunk.base) - chunk.base);
        view.to = (int) Math.min(endOf(chunk), view.limit - chunk.base);
        System.arraycopy(chunk.slots, view.from, view.slots, view.from, view.to - view.from);
        view.position = chunk.base + view.to;
        return true;
    }

    private int endOf(Chunk chunk) {
        return chunk == tail ? end : LENGTH;
    }

    private boolean isLinked(Chunk chunk) {
        return chunk == tail || chunk.next != null;
    }

    @Nullable Object[] toArray() {
        @Nullable Object[] all = new @Nullable Object[size];
        int n = 0;
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            for (Object slot : chunk.slots) {
                if (slot != null) {
                    all[n++] = slot;
                }
            }
        }
        assert n == size : "n=" + n + ", size=" + size;
        return all;
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }

    private static Chunk nextOf(Chunk chunk) {
        Chunk next = chunk.next;
        if (next == null) {
            throw new AssertionError("no chunk follows: base=" + chunk.base);
        }
        return next;
    }

    private static Chunk previousOf(Chunk chunk) {
        Chunk previous = chunk.previous;
        if (previous == null) {
            throw new AssertionError("no chunk precedes: base=" + chunk.base);
        }
        return previous;
    }
}
