package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Placeholder; replaced by the engine. */
public final class Scope implements TaskScope {
    public Scope(Executor executor, @Nullable Duration deadline) {}
    @Override public <T extends @Nullable Object> Future<T> fork(Task<T> task) { throw new IllegalStateException(); }
    @Override public void join() {}
    @Override public void close() {}
}
