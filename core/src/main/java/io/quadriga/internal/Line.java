package io.quadriga.internal;

import org.jspecify.annotations.Nullable;

/**
 * Callers that wait, first come first served. Not safe for threads: the lock of its owner guards
 * it.
 *
 * @param <T> the type of what is handed over
 */
final class Line<T> {

    private @Nullable Turn<T> first;
    private @Nullable Turn<T> last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Turn<T> turn) {
        turn.previous = last;
        if (last == null) {
            first = turn;
        } else {
            last.next = turn;
        }
        last = turn;
    }

    /** Removes the one who has waited longest, {@code null} if nobody waits. */
    @Nullable Turn<T> removeFirst() {
        Turn<T> turn = first;
        if (turn != null) {
            remove(turn);
        }
        return turn;
    }

    /** Removes one who stands in this line. */
    void remove(Turn<T> turn) {
        Turn<T> before = turn.previous;
        Turn<T> after = turn.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        turn.previous = null;
        turn.next = null;
    }

    /** Settles and removes all; returns the chain of those to wake, or {@code null}. */
    @Nullable Turn<T> settleAll(Turn.State outcome) {
        Turn<T> chain = first;
        for (Turn<T> turn = chain; turn != null; turn = turn.next) {
            turn.settle(outcome);
        }
        first = null;
        last = null;
        return chain;
    }
}
