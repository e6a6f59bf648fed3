package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The JDK's invokeAll and invokeAny, over any executor of Quadriga. */
final class Invoking {

    private Invoking() {}

    static <T> List<java.util.concurrent.Future<T>> all(
            Executor executor, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean ended = false;
        try {
            long start = System.nanoTime();
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(requireNonNull(task, "task")));
            }
            Futures.When all = Futures.When.ALL;
            if (nanos == Waits.FOREVER) {
                Waits.waitFor(futures, all, null);
            } else {
                long left = Math.max(0, nanos - (System.nanoTime() - start));
                Waits.waitFor(futures, all, java.time.Duration.ofNanos(left));
                futures.forEach(future -> future.cancel(true));
            }
            ended = true;
            return new ArrayList<>(futures);
        } finally {
            if (!ended) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    /** Submits one after the other while none has succeeded; all but the winner are cancelled. */
    static <T> T any(Executor executor, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks: tasks=[]; give at least one");
        }
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            return any(executor, tasks.iterator(), futures, System.nanoTime(), nanos);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static <T> T any(
            Executor executor,
            Iterator<? extends Callable<T>> tasks,
            List<Future<T>> futures,
            long start,
            long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (tasks.hasNext()) {
            Future<T> next = executor.submit(requireNonNull(tasks.next(), "task"));
            futures.add(next);
            Future<T> won = succeeded(futures);
            if (won != null) {
                return won.get();
            }
        }
        @Nullable ExecutionException failure = null;
        List<Future<T>> open = new ArrayList<>(futures);
        while (!open.isEmpty()) {
            Futures.Waited<Future<T>> waited = waitForFirst(open, start, nanos);
            if (waited.done().isEmpty()) {
                throw new TimeoutException(
                        "no task succeeded in time: timeout="
                                + TimeUnit.NANOSECONDS.toMillis(nanos)
                                + " ms, unfinished="
                                + open.size());
            }
            for (Future<T> done : waited.done()) {
                try {
                    return done.get();
                } catch (ExecutionException failed) {
                    failure = failed;
                } catch (CancellationException cancelled) {
                    failure = new ExecutionException(cancelled);
                }
            }
            open = new ArrayList<>(waited.pending());
        }
        throw requireNonNull(failure);
    }

    private static <T> Futures.Waited<Future<T>> waitForFirst(
            List<Future<T>> open, long start, long nanos) throws InterruptedException {
        Futures.When first = Futures.When.FIRST_COMPLETED;
        if (nanos == Waits.FOREVER) {
            return Waits.waitFor(open, first, null);
        }
        long left = Math.max(0, nanos - (System.nanoTime() - start));
        return Waits.waitFor(open, first, java.time.Duration.ofNanos(left));
    }

    private static <T> @Nullable Future<T> succeeded(List<Future<T>> futures) {
        for (Future<T> future : futures) {
            if (future.state() == java.util.concurrent.Future.State.SUCCESS) {
                return future;
            }
        }
        return null;
    }
}
