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
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The backend {@code thread-per-task}, a custom executor in fifty lines: each run gets a virtual
 * thread of its own. Futures, callbacks, bulk calls, options, retries, time limits and statistics
 * are core's, so there is nothing here but threads.
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
        int limit = spec.values().count("limit");
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(spec.name() + "-", 1).factory());
        return new Threads(
                spec, threads, limit, new Semaphore(limit), new ConcurrentLinkedQueue<>(), context);
    }

    private record Threads(
            ExecutorSpec spec,
            ExecutorService threads,
            int width,
            Semaphore places,
            Queue<Run> queue, // threads come to their place in any order, runs leave here in theirs
            WorkersContext context)
            implements Workers {

        @Override
        public void start(Run run) {
            queue.add(run);
            try {
                threads.execute(this::runNext);
            } catch (RejectedExecutionException shutDown) {
                queue.remove(run);
                throw shutDown;
            }
        }

        private void runNext() {
            places.acquireUninterruptibly();
            Run run = queue.poll();
            if (run == null) { // its run was revoked
                places.release();
                return;
            }
            Worker worker = context.worker(Thread.currentThread().getName());
            try {
                worker.bind(() -> initializeAndPerform(worker, run));
            } finally {
                context.workerEnded(worker);
                places.release();
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
        public void revoke(Run run) {
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
        public void shutdown(Runnable whenTerminated) {
            threads.shutdown();
            Thread.ofVirtual()
                    .name("thread-per-task-end")
                    .start(() -> {
                        threads.close(); // waits
                        whenTerminated.run();
                    });
        }

        @Override
        public void kill() {
            threads.shutdownNow();
        }
    }
}
