package io.quadriga.internal;

import static io.quadriga.internal.RunSegment.CLOSED;
import static io.quadriga.internal.RunSegment.SIZE;
import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An unbounded lock-free queue, first-in first-out whatever the priority. */
final class SegmentedRunQueue implements RunQueue {
    /*
     * FAAArrayQueue of Pedro Ramalhete and Andreia Correia ("FAAArrayQueue: MPMC lock-free queue", 2016).
     * Deviations: it can be closed, in the way of LCRQ (Morrison and Afek, PPoPP 2013); a poller looks at
     * the slot before it claims one, and waits a little for an offer that has claimed its slot before it
     * takes that slot away; consumed segments are linked to themselves (no memory reclamation needed);
     * runs can be dropped from the middle.
     *
     *     head ─> segment ──next──> segment ──next──> segment <─ tail     open:   next == null
     *             polled: 1024      polled: 17        polled: 0           closed: next == CLOSED
     *             offered: >= 1024  offered: >= 1024  offered: 300
     *
     *     slot:   null ──fill──> run ──take, drop──> TAKEN
     *               └──────take, giveUp────────────────┘
     *
     * Invariants.
     *   I1. An index below SIZE is handed out once to an offerer and once to a poller. So at most one
     *       thread tries to fill a slot, and at most one to take it.
     *   I2. A slot leaves null once and holds a run at most once. An offer has succeeded when and only when
     *       its `fill` did, or its `link` of a new segment with the run in it.
     *   I3. A filled slot whose index is below `polled` is being taken by a poller that is inside poll.
     *   I4. `next` changes from null to a successor or CLOSED once, and only when `offered` >= SIZE (SHUT
     *       included); from a successor to the segment itself once, when head and tail are past it.
     *   I5. tail is never behind head: advanceHead moves tail first, and neither moves back.
     *   I6. Once CLOSED is linked, no slot is handed out to an offerer any more.
     * Not invariants: polled <= offered (pollers overtake; the slots between are given up and the offerers
     * of those indices claim others); a slot below `offered` is filled; tail is the last segment.
     *
     * Fields. `offered` and `polled`: written by getAndAdd and, to shut, getAndBitwiseOr; read volatile.
     * Slots: written by compareAndSet from null, by their taker by getAndSet or opaque, by sweepers by
     * compareAndSet; read acquire by their taker, else volatile. `next`: compareAndSet, release for the
     * self link; read volatile. `head`, `tail`: compareAndSet; read volatile.
     *
     * Ordering. `fill` releases the slot and `take` acquires it: that publishes the run. `link` releases
     * `next` and its volatile read acquires it: that publishes a new segment. Emptiness is decided by
     * reading `polled` (p), then `offered` (o), then `next`, all volatile, hence in one total order with
     * the getAndAdds: if p >= o and next == null then, as the indices only grow and null is where `next`
     * begins, at the moment of reading `offered` every slot handed out had been claimed by a poller and
     * there was no later segment: empty, by I3. So a thread that announces itself by a volatile write and
     * then polls null is seen by every thread that offers a run this poll missed and then reads the
     * announcement by a volatile read.
     *
     * Linearization. A successful offer: its last claimToFill, or the link. poll: its claimToTake of the
     * slot that held the run; null: the read of `offered`. close: the shut of the last segment; an offer
     * that claimed before and finds its slot given up comes after.
     *
     * Progress. Lock-free. An offer starts again only if a poller gave its slot up or a segment was
     * appended; a poll only if others polled or offered. An offerer that dies between claim and fill
     * leaves a slot that one poll gives up; a poller that dies between claim and take leaves one slot
     * for ever, and with it at most one run: nothing there can throw but a VM error.
     */
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            HEAD = handle("head");
            TAIL = handle("tail");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static VarHandle handle(String field) throws ReflectiveOperationException {
        return lookup().findVarHandle(SegmentedRunQueue.class, field, RunSegment.class)
                .withInvokeExactBehavior();
    }

