package io.quadriga.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Outcome slots of the inputs of a batch: {@code null} is queued, RUNNING entered, anything else
 * the outcome, written once.
 *
 * <pre>
 *     null ── enter ──> RUNNING ── settle, fail, take ──> outcome
 *      └──────────────── take ──────────────────────────> outcome
 *     RUNNING ── again ──> null                           (a retry)
 * </pre>
 */
final class Slots {

    /** What a slot holds that is not an outcome of a body. */
    enum Mark {
        RUNNING,
        CANCELLED,
        NULL
    }

    static final Mark RUNNING = Mark.RUNNING;
    static final Mark CANCELLED = Mark.CANCELLED;
    private static final Mark NULL = Mark.NULL;

    private static final VarHandle ARRAY =
            MethodHandles.arrayElementVarHandle(Object[].class).withInvokeExactBehavior();

    private static final int PAGE_BITS = 12;
    static final int PAGE = 1 << PAGE_BITS;

    /*
     * Pages, because one array for a million slots would be an old object to the G1 collector from
     * the start, and every store of a young outcome into it would pay a fence.
     */
    private final @Nullable Object[][] pages;
    private final int size;

    Slots(int size) {
        this.size = size;
        this.pages = new Object[(size + PAGE - 1) >>> PAGE_BITS][];
        for (int page = 0; page < pages.length; page++) {
            pages[page] = new Object[Math.min(PAGE, size - (page << PAGE_BITS))];
        }
    }

    /** A failure as an outcome, so that a body may return an exception. */
    record Failure(Throwable error) {}

    int size() {
        return size;
    }

    private @Nullable Object[] page(int at) {
        return pages[at >>> PAGE_BITS];
    }

    boolean enter(int at) {
        return replace(at, null, RUNNING); // linearization point: begun or taken
    }

    boolean replace(int at, @Nullable Object from, @Nullable Object to) {
        return ARRAY.compareAndSet(page(at), at & (PAGE - 1), from, to);
    }

    @Nullable Object read(int at) {
        return ARRAY.getAcquire(page(at), at & (PAGE - 1));
    }

    static boolean isOutcome(@Nullable Object slot) {
        return slot != null && slot != RUNNING;
    }

    boolean allOutcomes(int from, int count) {
        for (int at = from; at < from + count; at++) {
            if (!isOutcome(read(at))) {
                return false;
            }
        }
        return true;
    }

    /** Forgets an outcome that has been delivered; it still counts as one. */
    void forget(int at) {
        put(at, CANCELLED);
    }

    /** Replaces an outcome that nobody else will look at. */
    void put(int at, Object outcome) {
        page(at)[at & (PAGE - 1)] = outcome;
    }

    /**
     * Takes the outcome whatever the state; returns what was there: null, RUNNING, or an outcome.
     */
    @Nullable Object take(int at, Object outcome) {
        while (true) {
            Object present = read(at);
            if (isOutcome(present) || replace(at, present, outcome)) {
                return present;
            }
        }
    }

    static Object ofValue(@Nullable Object value) {
        return value == null ? NULL : value;
    }

    static @Nullable Object value(@Nullable Object slot) {
        return slot == NULL ? null : slot;
    }
}
