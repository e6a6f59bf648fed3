package io.quadriga.process.internal;

import io.quadriga.WorkerLostException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Run;
import io.quadriga.spi.Serializer;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs on worker processes: who gets what, who starts when, and the end of it all. */
final class ProcessWorkers implements Workers {

    private static final int MAX_FAILED_STARTS = 3;

    private final ProcessSettings settings;
    private final WorkersContext context;
    private final TaskQueue queue = new TaskQueue();
    private final FunctionTable functions = new FunctionTable();
    private final Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));
    private final Values values = new Values(serializer, Payloads.NONE);
    private final RunEncoder encoder = new RunEncoder(functions, values);
    private final Executor writers;
    private final WorkerCommand command;
    private final List<WorkerHandle> workers = new CopyOnWriteArrayList<>();
    private final Pulse pulse = new Pulse(this);
    private volatile boolean killed;
    private volatile boolean open; // the workers were started

    // under the monitor
    private int launched;
    private int failedStarts;
    private boolean ending;
    private @Nullable Throwable broken;
    private @Nullable Runnable whenTerminated;

    ProcessWorkers(ProcessSettings settings, WorkersContext context) {
        this.settings = settings;
        this.context = context;
        this.command =
                WorkerCommand.of(
                        WorkerMain.class,
                                HeapRule.maxHeapBytes(settings.workers() + settings.standby()))
                        .withUserOptions(
                                settings.jvmArguments(),
                                settings.environment(),
                                settings.classPath());
        this.writers =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform()
                                .daemon()
                                .name(settings.name() + "-writer-", 1)
                                .inheritInheritableThreadLocals(false)
                                .factory());
    }

    // ---- what core asks for

    @Override
    public void start(Run run) {
        Envelope envelope = encode(run);
        if (!open) {
            open();
        }
        queue.offer(envelope);
        if (killed) {
            throw refusal();
        }
        for (WorkerHandle worker : workers) {
            if (worker.isIdle()) {
                worker.sender().pump();
                if (queue.isEmpty()) {
                    return;
                }
            }
        }
    }

    private Envelope encode(Run run) {
        FrameBuffer body = new FrameBuffer(64);
        int function = encoder.encode(run, body);
        return new Envelope(run, function, body.toByteArray());
    }

    @Override
    public void revoke(Run run) {
        for (WorkerHandle worker : workers) {
            if (worker.tasks().revoke(run)) {
                return;
            }
        }
        queue.revoked();
    }

    @Override
    public void stop(Run run, boolean interruptOnly) {
        for (WorkerHandle worker : workers) {
            if (interruptOnly) {
                if (worker.tasks().interrupt(run)) {
                    return;
                }
            } else if (worker.tasks().ledger().find(run) != null) {
                worker.terminate();
                return;
            }
        }
    }

    @Override
    public void look() {
        lookAround();
    }

    @Override
    public int width() {
        return settings.workers();
    }

    @Override
    public void shutdown(Runnable terminated) {
        synchronized (this) {
            ending = true;
            whenTerminated = terminated;
        }
        workers.forEach(WorkerHandle::leave); // core shuts down when all it gave is over
        terminateIfGone();
    }

    @Override
    public void kill() {
        killed = true;
        for (WorkerHandle worker : workers) {
            if (worker.tasks().ledger().count() == 0) {
                worker.leave();
            } else {
                after(settings.interruptGraceNanos(), worker::terminate);
            }
        }
    }

    // ---- starting

    private synchronized void open() {
        if (ending || broken != null) {
            throw refusal();
        }
        if (open) {
            return;
        }
        try {
            for (int i = 0; i < settings.workers(); i++) {
                launch();
            }
            pulse.start();
            open = true;
        } catch (IOException impossible) {
            workers.forEach(WorkerHandle::kill);
            throw new RejectedExecutionException(
                    "worker cannot be started: pool=" + settings.name(), impossible);
        }
    }

    private void launch() throws IOException {
        String name;
        synchronized (this) {
            name = settings.name() + "-" + ++launched;
        }
        WorkerHandle worker =
                new WorkerHandle(this, name, WorkerProcess.start(name, command), 1);
        workers.add(worker);
        worker.start(setup(name));
    }

    private byte[] setup(String name) {
        FrameBuffer out = new FrameBuffer(256);
        int start = Frames.begin(out, Frames.SETUP);
        values.write(settings.name(), out);
        values.write(name, out);
        values.write(settings.initializer().get().orElse(null), out);
        Frames.end(out, start);
        return out.toByteArray();
    }

    // ---- what its workers say

    void ready(WorkerHandle worker) {
        synchronized (this) {
            failedStarts = 0;
        }
        context.workerStarted(worker.name());
    }

    /** A worker has room: if the others have more than they can begin, it gets of that. */
    void refill(WorkerHandle worker) {
        if (!worker.isIdle() || !queue.isEmpty() || killed) {
            return;
        }
        for (WorkerHandle other : workers) {
            if (other != worker && other.tasks().giveBack()) {
                worker.sender().pump();
                return;
            }
        }
    }

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

    void gone(WorkerHandle worker, WorkerHandle.State before, @Nullable WorkerLostException error) {
        workers.remove(worker);
        if (error != null) {
            context.workerLost(worker.name(), error);
            if (before == WorkerHandle.State.STARTING && tooManyFailedStarts()) {
                broken(error);
            } else if (settings.breakOnDeath() && !killed) {
                broken(error);
            }
        }
        replace();
        terminateIfGone();
    }

    private synchronized boolean tooManyFailedStarts() {
        return !killed && ++failedStarts >= MAX_FAILED_STARTS;
    }

    private void replace() {
        synchronized (this) {
            if (ending || broken != null) {
                return;
            }
        }
        try {
            while (workers.size() < settings.workers()) {
                launch();
            }
        } catch (IOException impossible) {
            if (workers.isEmpty()) {
                broken(impossible);
            }
        }
    }

    private void terminateIfGone() {
        Runnable told = null;
        synchronized (this) {
            if (whenTerminated != null && workers.isEmpty()) {
                told = whenTerminated;
                whenTerminated = null;
            }
        }
        if (told != null) {
            pulse.end();
            told.run();
        }
    }

    private synchronized RejectedExecutionException refusal() {
        return new RejectedExecutionException(
                "executor is shut down: name=" + settings.name() + "; submit before shutdown",
                broken);
    }

    /** Reports what was begun by now; true if there may soon be more to report. */
    boolean lookAround() {
        boolean more = false;
        for (WorkerHandle worker : workers) {
            more |= worker.tasks().look();
        }
        return more;
    }

    // ---- what its workers use

    Pulse pulse() {
        return pulse;
    }

    void after(long nanos, Runnable action) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, writers).execute(action);
    }

    boolean isKilled() {
        return killed;
    }

    ProcessSettings settings() {
        return settings;
    }

    TaskQueue queue() {
        return queue;
    }

    FunctionTable functions() {
        return functions;
    }

    Values values() {
        return values;
    }

    Serializer serializer() {
        return serializer;
    }

    Executor writers() {
        return writers;
    }
}