    private volatile RunSegment head;
    private volatile RunSegment tail;

    SegmentedRunQueue() {
        head = RunSegment.empty();
        tail = head;
    }

    @Override
    public boolean offer(Run run) {
        for (; ; ) {
            RunSegment last = tail;
            long index = last.claimToFill(); // linearization point, if the fill succeeds
            if (index < SIZE) {
                if (last.fill((int) index, run)) {
                    return true;
                }
                continue;
            }
            RunSegment next = last.nextVolatile();
            if (next == CLOSED) {
                return false;
            }
            if (next != null) {
                advanceTail(last, next);
            } else {
                RunSegment appended = RunSegment.holding(run);
                if (last.link(appended)) { // linearization point
                    advanceTail(last, appended);
                    return true;
                }
            }
        }
    }

    @Override
    public @Nullable Run poll() {
        for (; ; ) {
            RunSegment first = head;
            long polled = first.polledVolatile();
            if (polled >= SIZE) {
                RunSegment next = first.nextVolatile();
                if (next == null || next == CLOSED) {
                    return null;
                }
                advanceHead(first, next);
                continue;
            }
            if (first.peek((int) polled) == null
                    && polled >= first.offeredVolatile()
                    && first.nextVolatile() == null) {
                return null;
            }
            long index = first.claimToTake(); // linearization point, if the slot holds a run
            if (index < SIZE) {
                Run run = first.take((int) index);
                if (run != null) {
                    return run;
                }
            }
        }
    }

    @Override
    public void close() {
        for (; ; ) {
            RunSegment last = tail;
            RunSegment next = last.nextVolatile();
            if (next == CLOSED) {
                return;
            }
            if (next != null) {
                advanceTail(last, next);
            } else {
                last.shut(); // linearization point, if the link succeeds
                if (last.link(CLOSED)) {
                    return;
                }
            }
        }
    }

    @Override
    public boolean isDrained() {
        RunSegment segment = head;
        for (; ; ) {
            RunSegment next = segment.nextVolatile();
            if (next == null) {
                return false;
            }
            for (long i = segment.polledVolatile(); i < SIZE; i++) {
                if (!segment.giveUp((int) i)) { // I4: no longer handed out
                    return false;
                }
            }
            if (next == CLOSED) {
                return true;
            }
            segment = next == segment ? head : next;
        }
    }

    @Override
    public boolean isEmpty() {
        return visit((segment, index, run) -> false);
    }

    @Override
    public void forEach(Consumer<? super Run> visitor) {
        visit((segment, index, run) -> {
            visitor.accept(run);
            return true;
        });
    }

    @Override
    public void sweep() {
        visit((segment, index, run) -> {
            if (run.isRevoked()) {
                segment.drop(index, run);
            }
            return true;
        });
    }

    private boolean visit(SlotVisitor visitor) {
        RunSegment segment = head;
        while (segment != null && segment != CLOSED) {
            long end = Math.min(segment.offeredVolatile(), SIZE);
            for (long i = segment.polledVolatile(); i < end; i++) {
                Run run = segment.peek((int) i);
                if (run != null && !visitor.visit(segment, (int) i, run)) {
                    return false;
                }
            }
            RunSegment next = segment.nextVolatile();
            segment = next == segment ? head : next;
        }
        return true;
    }

    /** Sees a queued run; returns whether to go on. */
    private interface SlotVisitor {
        boolean visit(RunSegment segment, int index, Run run);
    }

    private void advanceTail(RunSegment last, RunSegment next) {
        if (next != last) {
            TAIL.compareAndSet(this, last, next);
        }
    }

    private void advanceHead(RunSegment first, RunSegment next) {
        if (next != first) {
            TAIL.compareAndSet(this, first, next); // I5; fails at once unless tail lags
            if (HEAD.compareAndSet(this, first, next)) {
                first.unlink();
            }
        }
    }
}
