package io.quadriga.process.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The backend {@code process-pool}. */
public final class ProcessPoolBackend implements ExecutorBackend {

    /** What a configuration calls it. */
    public static final String ID = "process-pool";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Setting> settings() {
        return ProcessSettings.declared();
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        Set<Capability> all =
                EnumSet.of(
                        Capability.STOPS_ANY_CODE,
                        Capability.SURVIVES_CRASH,
                        Capability.BOUNDS_QUEUE,
                        Capability.PRIORITIES,
                        Capability.HAS_INNER);
        if (spec.inner() != null) {
            all.remove(Capability.SURVIVES_CRASH);
        }
        return all;
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new ProcessWorkers(ProcessSettings.read(spec), context);
    }
}
