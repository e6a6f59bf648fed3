package io.quadriga.process.internal;

import io.quadriga.BrokenExecutorException;
import io.quadriga.WorkerLostException;
import io.quadriga.spi.WorkersContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of one pool: who starts when, who takes whose place, and the end of them all. */
final class Crew {

    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

    private final ProcessWorkers pool;
    private final ProcessSettings settings;
    private final WorkersContext context;
    private final WorkerCommand command;
    private final List<WorkerHandle> workers = new CopyOnWriteArrayList<>(); // changed by monitor
    private volatile boolean complete; // all that are to be there are launched

    // under the monitor
    private int launched;
    private final Starts starts;
    private boolean ending;
    private @Nullable Throwable broken;
    private @Nullable Runnable whenTerminated;
    private final List<ProcessEnd> crashes = new ArrayList<>();

    Crew(ProcessWorkers pool, WorkersContext context, WorkerCommand command) {
        this.pool = pool;
        this.settings = pool.settings();
        this.context = context;
        this.command = command;
        this.starts = new Starts(settings.name(), settings.size());
    }

    List<WorkerHandle> all() {
        return workers;
    }

    // ---- starting

    /** Starts what is missing; refuses if nothing can be started, or no more may be. */
    void complete() {
        if (complete) {
            return;
        }
        synchronized (this) {
            if (ending || broken != null) {
                throw refusal();
            }
            try {
                launchMissing();
            } catch (IOException | RuntimeException impossible) {
                if (!isAnyReady()) {
                    workers.forEach(WorkerHandle::leave);
                    throw new RejectedExecutionException(
                            "worker cannot be started: executor=" + settings.name(), impossible);
                }
            }
        }
    }

    private boolean isAnyReady() {
        for (WorkerHandle worker : workers) {
            if (worker.state() == WorkerHandle.State.READY) {
                return true;
            }
        }
        return false;
    }

    private void launchMissing() throws IOException {
        int missing = settings.size() - count(false);
        for (; missing > 0; missing--) {
            launch();
        }
        complete = true;
        appoint();
    }

    /** How many will take tasks, or do so already. */
    private int count(boolean activeOnly) {
        int count = 0;
        for (WorkerHandle worker : workers) {
            count += worker.isStaying() && (worker.isActive() || !activeOnly) ? 1 : 0;
        }
        return count;
    }

    private void launch() throws IOException {
        String name = settings.name() + "-" + ++launched;
        byte[] setup = pool.setup(name); // may fail by the user's initializer
        WorkerCommand now = command.withMaxHeapBytes(HeapRule.maxHeapBytes(0));
        WorkerHandle worker = new WorkerHandle(pool, name, WorkerProcess.start(name, now));
        workers.add(worker);
        worker.start(setup);
    }

    /** Has as many take tasks as there are to be, those that are warm first. */
    private void appoint() {
        int missing = settings.workers() - count(true);
        missing = appoint(missing, WorkerHandle.State.READY);
        appoint(missing, WorkerHandle.State.STARTING);
    }

    private int appoint(int missing, WorkerHandle.State state) {
        int left = missing;
        for (WorkerHandle worker : workers) {
            if (left > 0 && !worker.isActive() && worker.state() == state) {
                worker.activate();
                left--;
            }
        }
        return left;
    }

    // ---- what its workers say

    void ready(WorkerHandle worker) {
        synchronized (this) {
            worker.mark(starts.ready());
            appoint();
        }
        context.workerStarted(worker.name());
    }

    /** A worker has begun its first task: starts do not fail any more. */
    synchronized void proved(WorkerHandle worker) {
        starts.forget(worker.mark());
    }

    /** A worker takes no more tasks: another one is needed, or not. */
    void leaving(boolean replaced) {
        synchronized (this) {
            complete = false;
            starts.forget();
            if (replaced) {
                replace();
            }
        }
    }

    void lost(WorkerHandle worker, WorkerLostException error) {
        context.workerLost(worker.name(), error);
    }

    /** A process has ended; what it left is kept as long as the pool is. */
    synchronized void ended(ProcessEnd end) {
        if (end.crashLog() != null) {
            crashes.add(end);
        }
    }

    void gone(
            WorkerHandle worker,
            WorkerHandle.State before,
            ProcessEnd end,
            @Nullable WorkerLostException error) {
        boolean proved = before != WorkerHandle.State.STARTING && worker.isProved();
        if (error != null && !pool.isKilled()) {
            if (settings.breakOnDeath()) {
                broken(error);
            } else if (!proved) {
                failedStart(worker, before, end, error);
            }
        }
        synchronized (this) {
            workers.remove(worker);
            complete = false;
            if (proved) {
                starts.forget();
            }
            if (error != null || !pool.queue().isEmpty()) {
                replace();
            }
        }
        terminateIfGone();
    }

    private void failedStart(
            WorkerHandle worker,
            WorkerHandle.State before,
            ProcessEnd end,
            WorkerLostException lost) {
        WorkerLostException error;
        synchronized (this) {
            for (WorkerHandle other : workers) {
                if (other.isProved()) {
                    starts.forget(other.mark());
                }
            }
            starts.failed(end, lost, worker.tasks().diedBeforeTask());
            if (!starts.isGivenUp()) {
                return;
            }
            error = starts.error(end, lost, before != WorkerHandle.State.STARTING);
        }
        if (isAnyReady()) {
            LOG.warn("no more workers are started until one ends: {}", error.getMessage());
        } else {
            broken(error);
        }
    }

    private void replace() {
        long pause = starts.pauseNanos();
        if (starts.isGivenUp()) {
            complete = true; // those that are ready go on
        } else if (pause > 0) {
            complete = true;
            pool.after(pause, this::replaceNow);
        } else {
            replaceNow();
        }
    }

    private synchronized void replaceNow() {
        if (ending || broken != null || pool.isKilled()) {
            return;
        }
        try {
            launchMissing();
        } catch (IOException | RuntimeException impossible) {
            complete = false;
            if (workers.isEmpty()) {
                pool.writers().execute(() -> broken(impossible));
            }
        }
    }

    /** Nothing can run any more. */
    void broken(Throwable error) {
        synchronized (this) {
            if (broken != null) {
                return;
            }
            broken = error;
        }
        context.broken(error);
        workers.forEach(WorkerHandle::leave);
    }

    // ---- the end

    /** Core shuts down when all that it gave is over. */
    void shutdown(Runnable terminated) {
        synchronized (this) {
            ending = true;
            whenTerminated = terminated;
        }
        workers.forEach(WorkerHandle::leave);
        terminateIfGone();
    }

    private void terminateIfGone() {
        Runnable told = null;
        synchronized (this) {
            if (workers.isEmpty()) {
                told = whenTerminated;
                whenTerminated = null;
            }
        }
        if (told != null) {
            discardCrashLogs();
            pool.terminated();
            told.run();
        }
    }

    private synchronized void discardCrashLogs() {
        for (ProcessEnd each : crashes) {
            try {
                each.discard();
            } catch (UncheckedIOException stays) {
                LOG.warn("crash log of a worker stays until this process ends", stays);
            }
        }
        crashes.clear();
    }

    synchronized RejectedExecutionException refusal() {
        Throwable cause = broken;
        return cause == null
                ? new RejectedExecutionException(
                        "executor is shut down: name="
                                + settings.name()
                                + "; submit before shutdown")
                : new BrokenExecutorException(
                        "no worker can run: executor=" + settings.name(), cause);
    }
}
