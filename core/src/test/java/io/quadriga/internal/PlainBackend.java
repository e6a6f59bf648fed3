package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The plainest backend that runs tasks beside their submitter: some daemon threads at a queue. */
final class PlainBackend implements ExecutorBackend {

    private final int width;

    PlainBackend(int width) {
        this.width = width;
    }

    /** An executor on so many threads. */
    static io.quadriga.Executor open(int width) {
        return io.quadriga.spi.ExecutorBuilder.of(new PlainBackend(width)).build();
    }

    @Override
    public String id() {
        return "plain";
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY, Capability.BOUNDS_QUEUE, Capability.PRIORITIES);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new PlainWorkers(spec.name(), width, context);
    }

    private static final class PlainWorkers implements Workers {

        private final String name;
        private final WorkersContext context;
        private final RunQueue queue;
        private final Semaphore work = new Semaphore(0);
        private final AtomicInteger alive;
        private final AtomicReferenceArray<Run> current;
        private volatile boolean closed;
        private volatile Runnable whenTerminated = () -> {};

        PlainWorkers(String name, int width, WorkersContext context) {
            this.name = name;
            this.context = context;
            this.queue = context.runQueue();
            this.alive = new AtomicInteger(width);
            this.current = new AtomicReferenceArray<>(width);
            for (int i = 0; i < width; i++) {
                startWorker(i);
            }
        }

        private void startWorker(int i) {
            Worker worker = context.worker(name + "-" + (i + 1));
            Thread.ofPlatform()
                    .daemon()
                    .name(worker.name())
                    .start(() -> worker.bind(() -> loop(worker, i)));
        }

        private void loop(Worker worker, int i) {
            while (!(closed && queue.isDrained())) {
                work.acquireUninterruptibly();
                Run run = queue.poll();
                if (run != null) {
                    current.set(i, run);
                    worker.perform(run);
                    Thread.interrupted(); // a body may have left it set
                    current.set(i, null);
                } else if (closed) {
                    work.release();
                }
            }
            work.release();
            context.workerEnded(worker);
            if (alive.decrementAndGet() == 0) {
                whenTerminated.run();
            }
        }

        @Override
        public void start(Run run) {
            if (!queue.offer(run)) {
                throw new RejectedExecutionException("executor is shut down: name=" + name);
            }
            work.release();
        }

        @Override
        public void revoke(Run run) {} // its place is swept

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
            return current.length();
        }

        @Override
        public void shutdown(Runnable terminated) {
            whenTerminated = terminated;
            queue.close();
            closed = true;
            work.release();
        }

        @Override
        public void kill() {
            for (int i = 0; i < current.length(); i++) {
                Run run = current.get(i);
                if (run != null) {
                    run.interrupt();
                }
            }
        }
    }
}
