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

    private Slots() {}

    /** A failure as an outcome, so that a body may return an exception. */
    record Failure(Throwable error) {}

    static boolean enter(@Nullable Object[] slots, int at) {
        return ARRAY.compareAndSet(
                slots, at, (Object) null, (Object) RUNNING); // linearization point: begun or taken
    }

    static boolean replace(
            @Nullable Object[] slots, int at, @Nullable Object from, @Nullable Object to) {
        return ARRAY.compareAndSet(slots, at, from, to);
    }

    static @Nullable Object read(@Nullable Object[] slots, int at) {
        return ARRAY.getAcquire(slots, at);
    }

    static boolean isOutcome(@Nullable Object slot) {
        return slot != null && slot != RUNNING;
    }

    static boolean allOutcomes(@Nullable Object[] slots, int from, int count) {
        for (int at = from; at < from + count; at++) {
            if (!isOutcome(read(slots, at))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes the outcome whatever the state; returns what was there: null, RUNNING, or an outcome.
     */
    static @Nullable Object take(@Nullable Object[] slots, int at, Object outcome) {
        while (true) {
            Object present = ARRAY.getVolatile(slots, at);
            if (isOutcome(present) || ARRAY.compareAndSet(slots, at, present, outcome)) {
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
