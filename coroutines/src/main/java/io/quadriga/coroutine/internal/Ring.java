package io.quadriga.coroutine.internal;

import org.jspecify.annotations.Nullable;

/** A first-in first-out queue in an array that grows. For whoever has the turn of a loop. */
final class Ring {

    private static final int FIRST_SIZE = 64; // a power of two, as every later one

    private @Nullable Runnable[] items = new Runnable[FIRST_SIZE];
    private int head; // of the next item; wraps around
    private int tail; // of the next free place; size is tail - head, whatever has wrapped

    int size() {
        return tail - head;
    }

    void add(Runnable item) {
        if (tail - head == items.length) {
            grow();
        }
        items[tail & (items.length - 1)] = item;
        tail++;
    }

    /** The next item, which stays; null if there is none. */
    @Nullable Runnable peek() {
        return head == tail ? null : items[head & (items.length - 1)];
    }

    /** The next item; null if there is none. */
    @Nullable Runnable poll() {
        if (head == tail) {
            return null;
        }
        int place = head & (items.length - 1);
        Runnable item = items[place];
        items[place] = null;
        head++;
        return item;
    }

    private void grow() {
        @Nullable Runnable[] wider = new Runnable[items.length * 2];
        int size = tail - head;
        for (int i = 0; i < size; i++) {
            wider[i] = items[(head + i) & (items.length - 1)];
        }
        items = wider;
        head = 0;
        tail = size;
    }
}
