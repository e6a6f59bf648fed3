package io.quadriga.coroutine.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What still comes to a loop that was closed: coroutines that ignored their cancellation, and
 * virtual threads that were started by coroutines and are scheduled by the loop for as long as they
 * live. They go on, one at a time as before, on whatever thread the engine has for it.
 */
final class Residue {
    /*
     *     IDLE ── run ──> DRAINING ── nothing left ──> IDLE
     *
     * `draining` is taken by a compare-and-set and given back before the last look, so whoever adds and
     * finds it taken is seen by who has it.
     */
    private static final Logger log = LoggerFactory.getLogger(Residue.class);

    private final Turns turns;
    private final AtomicBoolean draining = new AtomicBoolean();

    Residue(Turns turns) {
        this.turns = turns;
    }

    void run() {
        if (draining.compareAndSet(false, true)) {
            turns.engine().runElsewhere(this::drain);
        }
    }

    void later(Timer timer) {
        if (timer.isCallback()) {
            return;
        }
        CompletableFuture.delayedExecutor(
                        Math.max(0, timer.when - System.nanoTime()), TimeUnit.NANOSECONDS)
                .execute(() -> turns.post(() -> end(timer)));
    }

    private static void end(Timer timer) {
        Runnable action = timer.end();
        if (action != null) {
            action.run();
        }
    }

    private void drain() {
        do {
            turns.residualDriver(Thread.currentThread());
            try {
                drainOnce();
            } finally {
                turns.residualDriver(null);
                draining.set(false);
            }
        } while (turns.hasResidue() && draining.compareAndSet(false, true));
    }

    private void drainOnce() {
        for (Runnable item = turns.pollResidue(); item != null; item = turns.pollResidue()) {
            if (item instanceof Call) {
                continue; // what was not called by now never is
            }
            try {
                item.run();
            } catch (Throwable thrown) {
                log.error("callback failed: loop={}", turns.name(), thrown);
            }
        }
    }
}
