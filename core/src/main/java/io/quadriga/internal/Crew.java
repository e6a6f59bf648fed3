package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.ExecutorStats;
import io.quadriga.TaskFailedException;
import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import io.quadriga.spi.WorkersContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of one pool as core sees them, and what core offers to their backend. */
final class Crew implements WorkersContext {

    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    private final Pool pool;
    private final Set<WorkerThread> living = new LinkedHashSet<>(); // its monitor
    private final Set<Run> stuck = ConcurrentHashMap.newKeySet();
    private @Nullable RunQueue queue;

    Crew(Pool pool) {
        this.pool = pool;
    }

    @Override
    public RunQueue runQueue() {
        RunQueue present = queue;
        if (present == null) {
            present = RunQueues.create();
            queue = present;
        }
        return present;
    }

    boolean usesRunQueue() {
        return queue != null;
    }

    @Override
    public Worker worker(String name) {
        workerStarted(name);
        return new WorkerThread(name, pool, null);
    }

    @Override
    public void workerStarted(String name) {
        pool.stats().workerStarted();
        pool.listeners().workerStarted(pool.name(), name);
    }

    @Override
    public void workerEnded(Worker worker) {
        // its counts were taken over when it was unbound
    }

    @Override
    public void workerLost(String name, Throwable cause) {
        pool.stats().workerLost();
        pool.listeners().workerLost(pool.name(), name, cause);
    }

    @Override
    public void stuck(Run run) {
        if (!stuck.add(run)) {
            return;
        }
        if (run.isRevoked() && stuck.remove(run)) {
            return; // it has just ended; had that been seen there, its place would be taken again
        }
        pool.freed();
        List<WorkerThread> inIt =
                copyOfLiving().stream().filter(worker -> worker.isIn(run)).toList();
        inIt.forEach(worker -> abandon(worker, run));
        if (inIt.isEmpty()) {
            passOnRest(run);
        }
    }

    /** Gives a worker up, with all that waits for the stuck body: it may have been helping. */
    private void abandon(WorkerThread worker, Run stuck) {
        report(worker, stuck);
        worker.leaveWidth();
        worker.forEachRun(Crew::passOnRest);
    }

    private static void passOnRest(Run run) {
        if (run instanceof Batch batch) {
            batch.passOnRest();
        }
    }

    private void report(WorkerThread worker, Run stuck) {
        Thread thread = worker.boundThread();
        TaskFailedException stack =
                new TaskFailedException(
                        "body ignores its interrupt: executor="
                                + pool.name()
                                + ", task="
                                + Objects.requireNonNullElse(stuck.info(0).label(), "unnamed")
                                + ", worker="
                                + worker.name());
        stack.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
        LOG.warn("body is stuck: executor={}, worker={}", pool.name(), worker.name(), stack);
    }

    /** Forgets a stuck run that has ended after all; whether it was one. */
    boolean unstuck(Run run) {
        return !stuck.isEmpty() && stuck.remove(run);
    }

    int stuckCount() {
        return stuck.size();
    }

    @Override
    public void broken(Throwable error) {
        pool.breakBy(error);
    }

    void bound(WorkerThread worker) {
        synchronized (living) {
            living.add(worker);
        }
    }

    void unbound(WorkerThread worker, Stats stats) {
        synchronized (living) {
            living.remove(worker);
            stats.absorb(worker);
        }
    }

    ExecutorStats snapshot(Stats stats) {
        synchronized (living) {
            return stats.snapshot(living);
        }
    }

    /** How many threads of this pool are among these. */
    long countIn(Set<Thread> threads) {
        return copyOfLiving().stream()
                .filter(WorkerThread::countsForWidth)
                .map(WorkerThread::boundThread)
                .filter(threads::contains)
                .distinct()
                .count();
    }

    /** How many threads of this pool are in bodies that count for its width. */
    long countInBodies() {
        return copyOfLiving().stream()
                .filter(worker -> worker.countsForWidth() && worker.inBody())
                .count();
    }

    void forEachRun(Consumer<? super Run> visitor) {
        copyOfLiving().forEach(worker -> worker.forEachRun(visitor));
    }

    private List<WorkerThread> copyOfLiving() {
        synchronized (living) {
            return List.copyOf(living);
        }
    }
}
