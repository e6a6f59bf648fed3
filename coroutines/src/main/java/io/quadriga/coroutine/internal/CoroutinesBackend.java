package io.quadriga.coroutine.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.List;
import java.util.Set;

/** The backend {@code coroutines}. */
public final class CoroutinesBackend implements ExecutorBackend {

    /** What a configuration calls it. */
    public static final String ID = "coroutines";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Setting> settings() {
        return CoroutinesSettings.declared();
    }

    @Override
    public void check(ExecutorSpec spec) {
        CoroutinesSettings.check(spec);
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY, Capability.BOUNDS_QUEUE);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new LoopWorkers(CoroutinesSettings.read(spec), Engines.ofThisProcess(), context);
    }
}
