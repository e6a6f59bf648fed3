package io.quadriga.internal;

import io.quadriga.TaskState;
import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map} in progress. All inputs are here; they are sent in batches, a few at a time, so
 * that the size of the next ones can follow from what the first ones took. A batch that turns out
 * slow gives back what it has not begun.
 */
final class MapCall<R extends @Nullable Object> implements Sink, BulkCall {

    private static final long BATCH_NANOS = 20_000_000;

    private final View view;
    private volatile Work work; // without function and inputs once all is settled
    private final int total;
    private final int fixedChunk; // 0: adapts
    private final int defaultChunk;
    private final MapFuture<R> future = new MapFuture<>(this);
    private final long callNanos = System.nanoTime();
    private final AtomicInteger unsettled;
    private final Set<Batch> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger drains = new AtomicInteger();
    private volatile long nanosPerInput;
    private volatile boolean accepted;
    private volatile boolean troubled; // some outcome is no result; only ever set
    private volatile @Nullable ScheduledFuture<?> deadline;
    private volatile @Nullable Object
            cutOff; // outcome of all that is sent after a cancel or deadline
    private volatile @Nullable ScheduledFuture<?> delayed; // the start

    // under the monitor
    private final ArrayDeque<int[]> ranges = new ArrayDeque<>(); // {from, to} not sent

    MapCall(View view, Work work) {
        this.view = view;
        this.work = work;
        this.total = work.slots().size();
        this.unsettled = new AtomicInteger(total);
        Integer fixed = work.options().chunkSizeValue();
        this.fixedChunk = fixed == null ? 0 : fixed;
        this.defaultChunk =
                fixed == null
                        ? ceilDiv(total, 4L * view.pool.bulkWidth())
                        : Math.min(fixed, Math.max(1, total));
        if (total > 0) {
            ranges.add(new int[] {0, total});
        }
    }

    private static int ceilDiv(long n, long by) {
        return (int) Math.max(1, (n + by - 1) / by);
    }

    /** The future of the whole call. */
    static final class MapFuture<R extends @Nullable Object> extends BaseFuture<List<R>>
            implements Runnable {

        private final MapCall<R> call;

        MapFuture(MapCall<R> call) {
            this.call = call;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean won = settleCancelled();
            if (won) {
                call.takeAll(Slots.CANCELLED, mayInterruptIfRunning);
            }
            return won || isCancelled();
        }

        /** Does nothing: stands for the call in the list that shutdownNow returns. */
        @Override
        public void run() {}

        @Override
        protected TaskState stateBeforeOutcome() {
            return call.hasBegun() ? TaskState.RUNNING : TaskState.QUEUED;
        }

        @Override
        protected String label() {
            String label = call.work.options().labelValue();
            return label == null ? call.view.pool.name() : label;
        }

        @Override
        boolean help(WorkerThread worker) {
            return call.help(worker);
        }

        @Override
        Dependency dependency() {
            return call.dependency();
        }

        @Override
        public Executor defaultExecutor() {
            return call.view.pool.callbacks();
        }
    }

    /** Accepts the call and sends the first batches. */
    MapFuture<R> start() {
        Pool pool = view.pool;
        pool.checkOpen();
        if (total == 0) {
            future.settleValue(new ArrayList<>());
            return future;
        }
        pool.hold();
        pool.entered(this);
        long delay = work.options().delayNanos();
        try {
            if (delay > 0) {
                tellSubmitted();
                pool.accepted(total);
                accepted = true;
                limit();
            } else {
                startFirst(pool);
            }
        } catch (RejectedExecutionException refused) {
            pool.outstanding().remove(this);
            pool.lifecycle().release();
            if (refused instanceof Admission.GaveUp && !Thread.currentThread().isInterrupted()) {
                future.settleFailure(missed());
                return future;
            }
            throw refused;
        }
        if (delay > 0) {
            delayed = Threads.after(delay, this::drain);
        } else {
            drain();
        }
        if (future.isDone()) { // in the meantime, by a cancel or an early deadline
            stopClocks();
        }
        return future;
    }

