package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that a backend must do, on the JDK's pool: it has a queue of its own, so core keeps the
 * register of what is under way.
 *
 * @param width how many threads
 */
record CustomBackend(int width) implements ExecutorBackend {

    @Override
    public String id() {
        return "custom";
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY, Capability.BOUNDS_QUEUE);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new CustomWorkers(spec, context, width);
    }

    private static final class CustomWorkers implements Workers {

        private final ExecutorSpec spec;
        private final WorkersContext context;
        private final int width;
        private final AtomicInteger threads = new AtomicInteger();
        private final ThreadPoolExecutor pool;
        private volatile Runnable whenTerminated = () -> {};

        CustomWorkers(ExecutorSpec spec, WorkersContext context, int width) {
            this.spec = spec;
            this.context = context;
            this.width = width;
            this.pool =
                    new ThreadPoolExecutor(
                            width,
                            width,
                            0,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            this::newThread) {
                        @Override
                        protected void terminated() {
                            whenTerminated.run();
                        }
                    };
        }

        private Thread newThread(Runnable loop) {
            String name = spec.name() + "-" + threads.incrementAndGet();
            return Thread.ofPlatform()
                    .daemon()
                    .name(name)
                    .inheritInheritableThreadLocals(false) // the first submitter's MDC is not ours
                    .unstarted(() -> work(name, loop));
        }

        private void work(String name, Runnable loop) {
            Worker worker = context.worker(name);
            worker.bind(() -> {
                initialize();
                loop.run();
            });
            context.workerEnded(worker);
        }

        private void initialize() {
            try {
                spec.findInitializer().ifPresent(Runnable::run);
            } catch (Throwable thrown) {
                context.broken(thrown);
            }
        }

        @Override
        public void start(Run run) {
            pool.execute(run);
        }

        @Override
        public void revoke(Run run) {
            pool.remove(run);
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
            return width;
        }

        @Override
        public void shutdown(Runnable terminated) {
            whenTerminated = terminated;
            pool.shutdown();
        }

        @Override
        public void kill() {
            pool.shutdownNow();
        }
    }
}
