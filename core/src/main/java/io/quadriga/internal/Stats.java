package io.quadriga.internal;

import io.quadriga.ExecutorStats;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one pool counts. Bodies that run in a worker of this process are counted by that worker,
 * alone in its own fields; everything else here. A worker that is gone leaves its counts here.
 */
final class Stats {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder neverBegan = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder entered = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder stuck = new LongAdder();
    private final LongAdder workersStarted = new LongAdder();
    private final LongAdder workersLost = new LongAdder();

    void submitted(long tasks) {
        submitted.add(tasks);
    }

    void neverBegan() {
        neverBegan.increment();
    }

    void neverBegan(long tasks) {
        neverBegan.add(tasks);
    }

    void retried() {
        retried.increment();
    }

    void entered() {
        entered.increment();
    }

    void ended() {
        ended.increment();
    }

    void enteredAndEnded(long bodies) {
        entered.add(bodies);
        ended.add(bodies);
    }

    void stuck() {
        stuck.increment();
    }

    void workerStarted() {
        workersStarted.increment();
    }

    void workerLost() {
        workersLost.increment();
    }

    /** Takes over the counts of a worker that is gone. */
    void absorb(WorkerThread worker) {
        ended.add(worker.ended());
        entered.add(worker.entered());
    }

    /** All counts, those of the living workers included. */
    ExecutorStats snapshot(Iterable<WorkerThread> workers) {
        // ended before entered before submitted: a level never comes out negative for want of order
        long over = ended.sum();
        long begun = 0;
        for (WorkerThread worker : workers) {
            over += worker.ended();
        }
        long again = retried.sum();
        long never = neverBegan.sum();
        for (WorkerThread worker : workers) {
            begun += worker.entered();
        }
        begun += entered.sum();
        long running = Math.max(0, begun - over);
        long finished = Math.max(0, over - again);
        long accepted = Math.max(submitted.sum(), finished + running + never);
        return new ExecutorStats(
                accepted,
                Math.max(0, accepted - never - finished - running),
                running,
                finished,
                never,
                begun,
                workersStarted.sum(),
                workersLost.sum());
    }

    long stuckBodies() {
        return stuck.sum();
    }
}
