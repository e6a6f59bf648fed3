package io.quadriga.internal;

import io.quadriga.TaskContext;
import org.jspecify.annotations.Nullable;

/** Placeholder; replaced by the engine. */
public final class CurrentTask {
    private CurrentTask() {}
    public static @Nullable TaskContext find() { return null; }
}
