package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.Set;

/**
 * The backend {@code inline}: each task runs in the thread that submits it, before the submission
 * returns. For tests, and as the smallest example of a backend.
 */
public final class InlineBackend implements ExecutorBackend {

    @Override
    public String id() {
        return "inline";
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of(Capability.SHARES_MEMORY);
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new InlineWorkers(spec.name(), context);
    }
}
