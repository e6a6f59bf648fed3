package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.arrayElementVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.spi.Run;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A link of {@link SegmentedRunQueue}: slots that are handed out once each, to be filled and to be
 * emptied. The algorithm and the ordering argument stand there.
 */
final class RunSegment extends SegmentIndices.Padded {

    static final int SIZE = 1024;

    /** Ends the list of a closed queue; nothing is ever claimed in it. */
    static final RunSegment CLOSED = new RunSegment(0);

    private static final long SHUT = 1L << 62;
    private static final int FILL_SPINS = 32;
    private static final Object TAKEN = new Object();

    /* All exact: an inexact call, one with a bare null say, costs several times as much. */
    private static final VarHandle SLOT =
            arrayElementVarHandle(Object[].class).withInvokeExactBehavior();
    private static final VarHandle OFFERED =
            handle(SegmentIndices.Offered.class, "offered", long.class);
    private static final VarHandle POLLED =
            handle(SegmentIndices.Polled.class, "polled", long.class);
    private static final VarHandle NEXT = handle(RunSegment.class, "next", RunSegment.class);

    private final @Nullable Object[] slots;
    private @Nullable RunSegment next; // any thread; only through NEXT

    private RunSegment(int size) {
        this.slots = new @Nullable Object[size];
    }

    static RunSegment empty() {
        return new RunSegment(SIZE);
    }

    /** A segment whose first slot is filled; not yet shared. */
    static RunSegment holding(Run run) {
        RunSegment segment = empty();
        segment.slots[0] = run;
        segment.offered = 1;
        return segment;
    }

    /**
     * The index of a slot to fill; {@link #SIZE} or more if none is left or the segment is shut.
     */
    long claimToFill() {
        return (long) OFFERED.getAndAdd((SegmentIndices.Offered) this, 1L);
    }

    /** The index of a slot to empty; {@link #SIZE} or more if none is left. */
    long claimToTake() {
        return (long) POLLED.getAndAdd((SegmentIndices.Polled) this, 1L);
    }

    long offeredVolatile() {
        return (long) OFFERED.getVolatile((SegmentIndices.Offered) this);
    }

    long polledVolatile() {
        return (long) POLLED.getVolatile((SegmentIndices.Polled) this);
    }

    /** Hands out no more slots to fill. */
    void shut() {
        long before = (long) OFFERED.getAndBitwiseOr((SegmentIndices.Offered) this, SHUT);
        assert before >= 0;
    }

    /** Fills a claimed slot; {@code false} if a poller has given it up. */
    boolean fill(int index, Run run) {
        return SLOT.compareAndSet(slots, index, (Object) null, (Object) run);
    }

    /** Empties a claimed slot, or gives it up if it is not filled in time: {@code null}. */
    @Nullable Run take(int index) {
        Object item = SLOT.getAcquire(slots, index);
        for (int spins = FILL_SPINS; item == null && spins > 0 && isBeingFilled(index); spins--) {
            Thread.onSpinWait();
            item = SLOT.getAcquire(slots, index);
        }
        if (item == null) {
            item = SLOT.getAndSet(slots, index, TAKEN);
        } else {
            SLOT.setOpaque(slots, index, TAKEN); // benign: overwrites at most a sweeper's TAKEN
        }
        return asRun(item);
    }

    private boolean isBeingFilled(int index) {
        long offered = offeredVolatile();
        return index < offered && offered < SHUT;
    }

    /** The run in a slot, {@code null} if it is not filled yet or taken. */
    @Nullable Run peek(int index) {
        return asRun(SLOT.getVolatile(slots, index));
    }

    private static @Nullable Run asRun(@Nullable Object item) {
        return item == TAKEN ? null : (Run) item;
    }

    /** Empties a slot that still holds this run. */
    void drop(int index, Run run) {
        SLOT.compareAndSet(slots, index, (Object) run, TAKEN);
    }

    /** Makes sure that a slot is never filled; {@code false} if it holds a run. */
    boolean giveUp(int index) {
        Object item = SLOT.compareAndExchange(slots, index, (Object) null, TAKEN);
        return item == null || item == TAKEN;
    }

    @Nullable RunSegment nextVolatile() {
        return (RunSegment) NEXT.getVolatile(this);
    }

    boolean link(RunSegment successor) {
        return NEXT.compareAndSet(this, (RunSegment) null, successor);
    }

    /**
     * Cuts a segment that is behind the head out of the list, so that it keeps no younger one
     * alive.
     */
    void unlink() {
        NEXT.setRelease(this, this);
    }

    private static VarHandle handle(Class<?> owner, String field, Class<?> type) {
        try {
            return lookup().findVarHandle(owner, field, type).withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
