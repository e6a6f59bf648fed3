package io.quadriga.internal;

import io.quadriga.PoolDeadlockException;
import io.quadriga.spi.Run;
import io.quadriga.spi.Waiter;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A waiting task runs the very work it waits for, if that is still queued in its own pool: else a
 * pool whose workers all wait for queued work would hang. Never any other work.
 */
final class Helping {

    /** Idle workers have taken up by then what they are going to take up. */
    private static final long FIRST_LOOK_NANOS = 2_000_000;

    private static final long LAST_LOOK_NANOS = 128_000_000;

    private Helping() {}

    /**
     * Runs the work behind the future here, if it is queued in a pool that this thread works for;
     * whether it did.
     */
    static boolean help(BaseFuture<?> future, WorkerThread worker) {
        if (future.dependency() instanceof Dependency.OnPool(Pool pool)) {
            WorkerThread own = workerOf(pool, worker);
            return own != null && keepingInterrupts(own, () -> future.help(own));
        }
        return false;
    }

    /** Runs one after the other of the works behind these futures until enough is done. */
    static void helpAll(
            List<? extends BaseFuture<?>> futures, WorkerThread worker, BooleanSupplier enough) {
        for (BaseFuture<?> future : futures) {
            if (enough.getAsBoolean()) {
                return;
            }
            help(future, worker);
        }
    }

    /**
     * Parks a worker until all of several works are done. It runs what becomes queued meanwhile: a
     * delay may end, a failed attempt may be followed by another one.
     */
    static void parkForAll(
            Waiter waiter,
            WorkerThread worker,
            List<? extends BaseFuture<?>> futures,
            BooleanSupplier enough,
            boolean interruptible)
            throws InterruptedException {
        park(waiter, worker, () -> futures, enough, new Manner(false, true, interruptible));
    }

    /**
     * Parks a worker until the first of several works is done. It must not run one of them while
     * others may run all: that one may take for ever, and another be done at once. So it runs one
     * only when nobody else will: all workers of the pool wait like this one, or they are busy and
     * have left it queued for a while.
     */
    static void parkForFirst(
            Waiter waiter,
            WorkerThread worker,
            Supplier<? extends List<? extends BaseFuture<?>>> futures,
            BooleanSupplier enough,
            boolean any)
            throws InterruptedException {
        park(waiter, worker, futures, enough, new Manner(any, false, true));
    }

    /**
     * How it is waited.
     *
     * @param any whether any one of the works is enough, as the search for cycles sees it
     * @param eager whether to run what is queued although others might
     * @param interruptible whether an interrupt ends the wait
     */
    private record Manner(boolean any, boolean eager, boolean interruptible) {}

    private static void park(
            Waiter waiter,
            WorkerThread worker,
            Supplier<? extends List<? extends BaseFuture<?>>> futures,
            BooleanSupplier enough,
            Manner manner)
            throws InterruptedException {
        long look = FIRST_LOOK_NANOS;
        boolean over = false;
        while (!over) {
            boolean alone = false;
            List<? extends BaseFuture<?>> targets = futures.get();
            try (WaitGraph.Edge _ = WaitGraph.enter(worker, Waits.FOREVER, targets, manner.any)) {
                over = Waits.park(waiter, targets, enough, look, manner.interruptible);
            } catch (PoolDeadlockException cycle) {
                over = enough.getAsBoolean();
                alone = !over;
                if (alone && !helpFirst(targets, worker, true)) {
                    throw cycle;
                }
            }
            boolean helped = alone || (!over && helpFirst(futures.get(), worker, manner.eager));
            look = helped ? FIRST_LOOK_NANOS : Math.min(2 * look, LAST_LOOK_NANOS);
        }
    }

    /**
     * Runs one of these works that is queued, if it must be or the pool is busy; whether it did.
     */
    private static boolean helpFirst(
            List<? extends BaseFuture<?>> futures, WorkerThread worker, boolean must) {
        for (BaseFuture<?> future : futures) {
            if (future.dependency() instanceof Dependency.OnPool(Pool pool)
                    && (must || pool.isBusy())
                    && (help(future, worker)
                            || !(future.dependency() instanceof Dependency.OnPool))) {
                return true;
            }
        }
        return false;
    }

    /** The identity under which the calling thread works for the pool, if it does. */
    private static @Nullable WorkerThread workerOf(Pool pool, WorkerThread innermost) {
        for (WorkerThread each = innermost; each != null; each = each.enclosing()) {
            if (each.pool() == pool) {
                return each;
            }
        }
        return null;
    }

    /**
     * An interrupt meant for the helped body ends with it; one that came for the waiting body
     * meanwhile is set again, because the helped body may have consumed it.
     */
    static boolean keepingInterrupts(WorkerThread worker, BooleanSupplier help) {
        boolean before = wasInterrupted(worker.run());
        Run waiting = worker.run();
        Runnable undo = Contexts.setAside(); // they are the waiting body's
        boolean helped = help.getAsBoolean();
        undo.run();
        if (!before && wasInterrupted(waiting)) {
            Thread.currentThread().interrupt();
        }
        return helped;
    }

    private static boolean wasInterrupted(@Nullable Run run) {
        return run instanceof Performable own && own.wasInterrupted();
    }
}
