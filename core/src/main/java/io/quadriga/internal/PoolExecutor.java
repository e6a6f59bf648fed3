package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Action;
import io.quadriga.BiFn;
import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.ExecutorStats;
import io.quadriga.Fn;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one implementation of Executor: a view of a pool, which does the work. */
public final class PoolExecutor implements Executor {

    private final View view;
    private final Pool pool;
    private final @Nullable PoolExecutor root; // views keep the executor itself reachable

    private PoolExecutor(View view, @Nullable PoolExecutor root) {
        this.view = view;
        this.pool = view.pool;
        this.root = root;
    }

    /** Opens an executor over a backend. */
    public static Executor open(
            ExecutorBackend backend, ExecutorSpec spec, List<ExecutorListener> listeners) {
        Pool pool = new Pool(backend, spec, listeners);
        PoolExecutor executor = new PoolExecutor(new View(pool, (OptionValues) spec.tasks()), null);
        Threads.CLEANER.register(executor, pool::droppedByOwner);
        return executor;
    }

    @Override
    public String name() {
        return pool.name();
    }

    // ---- single tasks

    @Override
    public void execute(Action action) {
        execute((Runnable) action);
    }

    @Override
    public void execute(Runnable command) {
        var _ = start(new TaskFuture.Command(view, requireNonNull(command, "command")));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Task<T> task) {
        return start(new TaskFuture<>(view, requireNonNull(task, "task")));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return start(new TaskFuture<>(view, requireNonNull(task, "task")));
    }

    @Override
    public Future<@Nullable Void> submit(Action action) {
        return this.<@Nullable Void>submit(action, null);
    }

    @Override
    public Future<?> submit(Runnable task) {
        return this.<@Nullable Object>submit(task, null);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Action action, T result) {
        return submit((Runnable) action, result);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
        return start(
                new TaskFuture<>(view, new Body.OfRunnable(requireNonNull(task, "task"), result)));
    }

