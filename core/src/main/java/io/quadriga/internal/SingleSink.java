package io.quadriga.internal;

import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Carries the outcome of a task with options from its batches, one per attempt, to its future. */
final class SingleSink implements Sink {

    private final TaskFuture<?> future;
    private final AtomicInteger batches = new AtomicInteger(1); // not over, the first included
    private volatile @Nullable ScheduledFuture<?> deadline;

    SingleSink(TaskFuture<?> future) {
        this.future = future;
    }

    /** Limits the whole of it; once the task has been accepted. */
    void limit(long nanos) {
        if (nanos > 0) {
            deadline = Threads.after(nanos, () -> expire(nanos));
            if (future.isDone()) {
                stopClock();
            }
        }
    }

    private void expire(long nanos) {
        Batch batch = future.batch();
        if (batch != null) {
            TaskTimeoutException error =
                    new TaskTimeoutException(
                            "task missed its deadline: task="
                                    + future.label()
                                    + ", state="
                                    + future.taskState()
                                    + ", deadline="
                                    + Duration.ofNanos(nanos)
                                    + "; allow it more time or more workers");
            batch.takeOne(0, new Slots.Failure(error), true);
        }
    }

    private void stopClock() {
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
