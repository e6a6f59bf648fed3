package io.quadriga.spi;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Describes a task to a worker or listener.
 *
 * @param executor the name of the executor
 * @param id a number that is unique within the executor; the inputs of a bulk call have one each
 * @param label the label, or {@code null} if none was given
 * @param attempt which attempt this is, from 1
 * @param deadline when the future fails for want of time, or {@code null} if there is no limit
 */
public record TaskInfo(
        String executor, long id, @Nullable String label, int attempt, @Nullable Instant deadline)
        implements Serializable {}
