package io.quadriga.internal;

import io.quadriga.Callback;
import io.quadriga.Future;
import io.quadriga.TaskState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** Placeholder; replaced by the engine. */
public abstract class BaseFuture<T> extends CompletableFuture<T> implements Future<T> {
    protected boolean settleValue(T v) { return super.complete(v); }
    protected boolean settleFailure(Throwable t) { return super.completeExceptionally(t); }
    protected boolean settleCancelled() { return super.cancel(true); }
    protected abstract TaskState stateBeforeOutcome();
    @Override public T result() throws InterruptedException { return join(); }
    @Override public T result(Duration t) throws InterruptedException, TimeoutException { return join(); }
    @Override public boolean await(Duration t) throws InterruptedException { return isDone(); }
    @Override public Future<T> onDone(Callback<? super T> c) { return this; }
    @Override public Future<T> onDone(Callback<? super T> c, Executor w) { return this; }
    @Override public TaskState taskState() { return TaskState.QUEUED; }
}
