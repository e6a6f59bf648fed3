package io.quadriga.internal;

import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import java.time.Duration;
import java.util.Map;

/**
 * A configuration that was read and found right.
 *
 * @param closeTimeout how long {@code Quadriga.close} drains
 * @param executors by name
 * @param queues by name
 */
public record Plan(
        Duration closeTimeout, Map<String, ExecutorPlan> executors, Map<String, QueuePlan> queues) {

    /** An executor to be opened; the place is that of its block. */
    public record ExecutorPlan(ExecutorBackend backend, ExecutorSpec spec, Place place) {}

    /** A queue to be opened; the place is that of its block. */
    public record QueuePlan(QueueBackend backend, QueueSpec spec, Place place) {}
}
