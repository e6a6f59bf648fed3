package io.quadriga.internal;

import io.quadriga.spi.Run;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A waiting task runs the very work it waits for, if that is still queued in its own pool: else a
 * pool whose workers all wait for queued work would hang. Never any other work.
 */
final class Helping {

    private Helping() {}

    /**
     * Runs the work behind the future here, if it is queued in a pool that this thread works for.
     */
    static void help(BaseFuture<?> future, WorkerThread worker) {
        if (future.dependency() instanceof Dependency.OnPool(Pool pool)) {
            WorkerThread own = workerOf(pool, worker);
            if (own != null) {
                keepingInterrupts(own, () -> future.help(own));
            }
        }
    }

    /** Runs one after the other of the works behind these futures until enough is done. */
    static void helpAny(
            List<? extends BaseFuture<?>> futures, WorkerThread worker, BooleanSupplier enough) {
        for (BaseFuture<?> future : futures) {
            if (enough.getAsBoolean()) {
                return;
            }
            help(future, worker);
        }
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
    static void keepingInterrupts(WorkerThread worker, Runnable help) {
        boolean before = wasInterrupted(worker.run());
        Run waiting = worker.run();
        help.run();
        if (!before && wasInterrupted(waiting)) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean wasInterrupted(@Nullable Run run) {
        return run instanceof Performable own && own.wasInterrupted();
    }
}
