package io.quadriga;

import java.io.Serializable;

/**
 * A body without a result that can be sent to another process: a {@link Runnable} that is {@link
 * Serializable}. A plain lambda handed to {@link Executor#execute(Action)} becomes one without a
 * cast. It throws nothing checked; a body that does returns {@code null} and is a {@link Task}:
 * {@code () -> { Files.delete(path); return null; }}.
 */
@FunctionalInterface
public interface Action extends Runnable, Serializable {}
