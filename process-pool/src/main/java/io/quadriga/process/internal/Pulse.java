package io.quadriga.process.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pages of a pool's workers every millisecond while one of them may begin something,
 * so that a start costs no frame and is known all the same. Sleeps otherwise.
 */
final class Pulse implements Runnable {

    private static final long TICK_NANOS = 1_000_000;

    private final ProcessWorkers pool;
    private volatile boolean asleep;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    Pulse(ProcessWorkers pool) {
        this.pool = pool;
    }

    private synchronized void start() {
        if (thread != null || ended) {
            return;
        }
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(pool.settings().name() + "-pulse")
                        .inheritInheritableThreadLocals(false)
                        .start(this);
    }

    /** Called when a worker was sent something. */
    void wake() {
        if (thread == null) {
            start();
        } else if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    void end() {
        ended = true;
        asleep = false;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!ended) {
            if (pool.lookAround()) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        asleep = true;
        if (pool.lookAround()) { // it came before it could see `asleep`
            asleep = false;
        }
        while (asleep && !ended) {
            LockSupport.park(this);
        }
    }
}
