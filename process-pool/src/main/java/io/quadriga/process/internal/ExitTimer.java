package io.quadriga.process.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Ends a worker whose main thread has ended, if threads that tasks have left behind keep it. Only
 * then by {@link System#exit}, which looks for loggers first: over 100 ms of a processor.
 */
final class ExitTimer extends Thread {

    private static final long GRACE_NANOS = 20_000_000;

    ExitTimer() {
        super(null, null, "quadriga-exit-timer", 0, false);
        setDaemon(true);
    }

    @Override
    public void run() {
        long since = System.nanoTime();
        while (System.nanoTime() - since < GRACE_NANOS) {
            LockSupport.parkNanos(GRACE_NANOS);
        }
        System.exit(0);
    }
}
