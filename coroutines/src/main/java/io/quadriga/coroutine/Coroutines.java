package io.quadriga.coroutine;

import io.quadriga.Future;
import io.quadriga.coroutine.internal.Suspension;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a coroutine does: it waits, and starts others beside it. All that waits suspends the calling
 * coroutine and lets its loop run what else is ready.
 *
 * <p><b>Cancel.</b> A wait here is ended by {@link Coroutine#cancel}, or an interrupt of the
 * coroutine's thread, with a {@link java.util.concurrent.CancellationException}. What it waited for
 * was not taken then, and if that came first it is returned, and the next wait throws.
 *
 * <p><b>Threads.</b> For coroutines: anywhere else these methods throw {@link
 * IllegalStateException}, but {@link #run}.
 */
public final class Coroutines {

    private Coroutines() {}

    /**
     * Runs a coroutine on a new loop, which is closed at its end, see {@link EventLoop#run}.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return what it returned
     * @throws InterruptedException if the caller is interrupted; the coroutine was cancelled
     * @throws IllegalStateException if the caller runs on a loop; nothing was run
     */
    public static <T extends @Nullable Object> T run(Callable<T> main) throws InterruptedException {
        try (EventLoop loop = EventLoop.create()) {
            return loop.run(main);
        }
    }

    /**
     * As {@link #run(Callable)}, for a body without a result.
     *
     * @param main what to run
     * @throws InterruptedException as there
     * @throws IllegalStateException as there
     */
    public static void run(Body main) throws InterruptedException {
        try (EventLoop loop = EventLoop.create()) {
            loop.run(main);
        }
    }

    /**
     * Returns the calling coroutine.
     *
     * @return the coroutine
     */
    public static Coroutine<?> current() {
        return Suspension.current();
    }

    /**
     * Starts a coroutine beside this one, see {@link EventLoop#spawn(Callable)}.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the coroutine
     */
    public static <T extends @Nullable Object> Coroutine<T> spawn(Callable<T> body) {
        return EventLoop.current().spawn(body);
    }

    /**
     * Starts a coroutine without a result beside this one, see {@link EventLoop#spawn(Body)}.
     *
     * @param body what it does
     * @return the coroutine
     */
    public static Coroutine<@Nullable Void> spawn(Body body) {
        return EventLoop.current().spawn(body);
    }

    /**
     * Waits for a time.
     *
     * @param duration how long at least; zero or negative gives way once
     * @throws java.util.concurrent.CancellationException if cancelled meanwhile
     */
    public static void sleep(Duration duration) {
        Suspension.sleep(duration);
    }

    /**
     * Lets everything run that is ready now, then goes on.
     *
     * @throws java.util.concurrent.CancellationException if cancelled meanwhile
     */
    public static void yieldNow() {
        Suspension.yieldNow();
    }

    /**
     * Waits for the outcome of a future, as {@link Future#result}. A cancel of the caller cancels
     * the future, too; {@link #shield} keeps it from that.
     *
     * @param future what to wait for
     * @param <T> the type of its result
     * @return the result; a failure is thrown as {@link Future#result} does
     * @throws java.util.concurrent.CancellationException if the caller is cancelled meanwhile, or
     *     the future was
     */
    public static <T extends @Nullable Object> T await(Future<T> future) {
        return Suspension.await(future, true);
    }

    /**
     * Waits for the outcome of a stage of the JDK. A cancel of the caller leaves it alone.
     *
     * @param stage what to wait for
     * @param <T> the type of its result
     * @return the result; a failure is thrown as {@link Future#result} does
     * @throws java.util.concurrent.CancellationException if the caller is cancelled meanwhile, or
     *     the stage was
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Suspension.await(stage);
    }

    /**
     * Waits for the outcome of a future, as {@link #await(Future)}, but a cancel of the caller
     * leaves the future alone.
     *
     * @param future what to wait for
     * @param <T> the type of its result
     * @return the result; a failure is thrown as {@link Future#result} does
     * @throws java.util.concurrent.CancellationException if the caller is cancelled meanwhile, or
     *     the future was
     */
    public static <T extends @Nullable Object> T shield(Future<T> future) {
        return Suspension.await(future, false);
    }

    /**
     * Runs a body as a coroutine of its own, which a cancel of the caller does not reach, and waits
     * for its outcome, see {@link #shield(Future)}.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the result; a failure is thrown as {@link Future#result} does
     * @throws java.util.concurrent.CancellationException if the caller is cancelled meanwhile; the
     *     body goes on
     */
    public static <T extends @Nullable Object> T shield(Callable<T> body) {
        return shield(spawn(body));
    }

    /**
     * Waits until the bodies of all these have ended, clean-up included, whatever their outcomes.
     *
     * @param coroutines whom to wait for
     * @throws java.util.concurrent.CancellationException if cancelled meanwhile; they go on
     */
    public static void joinAll(Coroutine<?>... coroutines) {
        joinAll(List.of(coroutines));
    }

    /**
     * Waits until the bodies of all these have ended, clean-up included, whatever their outcomes.
     *
     * @param coroutines whom to wait for
     * @throws java.util.concurrent.CancellationException if cancelled meanwhile; they go on
     */
    public static void joinAll(Collection<? extends Coroutine<?>> coroutines) {
        for (Coroutine<?> each : List.copyOf(coroutines)) {
            Suspension.awaitEnd(each);
        }
    }
}
