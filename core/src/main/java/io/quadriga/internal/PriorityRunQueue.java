package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock-free queue for priority 0 with a heap beside it for all others. */
final class PriorityRunQueue implements RunQueue {
    /*
     * Two queues under one order: ranked above 0, then plain, then ranked below 0.
     *
     *     ranked: null ──first run of a priority other than 0, or close──> RankedRuns
     *
     * Invariants. I1. `ranked` is written once. I2. Both queues close in one instant, under the lock of
     * the ranked one: its offers see `closed` under that lock, and the plain one's close linearizes
     * inside. I3. A closed queue has a `ranked`.
     *
     * Ordering. `ranked` is volatile, and so are the counts of RankedRuns. poll returns null only if the
     * ranked queue was empty before the plain one was found empty and nothing was offered to it until
     * after: then both were empty at that moment. Otherwise somebody else made progress and it looks again.
     *
     * Progress. Lock-free as long as only priority 0 is used; then short critical sections.
     */
    private static final VarHandle RANKED;

    static {
        try {
            RANKED =
                    lookup().findVarHandle(PriorityRunQueue.class, "ranked", RankedRuns.class)
                            .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SegmentedRunQueue plain = new SegmentedRunQueue();
    private volatile @Nullable RankedRuns ranked;

    @Override
    public boolean offer(Run run) {
        int priority = run.priority();
        return priority == 0 ? plain.offer(run) : makeRanked().offer(run, priority);
    }

    private RankedRuns makeRanked() {
        RankedRuns seen = ranked;
        if (seen != null) {
            return seen;
        }
        RankedRuns made = new RankedRuns();
        RankedRuns earlier = (RankedRuns) RANKED.compareAndExchange(this, (RankedRuns) null, made);
        return earlier == null ? made : earlier;
    }

    @Override
    public @Nullable Run poll() {
        for (; ; ) {
            RankedRuns seen = ranked;
            if (seen != null) {
                return pollBoth(seen);
            }
            Run run = plain.poll();
            if (run != null || ranked == null) {
                return run;
            }
        }
    }

    private @Nullable Run pollBoth(RankedRuns ranks) {
        for (; ; ) {
            long offers = ranks.offers();
            boolean none = ranks.isEmpty();
            Run run = ranks.pollAbove();
            if (run == null) {
                run = plain.poll();
            }
            if (run == null) {
                run = ranks.poll();
            }
            if (run != null || (none && ranks.offers() == offers)) {
                return run;
            }
        }
    }

    @Override
    public boolean isEmpty() {
        RankedRuns seen = ranked;
        return plain.isEmpty() && (seen == null || seen.isEmpty());
    }

    @Override
    public void close() {
        makeRanked().closeWith(plain);
    }

    @Override
    public boolean isDrained() {
        RankedRuns seen = ranked;
        return seen != null && plain.isDrained() && seen.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super Run> visitor) {
        plain.forEach(visitor);
        RankedRuns seen = ranked;
        if (seen != null) {
            seen.forEach(visitor);
        }
    }

    @Override
    public void sweep() {
        plain.sweep();
        RankedRuns seen = ranked;
        if (seen != null) {
            seen.sweep();
        }
    }
}
