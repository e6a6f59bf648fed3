package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskScope;
import io.quadriga.TaskState;
import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.Promise;
import io.quadriga.spi.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** A scope over an executor. What its children share is guarded by its monitor. */
public final class Scope implements TaskScope {

    private final Executor executor;
    private final Thread owner = Thread.currentThread();
    private final @Nullable ScheduledFuture<?> clock;

    // under the monitor
    private final List<BaseFuture<?>> children = new ArrayList<>();
    private boolean closed;
    private boolean joined; // the reason to stop has the other failures suppressed in it
    private @Nullable Throwable stopped; // why the children were cancelled

    /** Opens a scope; a null deadline is no limit. */
    public Scope(Executor executor, @Nullable Duration deadline) {
        this.executor = requireNonNull(executor, "executor");
        if (deadline == null) {
            this.clock = null;
            return;
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("must be positive: deadline=" + deadline);
        }
        this.clock = Threads.after(OptionValues.nanos(deadline), () -> expire(deadline));
    }

    private void expire(Duration deadline) {
        stop(
                new TaskTimeoutException(
                        "scope ran out of time: executor="
                                + executor.name()
                                + ", deadline="
                                + deadline
                                + "; allow it more time or fork less"));
    }

    @Override
    public <T extends @Nullable Object> Future<T> fork(Task<T> task) {
        requireNonNull(task, "task");
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(
                        "scope is closed: executor=" + executor.name() + "; fork before close");
            }
            if (stopped != null) {
                Promise<T> tooLate = new Promise<>();
                tooLate.cancel(false);
                return tooLate;
            }
        }
        Future<T> future = executor.submit(task);
        BaseFuture<?> child = Waits.own(future);
        boolean tooLate;
        synchronized (this) {
            children.add(child);
            tooLate = stopped != null || closed;
        }
        if (tooLate) {
            child.cancel(true);
        }
        child.react(this::settled);
        return future;
    }

    private void settled(BaseFuture<?> child) {
        Throwable failure = child.isCancelled() ? null : child.failure();
        if (failure != null) {
            stop(failure);
        }
    }

    /** Cancels the children, for the first reason only. */
    private void stop(Throwable why) {
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            stopped = why;
        }
        cancelChildren();
    }

    /** Cancels the queued ones first, so that a worker whose body is stopped finds no more. */
    private void cancelChildren() {
        List<BaseFuture<?>> all = copyOfChildren();
        all.stream()
                .filter(child -> child.taskState() == TaskState.QUEUED)
                .forEach(child -> child.cancel(true));
        all.forEach(child -> child.cancel(true));
    }

    private synchronized List<BaseFuture<?>> copyOfChildren() {
        return List.copyOf(children);
    }

    @Override
    public void join() throws InterruptedException {
        checkOwner("join");
        try {
            for (int i = 0; i < count(); i++) {
                awaitBody(child(i), true);
            }
        } catch (InterruptedException interrupted) {
            cancelChildren();
            throw interrupted;
        }
        Throwable why = summary();
        if (why != null) {
            throw BaseFuture.asUnchecked(why);
        }
    }

    private synchronized int count() {
        return children.size();
    }

    private synchronized BaseFuture<?> child(int i) {
        return children.get(i);
    }

    /**
     * What join throws, all children having ended. Asks them itself: who waits for a child may come
     * before its reaction.
     */
    private @Nullable Throwable summary() {
        List<BaseFuture<?>> ended = copyOfChildren();
        ended.forEach(this::settled);
        synchronized (this) {
            Throwable why = stopped;
            if (why != null && !joined) {
                joined = true;
                Failures all = new Failures();
                all.add(why);
                ended.stream()
                        .filter(child -> !child.isCancelled())
                        .map(BaseFuture::failure)
                        .filter(Objects::nonNull)
                        .forEach(all::add);
                return all.summary();
            }
            return why;
        }
    }

    /** Waits until the child has its outcome and its body has ended. */
    private static void awaitBody(BaseFuture<?> child, boolean interruptibly)
            throws InterruptedException {
        if (interruptibly) {
            Waits.await(child, Waits.FOREVER);
        } else {
            Waits.awaitUninterruptibly(child);
        }
        if (!child.isBodyOver()) {
            Waiter waiter = Waiter.current();
            Reaction wake = future -> waiter.unpark();
            child.reactToBody(wake);
            Waits.park(waiter, child, child::isBodyOver, Waits.FOREVER, interruptibly);
        }
    }

    @Override
    public void close() {
        checkOwner("close");
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (clock != null) {
            clock.cancel(false);
        }
        cancelChildren();
        try {
            for (int i = 0; i < count(); i++) { // a child that ran on may have forked another
                awaitBody(child(i), false);
            }
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void checkOwner(String method) {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException(
                    "only the thread that opened the scope may do this: method="
                            + method
                            + ", owner="
                            + owner.getName()
                            + ", caller="
                            + Thread.currentThread().getName());
        }
    }
}
