package io.quadriga.coroutine.internal;

import java.util.concurrent.Delayed;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The scheduler of the coroutines of one loop. It is a ForkJoinPool, none of whose threads ever
 * starts, for one reason: where the scheduler is one the JDK asks <em>it</em> for the timers of its
 * virtual threads, and so they stand in the loop's own wheel.
 */
final class LoopScheduler extends ForkJoinPool {

    private final Turns turns;
    private final Openings openings;

    LoopScheduler(Turns turns, Openings openings) {
        super(1);
        this.turns = turns;
        this.openings = openings;
    }

    /** Called by the JDK, on any thread, with a virtual thread that can go on. */
    @Override
    public void execute(Runnable mount) {
        turns.enqueue(mount);
    }

    /** Called by the JDK, on the carrier of the virtual thread that begins to wait. */
    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (turns.isClosed()) {
            openings.laterElsewhere(command, delay, unit);
            return new Wait(turns, new Timer(0, null));
        }
        Timer timer = new Timer(Strand.atNanos(unit.toNanos(delay)), command);
        turns.at(timer);
        return new Wait(turns, timer);
    }

    /** A timer as the JDK wants it, which only ever cancels it. */
    private record Wait(Turns turns, Timer timer) implements ScheduledFuture<Object> {

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean over = timer.isOver();
            if (!over) {
                turns.cancel(timer);
            }
            return !over;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return timer.isOver();
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException("a timer has no result");
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException("a timer has no result");
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(timer.when - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
