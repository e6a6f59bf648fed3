package io.quadriga.examples;

import io.quadriga.Action;
import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The backend {@code thread-per-task}, a custom executor in a hundred lines: each run gets a
 * virtual thread of its own. Futures, callbacks, bulk calls, options, retries, time limits and
 * statistics are core's, so there is nothing here but threads.
 */
public final class ThreadPerTask implements ExecutorBackend {

    @Override
    public String id() {
        return "thread-per-task";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.count("limit", 1, 1_000_000));
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new Threads(spec, spec.values().count("limit"), context);
    }

    private static final class Threads implements Workers {

        private final ExecutorSpec spec;
        private final int limit;
        private final WorkersContext context;
        private final ThreadFactory threads;

        // under the monitor
        private final ArrayDeque<Run> queue = new ArrayDeque<>();
        private int active;
        private @Nullable Runnable whenTerminated; // set by shutdown

        Threads(ExecutorSpec spec, int limit, WorkersContext context) {
            this.spec = spec;
            this.limit = limit;
            this.context = context;
            this.threads = Thread.ofVirtual().name(spec.name() + "-", 1).factory();
        }

        @Override
        public synchronized void start(Run run) {
            if (whenTerminated != null) {
                throw new RejectedExecutionException("shut down: executor=" + spec.name());
            }
            queue.add(run);
            startNext();
        }

        private synchronized void startNext() {
            if (active < limit && !queue.isEmpty()) {
                active++;
                Run run = queue.remove();
                threads.newThread(() -> runAndLeave(run)).start();
            } else if (active == 0 && whenTerminated != null) {
                whenTerminated.run();
            }
        }

        private void runAndLeave(Run run) {
            Worker worker = context.worker(Thread.currentThread().getName());
            worker.bind(() -> initializeAndPerform(worker, run));
            context.workerEnded(worker);
            synchronized (this) {
                active--;
                startNext();
            }
        }

        private void initializeAndPerform(Worker worker, Run run) {
            try {
                spec.findInitializer().ifPresent(Action::run);
            } catch (Throwable error) {
                context.broken(error); // fails what has not begun, this run included
            }
            worker.perform(run);
        }

        @Override
        public synchronized void revoke(Run run) {
            queue.remove(run);
        }

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
            return limit;
        }

        @Override
        public synchronized void shutdown(Runnable whenTerminated) {
            this.whenTerminated = whenTerminated;
            startNext();
        }

        @Override
        public synchronized void kill() {
            queue.clear(); // core has cancelled them, and interrupts what runs
        }
    }
}
