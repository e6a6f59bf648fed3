package io.quadriga;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A body with a result that can be sent to another process: a {@link Callable} that is {@link
 * Serializable}. A plain lambda handed to {@link Executor#submit(Task)} becomes one without a cast;
 * what it captures must be serializable too.
 *
 * @param <T> the type of the result; the result itself may be {@code null}
 */
@FunctionalInterface
public interface Task<T extends @Nullable Object> extends Callable<T>, Serializable {}
