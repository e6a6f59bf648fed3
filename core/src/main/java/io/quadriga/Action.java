package io.quadriga;

import java.io.Serializable;

/**
 * A body without a result that can be sent to another process: a {@link Runnable} that is {@link
 * Serializable}. A plain lambda handed to {@link Executor#execute(Action)} becomes one without a
 * cast.
 */
@FunctionalInterface
public interface Action extends Runnable, Serializable {}
