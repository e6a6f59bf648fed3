package io.quadriga.internal;

import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import org.jspecify.annotations.Nullable;

/**
 * An executor that is being described.
 *
 * @param name its name
 * @param backend its backend
 * @param options set over those of its {@code task} block
 * @param inner what runs in each worker
 * @param place where contradictions are reported
 */
public record Draft(
        String name,
        ExecutorBackend backend,
        TaskOptions options,
        @Nullable ExecutorSpec inner,
        Place place) {}
