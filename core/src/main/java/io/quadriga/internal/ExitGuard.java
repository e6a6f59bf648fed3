package io.quadriga.internal;

import io.quadriga.spi.ExitDrain;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM while accepted work is outstanding, and drains at an exit that somebody asked for.
 * All workers are daemon threads; one keeper thread, which is not, looks every tick whether any
 * pool has work left, and goes when there was none at two looks.
 */
final class ExitGuard {

    private static final long TICK_NANOS = 40_000_000;

    private static final Set<Pool> POOLS = ConcurrentHashMap.newKeySet();
    private static volatile boolean keeping;
    private static boolean hooked; // class monitor

    private ExitGuard() {}

    /** Knows the pool from its first use to its termination. */
    static void enter(Pool pool) {
        POOLS.add(pool);
        synchronized (ExitGuard.class) {
            if (!hooked) {
                hooked = true;
                hook();
            }
        }
    }

    static void leave(Pool pool) {
        POOLS.remove(pool);
    }

    static List<Pool> pools() {
        return List.copyOf(POOLS);
    }

    private static void hook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Drain());
        } catch (IllegalStateException exiting) {
            // the JVM ends already: there is nothing to guard
            hooked = true;
        }
    }

    /** Called after a submission: the work is counted before this looks. */
    static void keep() {
        if (!keeping) {
            startKeeper();
        }
    }

    private static synchronized void startKeeper() {
        if (keeping) {
            return;
        }
        keeping = true;
        Thread keeper = new Thread(ExitGuard::keepWhileBusy, "quadriga-keeper");
        keeper.setDaemon(false);
        keeper.start();
    }

    private static void keepWhileBusy() {
        int idleLooks = 0;
        while (idleLooks < 2) {
            LockSupport.parkNanos(TICK_NANOS);
            idleLooks = isBusy() ? 0 : idleLooks + 1;
        }
        keeping = false;
        if (isBusy()) {
            keep();
        }
    }

    private static boolean isBusy() {
        for (Pool pool : POOLS) {
            if (pool.holdsJvm()) {
                return true;
            }
        }
        return false;
    }

    /** The exit hook: drains all pools together for their grace, then kills. */
    private static final class Drain extends Thread implements ExitDrain {

        private Drain() {
            super("quadriga-exit");
        }

        @Override
        public void run() {
            drain(pools(), null);
        }
    }

    /** Drains for at most the given time, or each pool's own grace; then stops what is left. */
    static void drain(List<Pool> pools, @Nullable Duration grace) {
        long start = System.nanoTime();
        beginDrain(pools);
        for (Pool pool : pools) {
            PoolSettings settings = pool.settings();
            long nanos = (grace == null ? settings.exitGrace() : grace).toNanos();
            if (settings.drainAtExit()
                    && !pool.awaitTerminationOrStuck(nanos - (System.nanoTime() - start))) {
                pool.shutdownNow();
            }
        }
    }

    /** Shuts down those that drain, and stops the others. */
    static void beginDrain(List<Pool> pools) {
        for (Pool pool : pools) {
            if (pool.settings().drainAtExit()) {
                pool.shutdown();
            } else {
                pool.shutdownNow();
            }
        }
    }
}
