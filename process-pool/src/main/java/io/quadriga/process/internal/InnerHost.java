package io.quadriga.process.internal;

import io.quadriga.ConfigurationException;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Hosting;
import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an inner executor sees of core: nothing but a queue and identities. Futures, options,
 * retries and statistics are those of the pool, in the parent.
 */
final class InnerHost implements WorkersContext {

    private final Consumer<Throwable> broken;
    private @Nullable RunQueue queue;

    private InnerHost(Consumer<Throwable> broken) {
        this.broken = broken;
    }

    /** Makes the workers of an inner executor. */
    static Workers open(ExecutorSpec spec, Consumer<Throwable> broken) {
        for (ExecutorBackend backend : Hosting.executorBackends()) {
            if (backend.id().equals(spec.backend())) {
                return backend.create(spec, new InnerHost(broken));
            }
        }
        throw new ConfigurationException(
                "inner backend not on the class path of the worker: backend=" + spec.backend());
    }

    /** How many bodies such an executor runs at the same time. */
    static int width(ExecutorSpec spec) {
        Workers measured = open(spec, error -> {});
        int width = measured.width();
        measured.shutdown(() -> {});
        return width;
    }

    @Override
    public RunQueue runQueue() {
        RunQueue present = queue;
        if (present == null) {
            present = Hosting.runQueue();
            queue = present;
        }
        return present;
    }

    @Override
    public Worker worker(String name) {
        return Hosting.worker(name);
    }

    @Override
    public void workerEnded(Worker worker) {} // nobody counts them

    @Override
    public void workerStarted(String name) {}

    @Override
    public void workerLost(String name, Throwable cause) {}

    @Override
    public void stuck(Run run) {} // the parent ends this process

    @Override
    public void broken(Throwable error) {
        broken.accept(error);
    }
}
