package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.spi.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The JDK's invokeAll and invokeAny, over any executor of Quadriga. */
final class Invoking {

    private final PoolExecutor executor;
    private final long start = System.nanoTime();
    private final long nanos;

    private Invoking(PoolExecutor executor, long nanos) {
        this.executor = executor;
        this.nanos = Math.max(0, nanos); // what is far below 0 would overflow in left()
    }

    static <T> List<java.util.concurrent.Future<T>> all(
            PoolExecutor executor, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean ended = false;
        try {
            new Invoking(executor, nanos).all(tasks, futures);
            ended = true;
            return new ArrayList<>(futures);
        } finally {
            if (!ended) {
                drop(futures);
            }
        }
    }

    /**
     * Submits one after the other while none has succeeded. The winner cancels the others itself,
     * because a worker that waits here may be running one of them.
     */
    static <T> T any(PoolExecutor executor, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks: tasks=[]; give at least one");
        }
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            return new Invoking(executor, nanos).any(tasks.iterator(), futures);
        } finally {
            drop(futures);
        }
    }

    /** Cancels futures that nobody will get to see. */
    private static <T> void drop(List<Future<T>> futures) {
        futures.forEach(future -> Waits.own(future).watch()); // else its failure would be reported
        cancel(futures);
    }

    /** Cancels the last ones first, so that no worker goes on from one that is stopped to them. */
    private static <T> void cancel(List<Future<T>> futures) {
        futures.reversed().forEach(future -> future.cancel(true));
    }

    private boolean isTimed() {
        return nanos != Waits.FOREVER;
    }

    private long left() {
        return isTimed() ? Math.max(0, nanos - (System.nanoTime() - start)) : nanos;
    }

    private <T> void all(Collection<? extends Callable<T>> tasks, List<Future<T>> futures)
            throws InterruptedException {
        for (Callable<T> task : tasks) {
            requireNonNull(task, "task");
            Future<T> future = left() == 0 ? null : submit(task);
            futures.add(future == null ? new NotBegun<>(executor.name()) : future);
        }
        waitFor(futures, Futures.When.ALL);
        if (isTimed()) {
            cancel(futures);
        }
    }

    /** Submits the task; {@code null} if there was no place for it in time. */
    private <T> @Nullable Future<T> submit(Callable<T> task) throws InterruptedException {
        try {
            return executor.submit(task, left());
        } catch (Admission.GaveUp gaveUp) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException(gaveUp.getMessage());
                interrupted.initCause(gaveUp);
                throw interrupted;
            }
            return null;
        }
    }

    private <T> T any(Iterator<? extends Callable<T>> tasks, List<Future<T>> futures)
            throws InterruptedException, ExecutionException, TimeoutException {
        Collection<Future<T>> rivals = new ConcurrentLinkedQueue<>();
        while (tasks.hasNext()) {
            Future<T> next = submit(requireNonNull(tasks.next(), "task"));
            if (next == null) {
                throw timedOut(futures.size());
            }
            futures.add(next);
            rivals.add(next);
            Waits.own(next).react(settled -> cancelOthers(settled, rivals));
            Future<T> won = succeeded(futures);
            if (won != null) {
                return won.get();
            }
        }
        return firstToSucceed(new ArrayList<>(futures));
    }

    private <T> T firstToSucceed(List<Future<T>> open)
            throws InterruptedException, ExecutionException, TimeoutException {
        @Nullable ExecutionException failure = null;
        List<Future<T>> pending = open;
        while (!pending.isEmpty()) {
            Futures.Waited<Future<T>> waited = waitFor(pending, Futures.When.FIRST_COMPLETED);
            if (waited.done().isEmpty()) {
                throw timedOut(pending.size());
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
            pending = new ArrayList<>(waited.pending());
        }
        throw requireNonNull(failure);
    }

    private <T> Futures.Waited<Future<T>> waitFor(List<Future<T>> futures, Futures.When when)
            throws InterruptedException {
        return Waits.waitFor(futures, when, isTimed() ? Duration.ofNanos(left()) : null);
    }

    private TimeoutException timedOut(int unfinished) {
        return new TimeoutException(
                "no task succeeded in time: timeout="
                        + TimeUnit.NANOSECONDS.toMillis(nanos)
                        + " ms, unfinished="
                        + unfinished);
    }

    private static <T> @Nullable Future<T> succeeded(List<Future<T>> futures) {
        for (Future<T> future : futures) {
            if (future.state() == java.util.concurrent.Future.State.SUCCESS) {
                return future;
            }
        }
        return null;
    }

    private static <T> void cancelOthers(BaseFuture<?> settled, Collection<Future<T>> rivals) {
        if (settled.state() == java.util.concurrent.Future.State.SUCCESS) {
            for (Future<T> rival : rivals) {
                if (!rival.equals(settled)) {
                    rival.cancel(true);
                }
            }
        }
    }

    /** Stands for a task that was not submitted, because the time was over. */
    private static final class NotBegun<T extends @Nullable Object> extends Promise<T> {

        private final String label;

        NotBegun(String label) {
            this.label = label;
            cancel(false);
        }

        @Override
        protected String label() {
            return label;
        }
    }
}