    private void startFirst(Pool pool) {
        Batch first = nextBatch();
        if (first != null) {
            try {
                long deadline = work.options().deadlineNanos();
                pool.startBulk(first, this::tellAndLimit, deadline == 0 ? Waits.FOREVER : deadline);
            } catch (RejectedExecutionException refused) {
                live.remove(first);
                throw refused;
            }
        }
        pool.accepted(total);
        accepted = true;
    }

    private void tellSubmitted() {
        if (work.observed()) {
            new Batch(view, this, work, 0, total, 1).tellSubmitted();
        }
    }

    private void tellAndLimit() {
        tellSubmitted();
        limit();
    }

    private void limit() {
        long nanos = work.options().deadlineNanos();
        if (nanos > 0) {
            long left = Math.max(0, nanos - (System.nanoTime() - callNanos));
            deadline = Threads.after(left, () -> takeAll(new Slots.Failure(missed()), true));
        }
    }

    private TaskTimeoutException missed() {
        return new TaskTimeoutException(
                "bulk call missed its deadline: task="
                        + future.label()
                        + ", unfinished="
                        + unsettled.get()
                        + " of "
                        + total
                        + ", deadline="
                        + Duration.ofNanos(work.options().deadlineNanos())
                        + "; allow it more time or more workers");
    }

    // ---- sending

    /** Sends what may be sent; entered by one thread at a time, never recursively. */
    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            sendSome();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    private void sendSome() {
        Object cut = cutOff;
        if (cut != null) {
            takeUnsent(cut); // what a batch gave back meanwhile
            return;
        }
        while (live.size() < 2 * view.pool.bulkWidth() && hasUnsent()) {
            if (!view.pool.tryPlace(live.isEmpty())) {
                return;
            }
            Batch next = nextBatch();
            if (next == null) {
                view.pool.freed();
                return;
            }
            view.pool.startAccepted(next);
        }
    }

    private synchronized boolean hasUnsent() {
        return !ranges.isEmpty();
    }

    private synchronized @Nullable Batch nextBatch() {
        int[] range = ranges.peek();
        if (range == null) {
            return null;
        }
        int from = range[0];
        int size = Math.min(chunk(), range[1] - from);
        range[0] += size;
        if (range[0] == range[1]) {
            ranges.remove();
        }
        Batch batch = new Batch(view, this, work, from, size, 1);
        live.add(batch); // under the monitor, so that takeAll finds each range here or there
        return batch;
    }

    private int chunk() {
        long measured = nanosPerInput;
        if (fixedChunk > 0 || measured == 0) {
            return defaultChunk;
        }
        return Math.clamp(BATCH_NANOS / measured, 1, defaultChunk);
    }

    @Override
    public int split(Batch batch, int at, long perInput) {
        nanosPerInput = Math.max(1, perInput);
        int size = batch.size();
        if (fixedChunk > 0 || perInput * (size - at) <= 2 * BATCH_NANOS) {
            return size;
        }
        int keep = at + Math.clamp(BATCH_NANOS / Math.max(1, perInput), 0, size - at);
        synchronized (this) {
            ranges.addFirst(new int[] {batch.base + keep, batch.base + size});
        }
        batch.keepOnly(keep);
        drain();
        return keep;
    }

    @Override
    public void starting(Batch batch) {
        live.add(batch);
    }

    @Override
    public void over(Batch batch) {
        live.remove(batch);
        drain();
    }

    @Override
    public Runnable unstarted() {
        return future;
    }

    // ---- outcomes

    @Override
    public boolean countsOnly() {
        return true;
    }

    @Override
    public void settledMany(Batch batch, int count) {
        settled(count);
    }

    @Override
    public void settled(Batch batch, int position, Object outcome) {
        if (outcome == Slots.CANCELLED || outcome instanceof Slots.Failure) {
            troubled = true;
        }
        settled(1);
    }

