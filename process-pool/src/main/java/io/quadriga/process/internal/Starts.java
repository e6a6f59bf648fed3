package io.quadriga.process.internal;

import io.quadriga.WorkerLostException;

/**
 * What became of a pool's starts of workers since one was good for something: how many may fail
 * before no more are tried, and how long the next one waits. A JVM that ends by itself does so
 * again; one that somebody kills may come up the next time. A worker that was ready is a failed
 * start too, if it ended soon and had begun nothing: unless what it was to begin may be why.
 *
 * <p><b>Threads.</b> Under the monitor of the crew.
 */
final class Starts {

    private static final int FAILED = 3;
    private static final int PERHAPS_FAILED = 1; // or the task, which is tried three times
    private static final int MOST_FAILED = 3 * FAILED;
    private static final int MOST_KILLED = 8; // of each worker
    private static final long PAUSE_NANOS = 20_000_000; // doubled each time
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    /** How many had failed and were killed at some time, of all. */
    record Mark(int failed, int killed) {}

    private final String executor;
    private final int workers;
    private boolean anyReady; // ever
    private Mark all = new Mark(0, 0);
    private Mark forgotten = all;

    Starts(String executor, int workers) {
        this.executor = executor;
        this.workers = workers;
    }

    /** A worker is ready. Returns what to forget when it has proved good for something. */
    Mark ready() {
        anyReady = true;
        return all;
    }

    /** A worker that was ready at that time is good for something: what failed before is over. */
    void forget(Mark before) {
        forgotten =
                new Mark(
                        Math.max(forgotten.failed, before.failed),
                        Math.max(forgotten.killed, before.killed));
    }

    /** Tries as often as in the beginning. */
    void forget() {
        forgotten = all;
    }

    /**
     * A worker ended before it had begun anything.
     *
     * @param blamesTask whether it was to begin a task
     */
    void failed(ProcessEnd end, WorkerLostException lost, boolean blamesTask) {
        if (isKilled(end, lost)) {
            all = new Mark(all.failed, all.killed + 1);
        } else if (end.isRefusal() && !anyReady) {
            all = new Mark(all.failed + MOST_FAILED, all.killed);
        } else {
            all = new Mark(all.failed + (blamesTask ? PERHAPS_FAILED : FAILED), all.killed);
        }
    }

    private int failed() {
        return all.failed - forgotten.failed;
    }

    private int killed() {
        return all.killed - forgotten.killed;
    }

    /** By somebody else: this process kills one that says what cannot be read. */
    private static boolean isKilled(ProcessEnd end, WorkerLostException lost) {
        return end.isKilled() && lost.getCause() == null;
    }

    boolean isGivenUp() {
        return failed() >= MOST_FAILED || killed() >= MOST_KILLED * workers;
    }

    /** How long to wait before the next start; 0 before each worker was killed once. */
    long pauseNanos() {
        int rounds = killed() / workers;
        return rounds == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, PAUSE_NANOS << rounds);
    }

    /**
     * Why no more are tried.
     *
     * @param wasReady whether the last one was
     */
    WorkerLostException error(ProcessEnd last, WorkerLostException lost, boolean wasReady) {
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
                    (wasReady
                                    ? "workers are killed before they run anything: executor="
                                    : "workers are killed while they start: executor=")
                            + executor
                            + ", starts="
                            + killed()
                            + ", the last: "
                            + last.text()
                            + "; look in the system's log for who kills them: if it is for want of"
                            + " memory, have fewer workers or smaller heaps");
        }
        if (wasReady) {
            return new WorkerLostException(
                    "workers end before they run anything: executor="
                            + executor
                            + ", the last: "
                            + last.text()
                            + "; look at what the initializer, agents and other jvm-arguments do");
        }
        return lost;
    }
}
