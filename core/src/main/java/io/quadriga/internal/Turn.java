package io.quadriga.internal;

import io.quadriga.spi.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A caller in a line. Its turn comes once and for good, so a wake-up cannot be lost or go to
 * somebody who has left:
 *
 * <pre>
 *     WAITING ── settle ──> SERVED | REFUSED
 *        └────── leave ───> LEFT
 * </pre>
 *
 * <p>All transitions happen under the lock that guards the line; {@code item} is written before
 * {@code state}, which is volatile, so that the caller may read both without the lock.
 *
 * @param <T> the type of what is handed over
 */
final class Turn<T> {

    enum State {
        WAITING,
        SERVED,
        REFUSED,
        LEFT
    }

    private final Waiter waiter;
    private @Nullable T item;
    private volatile State state = State.WAITING;

    /**
     * The line this stands in, and after it was settled the chain of those to wake. Under the lock.
     */
    @Nullable Turn<T> previous;

    @Nullable Turn<T> next;

    Turn(Waiter waiter, @Nullable T item) {
        this.waiter = waiter;
        this.item = item;
    }

    State state() {
        return state;
    }

    /** What a putter brings, or what a taker was given. */
    @Nullable T item() {
        return item;
    }

    void settle(State outcome) {
        assert state == State.WAITING && outcome != State.WAITING : state + " to " + outcome;
        state = outcome;
    }

    void serve(T given) {
        item = given;
        settle(State.SERVED);
    }

    void park(Object blocker, long nanos) {
        waiter.park(blocker, nanos);
    }

    /** Wakes this caller and those chained to it. Not under the lock. */
    void wakeAll() {
        Turn<T> turn = this;
        while (turn != null) {
            Turn<T> following = turn.next;
            turn.waiter.unpark();
            turn = following;
        }
    }
}
