package io.quadriga.process.internal;

import io.quadriga.WorkerLostException;

/**
 * What became of a pool's starts of workers since one was ready: how many may fail before no more
 * are tried, and how long the next one waits. A JVM that ends by itself does so again; one that
 * somebody kills may come up the next time.
 *
 * <p><b>Threads.</b> Under the monitor of the crew.
 */
final class Starts {

    private static final int MOST_FAILED = 3;
    private static final int MOST_KILLED = 8; // of each worker
    private static final long PAUSE_NANOS = 20_000_000; // doubled each time
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final String executor;
    private final int workers;
    private boolean anyReady; // ever
    private int failed;
    private int killed;

    Starts(String executor, int workers) {
        this.executor = executor;
        this.workers = workers;
    }

    void ready() {
        anyReady = true;
        forget();
    }

    /** Tries as often as in the beginning. */
    void forget() {
        failed = 0;
        killed = 0;
    }

    /** A worker ended before it was ready. */
    void failed(ProcessEnd end, WorkerLostException lost) {
        if (isKilled(end, lost)) {
            killed++;
        } else {
            failed += end.isRefusal() && !anyReady ? MOST_FAILED : 1;
        }
    }

    /** By somebody else: this process kills one that says what cannot be read. */
    private static boolean isKilled(ProcessEnd end, WorkerLostException lost) {
        return end.isKilled() && lost.getCause() == null;
    }

    boolean isGivenUp() {
        return failed >= MOST_FAILED || killed >= MOST_KILLED * workers;
    }

    /** How long to wait before the next start; 0 before each worker was killed once. */
    long pauseNanos() {
        int rounds = killed / workers;
        return rounds == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, PAUSE_NANOS << rounds);
    }

    /** Why no more are tried. */
    WorkerLostException error(ProcessEnd last, WorkerLostException lost) {
        if (last.isRefusal()) {
            return new WorkerLostException(
                    "worker JVM refuses to start: executor="
                            + executor
                            + ", JVM=\""
                            + JvmRefusal.reason(last.lastLines())
                            + "\"; correct jvm-arguments");
        }
        if (isKilled(last, lost)) {
            return new WorkerLostException(
                    "workers are killed while they start: executor="
                            + executor
                            + ", starts="
                            + killed
                            + ", the last: "
                            + last.text()
                            + "; look in the system's log for who kills them: if it is for want of"
                            + " memory, have fewer workers or smaller heaps");
        }
        return lost;
    }
}
