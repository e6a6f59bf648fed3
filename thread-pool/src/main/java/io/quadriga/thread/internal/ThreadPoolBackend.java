package io.quadriga.thread.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.List;
import java.util.Set;

/** The backend {@code thread-pool}. */
public final class ThreadPoolBackend implements ExecutorBackend {

    /** What a configuration calls it. */
    public static final String ID = "thread-pool";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Setting> settings() {
        return ThreadPoolSettings.declared();
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY, Capability.BOUNDS_QUEUE, Capability.PRIORITIES);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new ThreadPoolWorkers(ThreadPoolSettings.read(spec), context);
    }
}
