package io.quadriga.thread.internal;

import io.quadriga.spi.RunQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides when revoked runs are swept out of the queue: when there may be as many of them as others, so
 * that a revocation costs constant time on average.
 */
final class Sweeps {

    private static final int FEWEST = 64;

    private final RunQueue queue;
    private final AtomicInteger revoked = new AtomicInteger();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile int enough = FEWEST; // written while sweeping

    Sweeps(RunQueue queue) {
        this.queue = queue;
    }

    void revoked() {
        if (revoked.incrementAndGet() >= enough && sweeping.compareAndSet(false, true)) {
            try {
                sweep();
            } finally {
                sweeping.set(false);
            }
        }
    }

    private void sweep() {
        revoked.set(0);
        queue.sweep();
        int[] left = {0};
        queue.forEach(run -> left[0]++);
        enough = Math.max(FEWEST, left[0]);
    }
}
