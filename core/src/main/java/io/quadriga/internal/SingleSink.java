package io.quadriga.internal;

import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Carries the outcome of a task with options from its batches, one per attempt, to its future. */
final class SingleSink implements Sink {

    private final TaskFuture<?> future;
    private final long createdNanos = System.nanoTime();
    private final AtomicInteger batches = new AtomicInteger(1); // not over, the first included
    private volatile @Nullable ScheduledFuture<?> deadline;

    SingleSink(TaskFuture<?> future) {
        this.future = future;
    }

    /** Limits the whole of it, from its submission on; once the task has its place. */
    void limit(long nanos) {
        if (nanos > 0) {
            long left = Math.max(0, nanos - (System.nanoTime() - createdNanos));
            deadline = Threads.after(left, () -> expire(nanos));
            if (future.isDone()) {
                stopClock();
            }
        }
    }

    TaskTimeoutException missed(long nanos) {
        return new TaskTimeoutException(
                "task missed its deadline: task="
                        + future.label()
                        + ", state="
                        + future.taskState()
                        + ", deadline="
                        + Duration.ofNanos(nanos)
                        + "; allow it more time or more workers");
    }

    private void expire(long nanos) {
        Batch batch = future.batch();
        if (batch != null) {
            batch.takeOne(0, new Slots.Failure(missed(nanos)), true);
        }
    }

    void stopClock() {
        ScheduledFuture<?> clock = deadline;
        if (clock != null) {
            clock.cancel(false);
        }
    }

    @Override
    public void settled(Batch batch, int position, Object outcome) {
        stopClock();
        future.settleFromSlot(outcome);
    }

    @Override
    public void seen(int position, Object outcome) {
        future.settleFromSlot(outcome);
    }

    @Override
    public void bodyOver(int position) {
        future.bodyOver();
    }

    @Override
    public void starting(Batch batch) {
        batches.incrementAndGet();
        future.runBy(batch);
    }

    @Override
    public void over(Batch batch) {
        if (batches.decrementAndGet() == 0) {
            batch.view.pool.lifecycle().release();
        }
    }

    @Override
    public Runnable unstarted() {
        return future.unstarted();
    }
}
