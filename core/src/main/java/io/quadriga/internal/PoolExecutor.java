package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import java.util.List;

/** Placeholder; replaced by the engine. */
public final class PoolExecutor {
    private PoolExecutor() {}

    /** Opens the one implementation of Executor over a backend. */
    public static Executor open(ExecutorBackend backend, ExecutorSpec spec, List<ExecutorListener> listeners) {
        throw new IllegalStateException();
    }
}
