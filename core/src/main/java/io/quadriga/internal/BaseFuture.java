package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.lookup;
import static java.util.Objects.requireNonNull;

import io.quadriga.Callback;
import io.quadriga.Future;
import io.quadriga.TaskFailedException;
import io.quadriga.TaskState;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task or promise. The outcome itself is that of CompletableFuture, so a result
 * costs one CAS and no further object; whatever else a future can be asked for hangs off {@code
 * observers}, which most futures never need.
 */
public abstract class BaseFuture<T extends @Nullable Object> extends AsyncStage<T>
        implements Future<T> {
    /*
     * The outcome is written once, by settleValue, settleFailure or settleCancelled; the CAS inside
     * CompletableFuture is the linearization point of all three.
     *
     * A failure that is itself a CancellationException or CompletionException is stored inside a
     * CompletionException, because CompletableFuture would take the one for a cancel and unwrap the
     * other. So: stored CancellationException == cancelled; stored CompletionException == its cause is the
     * failure; any other == itself the failure.
     *
     * Ordering between settling and observing (Dekker): the settler writes the outcome by a CAS and then
     * reads `observers` volatile; an observer publishes itself in `observers` by a CAS or under its monitor
     * and then reads the outcome volatile. Either sees the other; firing twice is harmless.
     */
    private static final VarHandle OBSERVERS =
            ConstantBootstraps.fieldVarHandle(
                            lookup(),
                            "observers",
                            VarHandle.class,
                            BaseFuture.class,
                            Observers.class)
                    .withInvokeExactBehavior();

    private volatile @Nullable Observers observers;

    /** Whether somebody will look at a failure, or has. */
    private volatile boolean watched;

    protected final boolean settleValue(T value) {
        if (!super.complete(value)) {
            return false;
        }
        fire();
        return true;
    }

    protected final boolean settleFailure(Throwable error) {
        requireNonNull(error, "error");
        if (!super.completeExceptionally(stored(error))) {
            return false;
        }
        if (!watched && reportsUnseen()) {
            observers().reportUnseen(UnseenFailure.watch(this, label(), error));
            if (watched) { // in the meantime, when there was nothing yet to tell
                observers().seen();
            }
        }
        fire();
        return true;
    }

    /** How a failure stands in a CompletableFuture that must not take it for its own doing. */
    static Throwable stored(Throwable error) {
        return error instanceof CancellationException || error instanceof CompletionException
                ? new CompletionException(error)
                : error;
    }

    protected final boolean settleCancelled() {
        if (isDone() || !super.completeExceptionally(cancellation())) {
            return false;
        }
        fire();
        return true;
    }

    private CancellationException cancellation() {
        return new CancellationException("the task was cancelled: task=" + label());
    }

    /** Where the task stands while there is no outcome. */
    protected abstract TaskState stateBeforeOutcome();

    /** What to call the task in a log. */
    protected String label() {
        return "unnamed";
    }

    /** Whether a failure that nobody looks at is logged when this future is collected. */
    protected boolean reportsUnseen() {
        return true;
    }

    /** Whether the body still runs although there is an outcome. */
    boolean isBodyOver() {
        return isDone();
    }

    /**
     * Runs the work behind this future in the calling worker, if it is still queued and allows it;
     * whether it did.
     */
    boolean help(WorkerThread worker) {
        return false;
    }

    /** What must end before this future can, for finding cycles. */
    Dependency dependency() {
        return Dependency.UNKNOWN;
    }

    private void fire() {
        Observers present = observers;
        if (present != null) {
            present.settled(this);
        }
    }

    /** Called by the owner when the body of an already settled future has ended. */
    final void bodyOver() {
        Observers present = observers;
        if (present != null) {
            present.bodyOver(this);
        }
    }

    private Observers observers() {
        Observers present = observers;
        if (present == null) {
            Observers fresh = new Observers();
            present = (Observers) OBSERVERS.compareAndExchange(this, (Observers) null, fresh);
            if (present == null) {
                present = fresh;
            }
        }
        return present;
    }

    /** Runs the reaction in the settling thread, or here if there is an outcome. Must not throw. */
    final void react(Reaction reaction) {
        Observers present = observers();
        present.add(reaction);
        if (isDone()) {
            present.settled(this);
        }
    }

    /** Runs the reaction when the body, too, has ended. */
    final void reactToBody(Reaction reaction) {
        Observers present = observers();
        present.addBody(reaction);
        if (isDone() && isBodyOver()) {
            present.bodyOver(this);
        }
    }

    final void unreact(Reaction reaction) {
        Observers present = observers;
        if (present != null) {
            present.remove(reaction);
        }
    }

    /** The failure, the cancellation, or null if there is a result. There must be an outcome. */
    final @Nullable Throwable failure() {
        if (!isCompletedExceptionally()) {
            return null;
        }
        watch();
        return isCancelled() ? cancellation() : super.exceptionNow();
    }

    /** Tells that somebody has looked at a failure, or that nobody ever can. */
    final void watch() {
        if (!watched) {
            watched = true;
            Observers present = observers;
            if (present != null) {
                present.seen();
            }
        }
    }

    @Override
    public Future<T> onDone(Callback<? super T> callback) {
        return onDone(new RegisteredCallback<>(requireNonNull(callback, "callback"), null));
    }

    @Override
    public Future<T> onDone(Callback<? super T> callback, Executor where) {
        return onDone(
                new RegisteredCallback<>(
                        requireNonNull(callback, "callback"), requireNonNull(where, "where")));
    }

    private Future<T> onDone(RegisteredCallback<? super T> callback) {
        watch();
        Observers present = observers();
        present.add(callback);
        if (isDone()) {
            present.settled(this);
        }
        return this;
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            Waits.await(this, Waits.FOREVER);
        }
        watchFailure();
        return super.get();
    }

    @Override
    public final T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = unit.toNanos(timeout);
        if (!isDone() && !Waits.await(this, Math.max(0, nanos))) {
            throw Waits.timedOut(this, nanos);
        }
        watchFailure();
        return super.get();
    }

    @Override
    public final T join() {
        Waits.awaitUninterruptibly(this);
        watchFailure();
        return super.join();
    }

    @Override
    public final T result() throws InterruptedException {
        if (!isDone()) {
            Waits.await(this, Waits.FOREVER);
        }
        return outcome();
    }

    @Override
    public final T result(Duration timeout) throws InterruptedException, TimeoutException {
        long nanos = OptionValues.nanos(requireNonNull(timeout, "timeout"));
        if (!isDone() && !Waits.await(this, Math.max(0, nanos))) {
            throw Waits.timedOut(this, nanos);
        }
        return outcome();
    }

    private T outcome() {
        if (!isCompletedExceptionally()) {
            return super.join();
        }
        if (isCancelled()) {
            throw cancellation();
        }
        watch();
        throw asUnchecked(super.exceptionNow());
    }

    /** The failure as {@code Future.result} throws it; throws errors itself. */
    static RuntimeException asUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException own
                && !(failure instanceof CancellationException)) {
            return own;
        }
        return new TaskFailedException("the task failed: " + failure, failure);
    }

    @Override
    public final boolean await(Duration timeout) throws InterruptedException {
        return Waits.await(
                this, Math.max(0, OptionValues.nanos(requireNonNull(timeout, "timeout"))));
    }

    @Override
    public final TaskState taskState() {
        if (!isDone()) {
            TaskState state = stateBeforeOutcome();
            if (!isDone()) {
                return state;
            }
        }
        if (!isCompletedExceptionally()) {
            return TaskState.SUCCEEDED;
        }
        return isCancelled() ? TaskState.CANCELLED : TaskState.FAILED;
    }

    private void watchFailure() {
        if (isCompletedExceptionally()) {
            watch();
        }
    }

    @Override
    public final T getNow(T valueIfAbsent) {
        watchFailure();
        return super.getNow(valueIfAbsent);
    }

    @Override
    public final Throwable exceptionNow() {
        watchFailure();
        return super.exceptionNow();
    }

    @Override
    public final T resultNow() {
        watchFailure();
        return super.resultNow();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        watch();
        return super.newIncompleteFuture();
    }

    @Override
    public abstract boolean cancel(boolean mayInterruptIfRunning);

    /** A linked copy: completing it changes nothing here, cancelling it cancels this. */
    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        watch();
        return LinkedCopy.of(this);
    }

    @Override
    public final boolean complete(T value) {
        throw notYours("complete");
    }

    @Override
    public final boolean completeExceptionally(Throwable error) {
        throw notYours("completeExceptionally");
    }

    @Override
    public final CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw notYours("completeAsync");
    }

    @Override
    public final CompletableFuture<T> completeAsync(
            Supplier<? extends T> supplier, Executor executor) {
        throw notYours("completeAsync");
    }

    @Override
    public final CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw notYours("completeOnTimeout");
    }

    @Override
    public final CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw notYours("orTimeout");
    }

    @Override
    public final void obtrudeValue(T value) {
        throw notYours("obtrudeValue");
    }

    @Override
    public final void obtrudeException(Throwable error) {
        throw notYours("obtrudeException");
    }

    private static UnsupportedOperationException notYours(String method) {
        return new UnsupportedOperationException(
                "only the executor and cancel settle this future: method="
                        + method
                        + "; use toCompletableFuture() for a copy of your own");
    }

    @Override
    public String toString() {
        TaskState state = taskState();
        String outcome =
                switch (state) {
                    case SUCCEEDED -> ", result=" + typeName(super.getNow(null));
                    case FAILED -> ", failure=" + typeName(super.exceptionNow());
                    default -> "";
                };
        return "Future[" + label() + ", " + state + outcome + "]";
    }

    private static String typeName(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}
