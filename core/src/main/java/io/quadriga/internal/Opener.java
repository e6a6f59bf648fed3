package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import java.util.List;

/** {@link PoolExecutor#open}. */
@FunctionalInterface
public interface Opener {
    Executor open(ExecutorBackend backend, ExecutorSpec spec, List<ExecutorListener> listeners);
}
