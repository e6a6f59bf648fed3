package io.quadriga.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs each run in the thread that brings it, a delayed one in a thread of its own. Terminated when
 * shut down and no run is under way in any thread.
 */
final class InlineWorkers implements Workers {

    private final String name;
    private final WorkersContext context;
    private final Set<Run> running = new HashSet<>(); // guarded by this
    private boolean shutdown; // guarded by this
    private @Nullable Runnable whenTerminated; // guarded by this; null once called

    InlineWorkers(String name, WorkersContext context) {
        this.name = name;
        this.context = context;
    }

    @Override
    public void start(Run run) {
        synchronized (this) {
            if (shutdown) {
                throw new RejectedExecutionException("executor is shut down: name=" + name);
            }
            running.add(run);
        }
        if (Threads.isTimer()) {
            startThread(run);
        } else {
            runHere(run);
        }
    }

    /** For what core brings later: its timer, which watches every time limit, must not wait. */
    private void startThread(Run run) {
        try {
            Thread.ofPlatform().daemon().name(name + "-delayed").start(() -> runHere(run));
        } catch (Throwable noThread) {
            finish(run);
            throw noThread;
        }
    }

    private void runHere(Run run) {
        try {
            run.run();
        } finally {
            finish(run);
        }
    }

    @Override
    public void revoke(Run run) {} // nothing is ever queued

    @Override
    public void stop(Run run, boolean interruptOnly) {
        if (interruptOnly) {
            run.interrupt();
        } else {
            context.stuck(run);
        }
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void shutdown(Runnable whenTerminated) {
        synchronized (this) {
            shutdown = true;
            this.whenTerminated = whenTerminated;
        }
        callIfTerminated();
    }

    @Override
    public void kill() {
        for (Run run : underWay()) {
            run.interrupt();
        }
    }

    private synchronized Set<Run> underWay() {
        return Set.copyOf(running);
    }

    private void finish(Run run) {
        synchronized (this) {
            running.remove(run);
        }
        callIfTerminated();
    }

    private void callIfTerminated() {
        Runnable terminated;
        synchronized (this) {
            if (!running.isEmpty() || whenTerminated == null) {
                return;
            }
            terminated = whenTerminated;
            whenTerminated = null;
        }
        terminated.run();
    }
}
