package io.quadriga;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on threads, processes, coroutines or other machines, whichever its backend drives. It
 * is an {@link ExecutorService} and keeps that contract to the letter.
 *
 * <p><b>Life.</b> {@link #close()} drains without bound, as the JDK's. {@link #shutdownNow()}
 * cancels queued and running futures before it returns and returns the queued ones: the original
 * Runnable for {@code execute}, else a Runnable that is the cancelled future and does nothing.
 * Termination includes the callbacks registered before it. {@code close} from one of its own tasks
 * throws {@link IllegalStateException}. While accepted work is outstanding the JVM stays, unless
 * {@code at-exit = stop}; it exits when the executor is idle, even if nobody closed it.
 *
 * <p><b>Refusals.</b> After a shutdown every submission throws {@link
 * java.util.concurrent.RejectedExecutionException}; on a broken executor {@link
 * BrokenExecutorException}; a task that cannot be sent {@link TaskNotSerializableException}, in the
 * caller. A {@code null} body throws {@link NullPointerException}. A refused task was not accepted
 * and leaves no trace.
 *
 * <p><b>Blocking.</b> A submission blocks only if the queue is bounded, full, and {@code when-full
 * = block}; interrupted there it throws {@code RejectedExecutionException} with the interrupt flag
 * set. It never blocks in one of the executor's own tasks.
 *
 * <p><b>Never a hang.</b> Every accepted task reaches a final state, whatever dies.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
public interface Executor extends ExecutorService {

    /**
     * Returns the name as configured, {@code "cpu"} say.
     *
     * @return the name; never {@code null}
     */
    String name();

    /**
     * Runs the action some time. An exception goes to the UncaughtExceptionHandler of its thread,
     * on other backends to the log at ERROR; the worker lives.
     *
     * @param action what to run; not {@code null}
     */
    void execute(Action action);

    /**
     * Runs the command some time. Refused where memory is not shared, unless it is serializable.
     *
     * @param command what to run; not {@code null}
     */
    @Override
    void execute(Runnable command);

    /**
     * Submits a body with a result.
     *
     * @param task the body; not {@code null}
     * @param <T> the type of the result
     * @return its future
     */
    <T extends @Nullable Object> Future<T> submit(Task<T> task);

    @Override
    <T extends @Nullable Object> Future<T> submit(Callable<T> task);

    @Override
    Future<?> submit(Runnable task);

    @Override
    <T extends @Nullable Object> Future<T> submit(Runnable task, T result);

    /**
     * Submits a body without a result.
     *
     * @param action the body; not {@code null}
     * @return its future, whose result is {@code null}
     */
    Future<@Nullable Void> submit(Action action);

    /**
     * Submits a body without a result of its own.
     *
     * @param action the body; not {@code null}
     * @param result the result of the future, which does not leave this process
     * @param <T> the type of the result
     * @return its future
     */
    <T extends @Nullable Object> Future<T> submit(Action action, T result);

    /**
     * Submits a function with its argument.
     *
     * @param fn the function; not {@code null}
     * @param argument its argument, which may be {@code null}
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return its future
     */
    <A extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
            Fn<? super A, ? extends R> fn, A argument);

    /**
     * Submits a function with its two arguments.
     *
     * @param fn the function; not {@code null}
     * @param first its first argument, which may be {@code null}
     * @param second its second argument, which may be {@code null}
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @return its future
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            Future<R> submit(BiFn<? super A, ? super B, ? extends R> fn, A first, B second);

    /**
     * Applies a function to every input and waits until every input ran. Throws the first failure
     * in input order as {@link Future#result()} would; the other failures are suppressed in it,
     * each instance once, at most 8, then one {@link TaskFailedException} that says how many more.
     * Inputs travel in chunks, by default of ceil(n / (4 x workers)), adapted to the measured time
     * of a task; chunking never changes what the caller sees.
     *
     * @param fn the function; not {@code null}
     * @param inputs the inputs, finitely many; elements may be {@code null}
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results in input order, modifiable
     * @throws InterruptedException if interrupted while waiting; what is unfinished is cancelled
     */
    <A extends @Nullable Object, R extends @Nullable Object> java.util.List<R> map(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs)
            throws InterruptedException;

    /**
     * As {@link #map}, without waiting: every input has been pulled when this returns. Cancelling
     * the future cancels what is unfinished.
     *
     * @param fn the function; not {@code null}
     * @param inputs the inputs, finitely many; elements may be {@code null}
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the future of all results in input order
     */
    <A extends @Nullable Object, R extends @Nullable Object> Future<java.util.List<R>> mapAsync(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs);

    /**
     * Streams the results in input order. Nothing is pulled from the inputs before the terminal
     * operation, and never more than {@code window} inputs ahead of the consumer, counted from the
     * oldest undelivered one, so an infinite input runs in constant memory. {@code iterator()}
     * throws a failure at its position, as {@link Future#result()} would, from {@code hasNext} or
     * {@code next}, whichever comes first, and goes on afterwards; a failure that leaves any other
     * terminal operation cancels the rest, as closing the stream does. The stream does not split.
     *
     * <p><b>Threads.</b> Inputs are pulled by the thread of the terminal operation. Its waits throw
     * {@link java.util.concurrent.CancellationException} if interrupted, with the flag set.
     *
     * @param fn the function; not {@code null}
     * @param inputs the inputs, possibly infinitely many; elements may be {@code null}
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the stream
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs);

    /**
     * As {@link #stream}, with results in the order in which they end.
     *
     * @param fn the function; not {@code null}
     * @param inputs the inputs, possibly infinitely many; elements may be {@code null}
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the stream
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs);

    /**
     * As {@link #map}, with a pair of arguments for each call.
     *
     * @param fn the function; not {@code null}
     * @param pairs the arguments, finitely many; keys and values may be {@code null}
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return the results in input order, modifiable
     * @throws InterruptedException if interrupted while waiting; what is unfinished is cancelled
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            java.util.List<R> starmap(
                    BiFn<? super A, ? super B, ? extends R> fn,
                    Iterable<? extends Map.Entry<A, B>> pairs)
                    throws InterruptedException;

    /**
     * As {@link #mapAsync}, with a pair of arguments for each call.
     *
     * @param fn the function; not {@code null}
     * @param pairs the arguments, finitely many; keys and values may be {@code null}
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return the future of all results in input order
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            Future<java.util.List<R>> starmapAsync(
                    BiFn<? super A, ? super B, ? extends R> fn,
                    Iterable<? extends Map.Entry<A, B>> pairs);

    /**
     * Returns a view of the same pool whose submissions have these options; options that are not
     * set are inherited from this view. Shutdown on one view is shutdown on all.
     *
     * @param options the options; not {@code null}
     * @return the view
     * @throws IllegalArgumentException if the backend does not understand an option, a priority say
     */
    Executor with(TaskOptions options);

    /**
     * Counts what happened so far, over all views.
     *
     * @return the counts
     */
    ExecutorStats stats();

    /**
     * Returns what this executor can do beyond the contract, which follows its configuration.
     *
     * @return the capabilities, unmodifiable
     */
    Set<Capability> capabilities();

    /**
     * Cancels what was submitted through this view and has not started.
     *
     * @return how many tasks (inputs of bulk calls) were cancelled
     */
    int cancelPending();

    /**
     * Shuts down and waits, without bound, until everything accepted has ended. If interrupted
     * while waiting it stops all tasks as by {@link #shutdownNow()}, waits on, and returns with the
     * flag set. From a callback of this executor it waits for all but the callbacks that are
     * themselves in here.
     *
     * @throws IllegalStateException if called from one of this executor's own tasks; nothing
     *     happened
     */
    @Override
    void close();
}
