package io.quadriga.internal;

import io.quadriga.Future;
import io.quadriga.WaitTimeoutException;
import io.quadriga.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they are done. Each future reacts by putting itself into the queue,
 * so that one which has been delivered is known to nobody here.
 */
final class Completed<F extends Future<?>> implements Spliterator<F>, Reaction {

    private final ConcurrentLinkedQueue<F> done = new ConcurrentLinkedQueue<>();
    private final Set<F> pending = ConcurrentHashMap.newKeySet();
    private final int total;
    private final long start = System.nanoTime();
    private final long nanos;
    private int undelivered;
    private volatile @Nullable Waiter waiter;

    Completed(Set<F> all, long nanos) {
        this.total = all.size();
        this.undelivered = total;
        this.nanos = nanos;
        pending.addAll(all);
        all.forEach(future -> Waits.own(future).react(this));
    }

    @Override
    @SuppressWarnings("unchecked") // only futures of this set react here
    public void settled(BaseFuture<?> future) {
        pending.remove(future);
        done.add((F) future);
        Waiter waiting = waiter;
        if (waiting != null) {
            waiting.unpark();
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super F> action) {
        if (undelivered == 0) {
            return false;
        }
        F next = done.poll();
        if (next == null) {
            await();
            next = done.poll();
        }
        undelivered--;
        action.accept(next);
        return true;
    }

    private void await() {
        List<BaseFuture<?>> open = new ArrayList<>();
        pending.forEach(future -> open.add(Waits.own(future)));
        WorkerThread worker = CurrentTask.worker();
        BooleanSupplier ready = () -> !done.isEmpty();
        Waiter self = Waiter.current();
        waiter = self;
        long left = nanos == Waits.FOREVER ? nanos : nanos - (System.nanoTime() - start);
        try {
            if (worker != null && nanos == Waits.FOREVER) {
                Helping.parkForFirst(self, worker, () -> open, ready, true);
            } else if (!Waits.park(self, this, ready, left, true)) {
                throw new WaitTimeoutException(undelivered + " of " + total + " unfinished");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    "interrupted while waiting: " + undelivered + " of " + total + " unfinished");
        } finally {
            waiter = null;
        }
    }

    void close() {
        pending.forEach(future -> Waits.own(future).unreact(this));
        pending.clear();
        done.clear();
    }

    @Override
    public @Nullable Spliterator<F> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return undelivered;
    }

    @Override
    public int characteristics() {
        return DISTINCT | NONNULL; // not SIZED: count() is to wait
    }
}