    @Override
    @SuppressWarnings("unchecked") // a function of A is given an A
    public <A extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
            Fn<? super A, ? extends R> fn, A argument) {
        Fn<@Nullable Object, @Nullable Object> erased =
                (Fn<@Nullable Object, @Nullable Object>) requireNonNull(fn, "fn");
        return start(new TaskFuture<>(view, new Body.OfFn(erased, argument)));
    }

    @Override
    @SuppressWarnings("unchecked") // a function of A and B is given an A and a B
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            Future<R> submit(BiFn<? super A, ? super B, ? extends R> fn, A first, B second) {
        BiFn<@Nullable Object, @Nullable Object, @Nullable Object> erased =
                (BiFn<@Nullable Object, @Nullable Object, @Nullable Object>)
                        requireNonNull(fn, "fn");
        return start(new TaskFuture<>(view, new Body.OfBiFn(erased, new Body.Pair(first, second))));
    }

    /** As submit, but waits for a place only so long, and then throws Admission.GaveUp. */
    <T extends @Nullable Object> Future<T> submit(Callable<T> task, long nanos) {
        return start(new TaskFuture<>(view, requireNonNull(task, "task")), nanos);
    }

    private <T extends @Nullable Object> TaskFuture<T> start(TaskFuture<T> task) {
        return start(task, Waits.FOREVER);
    }

    private <T extends @Nullable Object> TaskFuture<T> start(TaskFuture<T> task, long nanos) {
        Map<String, Serializable> context = Contexts.capture();
        if (view.plain && context.isEmpty() && !pool.listeners().isObserved()) {
            pool.start(task, nanos);
        } else {
            startRich(task, context, nanos);
        }
        return task;
    }

    private void startRich(TaskFuture<?> task, Map<String, Serializable> context, long nanos) {
        OptionValues options = view.options;
        Callable<?> body = task.body();
        Object function = body instanceof Body own ? own : body;
        Work work = work(Body.shapeOf(body), function, new Object[1], new Slots(1), context, false);
        SingleSink sink = new SingleSink(task);
        Batch batch = new Batch(view, sink, work, 0, 1, 1);
        task.runBy(batch);
        boolean[] told = new boolean[1];
        long deadline = options.deadlineNanos();
        Runnable tell =
                () -> {
                    told[0] = true;
                    batch.tellSubmitted();
                    sink.limit(deadline);
                };
        try {
            pool.start(
                    batch,
                    tell,
                    options.delayNanos(),
                    deadline == 0 ? nanos : Math.min(nanos, deadline));
        } catch (Admission.GaveUp gaveUp) {
            if (deadline == 0 || nanos < deadline || Thread.currentThread().isInterrupted()) {
                throw gaveUp;
            }
            task.settleFailure(sink.missed(deadline));
        } catch (Throwable refused) {
            sink.stopClock();
            if (told[0]) {
                batch.tellListeners(0, new Slots.Failure(refused));
            }
            throw refused;
        }
    }

    private Work work(
            Run.Shape shape,
            Object function,
            @Nullable Object[] inputs,
            Slots slots,
            Map<String, Serializable> context,
            boolean divisible) {
        boolean observed = pool.listeners().isObserved();
        long deadline = view.options.deadlineNanos();
        return new Work(
                shape,
                function,
                inputs,
                slots,
                view.options,
                context,
                observed ? pool.nextIds(slots.size()) : 0,
                deadline == 0 ? 0 : notZero(System.nanoTime() + deadline),
                observed,
                divisible);
    }

    /** A point in time may be any number, in particular one that has run over. */
    private static long notZero(long nanoTime) {
        return nanoTime == 0 ? 1 : nanoTime;
    }

    // ---- bulk calls

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs)
            throws InterruptedException {
        return await(this.<R>mapCall(Run.Shape.APPLY, requireNonNull(fn, "fn"), inputs));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Future<List<R>> mapAsync(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs) {
        return this.<R>mapCall(Run.Shape.APPLY, requireNonNull(fn, "fn"), inputs).start();
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            List<R> starmap(
                    BiFn<? super A, ? super B, ? extends R> fn,
                    Iterable<? extends Map.Entry<A, B>> pairs)
                    throws InterruptedException {
        return await(this.<R>mapCall(Run.Shape.APPLY_PAIR, requireNonNull(fn, "fn"), pairs));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            Future<List<R>> starmapAsync(
                    BiFn<? super A, ? super B, ? extends R> fn,
                    Iterable<? extends Map.Entry<A, B>> pairs) {
        return this.<R>mapCall(Run.Shape.APPLY_PAIR, requireNonNull(fn, "fn"), pairs).start();
    }

    private <R extends @Nullable Object> MapCall<R> mapCall(
            Run.Shape shape, Object fn, Iterable<?> inputs) {
        @Nullable Object[] all = toArray(requireNonNull(inputs, "inputs"));
        return new MapCall<>(
                view, work(shape, fn, all, new Slots(all.length), Contexts.capture(), true));
    }

    private static @Nullable Object[] toArray(Iterable<?> inputs) {
        if (inputs instanceof Collection<?> sized) {
            return sized.toArray(new Object[0]);
        }
        List<@Nullable Object> all = new ArrayList<>();
        inputs.forEach(all::add);
        return all.toArray();
    }

    private static <R extends @Nullable Object> List<R> await(MapCall<R> call)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Future<List<R>> future = call.start();
        call.await();
        return future.result();
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs) {
        return stream(fn, inputs, true);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs) {
        return stream(fn, inputs, false);
    }

    private <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> inputs, boolean ordered) {
        requireNonNull(fn, "fn");
        requireNonNull(inputs, "inputs");
        Map<String, Serializable> context = Contexts.capture();
        boolean divisible = view.options.chunkSizeValue() == null;
        return ResultStream.of(
                new StreamCall<R>(
                        view,
                        ordered,
                        inputs,
                        chunk ->
                                work(
                                        Run.Shape.APPLY,
                                        fn,
                                        chunk,
                                        new Slots(chunk.length),
                                        context,
                                        divisible)));
    }

    // ---- the JDK's bulk calls

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invoking.all(this, tasks, Waits.FOREVER);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invoking.all(this, requireNonNull(tasks, "tasks"), unit.toNanos(timeout));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invoking.any(this, tasks, Waits.FOREVER);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invoking.any(this, requireNonNull(tasks, "tasks"), unit.toNanos(timeout));
    }

    // ---- views and counts

    @Override
    public Executor with(TaskOptions options) {
        OptionValues values =
                ((OptionValues) requireNonNull(options, "options")).over(view.options);
        if (values.priority() != 0 && !capabilities().contains(Capability.PRIORITIES)) {
            throw new IllegalArgumentException(
                    "this backend has no priorities: executor="
                            + name()
                            + ", priority="
                            + values.priority()
                            + "; leave it at 0 or use a thread-pool");
        }
        return new PoolExecutor(new View(pool, values), root == null ? this : root);
    }

    @Override
    public ExecutorStats stats() {
        return pool.snapshot();
    }

    @Override
    public Set<Capability> capabilities() {
        return pool.capabilities();
    }

    @Override
    public int cancelPending() {
        return pool.outstanding().cancelPending(view);
    }

    // ---- life

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return !pool.lifecycle().isRunning();
    }

    @Override
    public boolean isTerminated() {
        return pool.lifecycle().isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(Math.max(0, unit.toNanos(timeout)));
    }

    /** Whether the calling thread runs a task of this executor, which would wait for itself. */
    boolean isInsideOwnTask() {
        return CurrentTask.isInside(pool);
    }

    @Override
    public void close() {
        if (CurrentTask.isInside(pool)) {
            throw new IllegalStateException(
                    "an executor cannot be closed by its own task, which it would wait for: executor="
                            + name()
                            + "; close it where it was opened, or call shutdown()");
        }
        pool.shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                pool.awaitTermination(Waits.FOREVER);
            } catch (InterruptedException stop) {
                interrupted = true;
                pool.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Executor[" + name() + ", " + stats() + "]";
    }
}
