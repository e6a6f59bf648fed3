package com.example.backend;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The backend {@code one-thread}: runs one task after the other. */
public final class OneThread implements ExecutorBackend {

    private static final String THREAD_NAME = "thread-name";

    /** For the service loader. */
    public OneThread() {}

    @Override
    public String id() {
        return "one-thread";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.text(THREAD_NAME));
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        String name = spec.values().text(THREAD_NAME);
        return new OneThreadWorkers(
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory()),
                context);
    }

    private record OneThreadWorkers(ExecutorService thread, WorkersContext context)
            implements Workers {

        @Override
        public void start(Run run) {
            thread.execute(run);
        }

        @Override
        public void revoke(Run run) {}

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
            thread.shutdown();
            Thread.ofVirtual().name("one-thread-end").start(() -> {
                thread.close();
                whenTerminated.run();
            });
        }

        @Override
        public void kill() {
            thread.shutdownNow();
        }
    }
}
