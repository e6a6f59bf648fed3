package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.spi.Waiter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Every wait of core: spins briefly, helps where it can, looks for cycles, and waits by the
 * caller's Waiter.
 */
public final class Waits {

    static final long FOREVER = Long.MAX_VALUE;

    /** A wake-up costs 15 to 50 us, so a result that is due within this is worth looking for. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    private Waits() {}

    /** Waits for the outcome. */
    static boolean await(BaseFuture<?> future, long nanos) throws InterruptedException {
        if (future.isDone()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return false;
        }
        return await(future, nanos, true);
    }

    /** Waits for the outcome whatever happens; the interrupt flag is kept. */
    static void awaitUninterruptibly(BaseFuture<?> future) {
        try {
            while (!future.isDone()) {
                await(future, FOREVER, false);
            }
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean await(BaseFuture<?> future, long nanos, boolean interruptible)
            throws InterruptedException {
        WorkerThread worker = CurrentTask.worker();
        if (worker != null && nanos == FOREVER) {
            Helping.help(future, worker);
            if (future.isDone()) {
                return true;
            }
        }
        Waiter waiter = Waiter.current();
        if (spin(future, waiter)) {
            return true;
        }
        Reaction wake = settled -> waiter.unpark();
        future.react(wake);
        try {
            if (worker == null || nanos != FOREVER) {
                return park(waiter, future, future::isDone, nanos, interruptible);
            }
            Helping.parkForAll(waiter, worker, List.of(future), future::isDone, interruptible);
            return true;
        } finally {
            future.unreact(wake);
        }
    }

    private static boolean spin(BaseFuture<?> future, Waiter waiter) {
        if (waiter.blocksThread()) {
            for (int i = 0; i < SPINS; i++) {
                if (future.isDone()) {
                    return true;
                }
                Thread.onSpinWait();
            }
        }
        return false;
    }

    /** Parks until the condition holds; whoever makes it hold unparks the waiter. */
    static boolean park(
            Waiter waiter,
            Object blocker,
            BooleanSupplier condition,
            long nanos,
            boolean interruptible)
            throws InterruptedException {
        long start = nanos == FOREVER ? 0 : System.nanoTime();
        long remaining = nanos;
        boolean interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                if (Thread.interrupted()) {
                    if (interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                if (nanos != FOREVER) {
                    remaining = nanos - (System.nanoTime() - start);
                    if (remaining <= 0) {
                        return false;
                    }
                }
                waiter.park(blocker, remaining);
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static TimeoutException timedOut(BaseFuture<?> future, long nanos) {
        return new TimeoutException(
                "no outcome in time: task="
                        + future.label()
                        + ", state="
                        + future.taskState()
                        + ", timeout="
                        + Duration.ofNanos(Math.max(0, nanos))
                        + "; the task goes on");
    }

    // ---- several futures

    /** Waits as {@link Futures#waitFor} says; a null timeout is no limit. */
    public static <F extends Future<?>> Futures.Waited<F> waitFor(
            Iterable<? extends F> futures, Futures.When when, @Nullable Duration timeout)
            throws InterruptedException {
        requireNonNull(when, "when");
        Set<F> all = new LinkedHashSet<>();
        requireNonNull(futures, "futures")
                .forEach(future -> all.add(requireNonNull(future, "future")));
        Group group = new Group(all, when);
        group.await(timeout == null ? FOREVER : Math.max(0, OptionValues.nanos(timeout)));
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        all.forEach(future -> (future.isDone() ? done : pending).add(future));
        return new Futures.Waited<>(done, pending);
    }

    /** Streams as {@link Futures#asCompleted} says; a null timeout is no limit. */
    public static <F extends Future<?>> Stream<F> asCompleted(
            Iterable<? extends F> futures, @Nullable Duration timeout) {
        Set<F> all = new LinkedHashSet<>();
        requireNonNull(futures, "futures")
                .forEach(future -> all.add(requireNonNull(future, "future")));
        Completed<F> completed =
                new Completed<>(
                        all, timeout == null ? FOREVER : Math.max(0, OptionValues.nanos(timeout)));
        return StreamSupport.stream(completed, false).onClose(completed::close);
    }

    /** Futures that are waited for together. */
    private static final class Group {

        private final Futures.When when;
        private final List<BaseFuture<?>> futures;
        private final AtomicInteger missing = new AtomicInteger();
        private volatile boolean enough;

        Group(Set<? extends Future<?>> all, Futures.When when) {
            this.when = when;
            this.futures = all.stream().<BaseFuture<?>>map(Waits::own).toList();
        }

        void await(long nanos) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            WorkerThread worker = nanos == FOREVER ? CurrentTask.worker() : null;
            if (worker != null && when == Futures.When.ALL) {
                Helping.helpAll(futures, worker, this::isOver);
            }
            Waiter waiter = Waiter.current();
            Reaction reaction = future -> settled(future, waiter);
            missing.set(futures.size());
            futures.forEach(future -> future.react(reaction));
            try {
                if (worker != null && when != Futures.When.ALL) {
                    boolean any = when == Futures.When.FIRST_COMPLETED;
                    Helping.parkForFirst(waiter, worker, () -> futures, this::isOver, any);
                } else if (worker != null) {
                    Helping.parkForAll(waiter, worker, futures, this::isOver, true);
                } else {
                    Waits.park(waiter, this, this::isOver, nanos, true);
                }
            } finally {
                futures.forEach(future -> future.unreact(reaction));
            }
        }

        private boolean isOver() {
            return enough || futures.stream().allMatch(BaseFuture::isDone) || anyEnough();
        }

        private boolean anyEnough() {
            return when != Futures.When.ALL
                    && futures.stream().anyMatch(future -> future.isDone() && isEnough(future));
        }

        private boolean isEnough(BaseFuture<?> future) {
            return when == Futures.When.FIRST_COMPLETED
                    || (future.isCompletedExceptionally() && !future.isCancelled());
        }

        private void settled(BaseFuture<?> future, Waiter waiter) {
            boolean last = missing.decrementAndGet() == 0;
            if (last || (when != Futures.When.ALL && isEnough(future))) {
                enough = true;
                waiter.unpark();
            }
        }
    }

    /** The future as one of core's, which all of Quadriga's are. */
    static BaseFuture<?> own(Future<?> future) {
        if (future instanceof BaseFuture<?> own) {
            return own;
        }
        throw new IllegalArgumentException(
                "not a future of Quadriga: class="
                        + future.getClass().getName()
                        + "; build futures of your own on io.quadriga.spi.Promise");
    }
}
