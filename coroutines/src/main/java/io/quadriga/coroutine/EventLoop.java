package io.quadriga.coroutine;

import io.quadriga.coroutine.internal.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs any number of {@link Coroutine}s and callbacks, one at a time. It switches
 * only where one of them waits: what they share needs no lock.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.create()) {
 *     loop.run(() -> {
 *         Coroutine<?> eat = loop.spawn(() -> eat("abc"));
 *         Coroutine<?> play = loop.spawn(() -> play("abc"));
 *         Coroutines.joinAll(eat, play);
 *     });
 * }
 * }</pre>
 *
 * <p><b>Order.</b> What is ready runs in the order in which it became ready, callbacks and
 * coroutines alike. What becomes ready in one round runs in the next. Timers of one time fire in
 * the order in which they were set.
 *
 * <p><b>Engines.</b> There are two, see {@link #engine}. On both a wait on an object of Quadriga
 * suspends the coroutine alone. On {@code loop} so does nearly every blocking call of the JDK; on
 * {@code baton} such a call blocks the loop. What never suspends on either: reading and writing
 * files, pipes of processes and standard input, the lookup of host names, native code, computing.
 *
 * <p><b>Threads.</b> Methods may be called by any thread, unless they say otherwise. Actions before
 * a {@code spawn} or {@code call...} happen-before the body or callback, and each turn of a loop
 * happens-before the next. A loop runs on a daemon thread of its own while {@link #run} or {@link
 * #runForever} waits for it; between them it stands still, and what was begun goes on with the next
 * one. A virtual thread that is started in a coroutine is scheduled by its loop on the engine
 * {@code loop}.
 *
 * <p>Modelled on asyncio's event loop and gevent's hub.
 */
public interface EventLoop extends AutoCloseable {

    /**
     * Makes a loop named {@code loop-<k>}, unique in this process.
     *
     * @return a new loop, which its owner closes
     */
    static EventLoop create() {
        return Loop.create(null);
    }

    /**
     * Makes a loop.
     *
     * @param name its name, which begins the names of its coroutines
     * @return a new loop, which its owner closes
     * @throws IllegalArgumentException if the name is blank
     */
    static EventLoop create(String name) {
        return Loop.create(name);
    }

    /**
     * Returns the loop that the caller runs on, as a coroutine or callback.
     *
     * @return the loop
     * @throws IllegalStateException if the caller runs on none
     */
    static EventLoop current() {
        return find().orElseThrow(() ->
                new IllegalStateException(
                        "not in a loop: thread="
                                + Thread.currentThread().getName()
                                + "; call this in a coroutine or a callback of a loop"));
    }

    /**
     * Returns the loop that the caller runs on.
     *
     * @return the loop, empty if the caller runs on none
     */
    static Optional<EventLoop> find() {
        return Loop.find();
    }

    /**
     * Tells how coroutines are run in this process. The first loop chooses, and says so in the log.
     *
     * @return {@code "loop"}: virtual threads scheduled by the loop, where {@code java.base} was
     *     opened for it; else {@code "baton"}: public API alone. {@code
     *     -Dio.quadriga.coroutine.engine} asks for one of them
     */
    static String engine() {
        return Loop.engineId();
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    String name();

    /**
     * Runs a coroutine, and whatever else is ready, until the coroutine has ended. Then cancels
     * what is left of other coroutines and waits until they have ended, for ten seconds at most;
     * those that have not are named in the log. The loop may be run again.
     *
     * @param main what to run
     * @param <T> the type of its result
     * @return what it returned; what it throws is thrown as {@link io.quadriga.Future#result} does
     * @throws InterruptedException if the caller is interrupted; the coroutine was cancelled, and
     *     has ended unless it took more than ten seconds for that
     * @throws IllegalStateException if the loop was stopped before main had ended, which goes on in
     *     the next run; or if the loop runs already or is closed, or the caller runs on a loop:
     *     nothing was run
     */
    <T extends @Nullable Object> T run(Callable<T> main) throws InterruptedException;

    /**
     * As {@link #run(Callable)}, for a body without a result.
     *
     * @param main what to run
     * @throws InterruptedException as there
     * @throws IllegalStateException as there
     */
    void run(Body main) throws InterruptedException;

    /**
     * Runs what is ready until {@link #stop}.
     *
     * @throws InterruptedException if the caller is interrupted; the loop has stopped
     * @throws IllegalStateException if the loop runs already or is closed, or the caller runs on a
     *     loop: nothing was run
     */
    void runForever() throws InterruptedException;

    /**
     * Makes {@link #run} or {@link #runForever} end when what is ready now has run. Called while
     * the loop does not run it lets the next run end after one round. Never blocks.
     */
    void stop();

    /**
     * Tells whether the loop is being run.
     *
     * @return {@code true} from the beginning of {@link #run} or {@link #runForever} to its end
     */
    boolean isRunning();

    /**
     * Cancels all coroutines, waits until they have ended, for ten seconds at most, and gives
     * everything up. Those that have not ended are named in the log, and go on in another thread,
     * still one at a time. Callbacks that were not called never are. Does nothing the second time.
     *
     * @throws IllegalStateException if the loop is being run; stop it first
     */
    @Override
    void close();

    /**
     * Starts a coroutine. It begins when its turn comes, never before this returns.
     *
     * @param body what it does
     * @param <T> the type of its result
     * @return the coroutine
     * @throws IllegalStateException if the loop is closed
     */
    <T extends @Nullable Object> Coroutine<T> spawn(Callable<T> body);

    /**
     * Starts a coroutine without a result.
     *
     * @param body what it does
     * @return the coroutine
     * @throws IllegalStateException if the loop is closed
     */
    Coroutine<@Nullable Void> spawn(Body body);

    /**
     * Calls something on the loop, after all that is ready, never before this returns. What it
     * throws is logged, and the loop goes on. It must not wait: a wait on an object of Quadriga
     * throws {@link IllegalStateException}, and any other blocks the loop.
     *
     * @param callback what to call
     * @return its handle
     * @throws IllegalStateException if the loop is closed
     */
    Handle callSoon(Runnable callback);

    /**
     * Calls something on the loop after a while, as {@link #callSoon}.
     *
     * @param delay how long to wait at least; zero or negative means as soon as possible
     * @param callback what to call
     * @return its handle
     * @throws IllegalStateException if the loop is closed
     */
    Handle callLater(Duration delay, Runnable callback);

    /**
     * Calls something on the loop at a time, as {@link #callSoon}.
     *
     * @param nanos the time, of the clock {@link #time}
     * @param callback what to call
     * @return its handle
     * @throws IllegalStateException if the loop is closed
     */
    Handle callAt(long nanos, Runnable callback);

    /**
     * Returns the time of the loop's clock, which only ever goes on: {@link System#nanoTime}.
     *
     * @return nanoseconds since some moment, to be compared by their difference
     */
    long time();
}