    private void settled(int count) {
        if (unsettled.addAndGet(-count) == 0) {
            finish();
        }
    }

    private void finish() {
        stopClocks();
        if (troubled) {
            settleTroubled();
        } else {
            future.settleValue(ResultList.of(work.slots()));
        }
        work = work.spent();
        view.pool.outstanding().remove(this);
        view.pool.lifecycle().release();
    }

    private void settleTroubled() {
        Failures failures = new Failures();
        Slots slots = work.slots();
        for (int at = 0; at < total; at++) {
            Object slot = slots.read(at);
            if (slot == Slots.CANCELLED) {
                future.settleCancelled();
                return;
            }
            if (slot instanceof Slots.Failure failure) {
                failures.add(failure.error());
            }
        }
        Throwable failure = failures.summary();
        if (failure != null) {
            future.settleFailure(failure);
        } else {
            future.settleValue(ResultList.of(slots));
        }
    }

    private void stopClocks() {
        stop(deadline);
        stop(delayed);
    }

    private static void stop(@Nullable ScheduledFuture<?> clock) {
        if (clock != null) {
            clock.cancel(false);
        }
    }

    // ---- taking away

    @Override
    public void cancel(boolean mayInterrupt) {
        future.cancel(mayInterrupt);
    }

    /** Takes what has not begun first, so that a worker whose body is stopped finds no more. */
    private void takeAll(Object outcome, boolean stop) {
        cutOff = outcome;
        takeUnsent(outcome);
        live.forEach(batch -> batch.takeQueued(outcome));
        live.forEach(batch -> batch.takeAll(outcome, stop));
    }

    @Override
    public int cancelPending(View from) {
        if (from != view) {
            return 0;
        }
        int[] taken = {takeUnsent(Slots.CANCELLED)};
        live.forEach(batch -> taken[0] += batch.takeQueued(Slots.CANCELLED));
        return taken[0];
    }

    @Override
    public void failPending(Throwable error) {
        takeUnsent(new Slots.Failure(error));
        live.forEach(batch -> batch.takeQueued(new Slots.Failure(error)));
    }

    private boolean takeUnsent(int at, Object outcome) {
        boolean taken = work.slots().replace(at, null, outcome);
        if (taken && work.observed()) {
            new Batch(view, this, work, at, 1, 1).tellListeners(0, outcome);
        }
        return taken;
    }

    private int takeUnsent(Object outcome) {
        List<int[]> unsent;
        synchronized (this) {
            unsent = List.copyOf(ranges);
            ranges.clear();
        }
        int taken = 0;
        for (int[] range : unsent) {
            for (int at = range[0]; at < range[1]; at++) {
                taken += takeUnsent(at, outcome) ? 1 : 0;
            }
        }
        if (taken > 0) {
            troubled = true;
        }
        view.pool.stats().neverBegan(taken);
        if (taken > 0) {
            settled(taken);
        }
        return taken;
    }

    // ---- waiting for it

    private boolean hasBegun() {
        return unsettled.get() < total || live.stream().anyMatch(batch -> !batch.isUnbegun());
    }

    /** Runs its queued batches in a worker that waits for them. */
    private boolean help(WorkerThread worker) {
        boolean helped = false;
        for (Batch batch = queued(); batch != null; batch = queued()) {
            batch.performOn(worker);
            helped = true;
        }
        return helped;
    }

    private @Nullable Batch queued() {
        return view.pool.sharesMemory()
                ? live.stream().filter(Batch::isHelpable).findFirst().orElse(null)
                : null;
    }

    private Dependency dependency() {
        if (!accepted || deadline != null) {
            return Dependency.UNKNOWN;
        }
        Dependency found = Dependency.UNKNOWN;
        for (Batch batch : live) {
            found = batch.dependency();
            if (found instanceof Dependency.OnPool) {
                return found;
            }
        }
        return found;
    }

    void await() throws InterruptedException {
        try {
            Waits.await(future, Waits.FOREVER);
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            throw interrupted;
        }
    }
}
