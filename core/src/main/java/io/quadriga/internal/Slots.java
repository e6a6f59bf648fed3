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

    static final Object RUNNING = new Mark("running");
    static final Object CANCELLED = new Mark("cancelled");
    private static final Object NULL = new Mark("null");

    private static final VarHandle ARRAY = MethodHandles.arrayElementVarHandle(Object[].class).withInvokeExactBehavior();

    private Slots() {}

    /** A failure as an outcome, so that a body may return an exception. */
    record Failure(Throwable error) {}

    /** Equal to nothing but itself. */
    private static final class Mark {

        private final String name;

        Mark(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static boolean enter(@Nullable Object[] slots, int at) {
        return ARRAY.compareAndSet(slots, at, (Object) null, RUNNING); // linearization point: begun or taken
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
