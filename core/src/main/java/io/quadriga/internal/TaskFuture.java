package io.quadriga.internal;

import static io.quadriga.internal.WorkerThread.ELSEWHERE;
import static io.quadriga.internal.WorkerThread.NOBODY;
import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.TaskState;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The future of a single task and, where the task asks for nothing but to be run, the run as well:
 * one object per task. A task with options or listeners runs in a {@link Batch} of one instead,
 * which then knows its state.
 */
class TaskFuture<T extends @Nullable Object> extends BaseFuture<T> implements Performable {
    /*
     * Who has the body, in `worker`, and how far it is, in `state`:
     *
     *     null ── begin ──> a worker            LIVE ── cancel(true) ──> INTERRUPTED
     *      └───── revoke ─> NOBODY                └──────────┴── body over ──> ENDED
     *
     *   I1. `worker` is written once, by the CAS that decides between begin and revoke.
     *   I2. Only who won the outcome by a cancel may interrupt, and only under this object's monitor while
     *       the body runs. A body that lost its outcome passes through the same monitor before its thread
     *       goes on, so an interrupt reaches that body or nothing.
     *   I3. `body` is dropped when it has ended or can never begin: a future retains only its outcome.
     * Not an invariant: the body runs, so there is no outcome. A cancelled body runs on, unheard.
     *
     * Ordering. The CAS on `worker` is volatile; `state` leaves LIVE under the monitor, or by the body's
     * own thread after it has won the outcome, after which by I2 nobody interrupts.
     */
    private static final byte LIVE = 0;
    private static final byte INTERRUPTED = 1;
    private static final byte ENDED = 2;

    private static final VarHandle WORKER =
            ConstantBootstraps.fieldVarHandle(
                            lookup(),
                            "worker",
                            VarHandle.class,
                            TaskFuture.class,
                            WorkerThread.class)
                    .withInvokeExactBehavior();
    private static final VarHandle STATE =
            ConstantBootstraps.fieldVarHandle(
                            lookup(), "state", VarHandle.class, TaskFuture.class, byte.class)
                    .withInvokeExactBehavior();

    final View view;
    private volatile byte state; // a byte: it fills a gap, and there are many of these objects
    private int place; // in the register; published with this object
    private @Nullable Callable<?> body;
    private volatile @Nullable WorkerThread worker;
    private volatile @Nullable Batch batch;

    TaskFuture(View view, Callable<?> body) {
        this.view = view;
        this.body = body;
    }

    /** Lets a batch of one run the body instead of this object. Before the task is started. */
    void runBy(Batch batch) {
        this.batch = batch;
        this.body = null;
    }

    /** The body, before the task is started. */
    Callable<?> body() {
        return work();
    }

    @Nullable Batch batch() {
        return batch;
    }

    /** What stands for this task in the list that shutdownNow returns. */
    Runnable unstarted() {
        return this;
    }

    // ---- performing

    @Override
    public void run() {
        CurrentTask.perform(view.pool, this);
    }

    @Override
    public void performOn(WorkerThread on) {
        if (!begin(on)) {
            return;
        }
        Callable<?> call = work();
        int previousIndex = on.index();
        Run previous = on.enterFrame(this);
        Object value = null;
        Throwable error = null;
        try {
            value = call.call();
        } catch (Throwable thrown) {
            error = thrown;
        }
        body = null;
        on.leaveFrame(previous, previousIndex);
        view.pool.freed();
        finish(value, error);
        view.pool.ended(this);
    }

    private boolean begin(WorkerThread on) {
        if (worker != null
                || !WORKER.compareAndSet(
                        this, (WorkerThread) null, on)) { // linearization point: begun or revoked
            return false;
        }
        if (view.pool.isStopped()) {
            state = ENDED;
            view.pool.stoppedBeforeBody(this);
            return false;
        }
        return true;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a Callable<T> gives null only if T has it
    private void finish(@Nullable Object value, @Nullable Throwable error) {
        boolean settled = error == null ? settleValue((T) value) : failed(error);
        if (settled) {
            STATE.setRelease(this, ENDED);
        } else {
            endUnheard();
        }
    }

    /** A body that fails while the pool is stopped may fail because of that. */
    private boolean failed(Throwable error) {
        return view.pool.isStopped() ? settleCancelled() : bodyFailed(error);
    }

    /** Settles with what the body threw. */
    boolean bodyFailed(Throwable error) {
        return settleFailure(error);
    }

    private void endUnheard() {
        synchronized (this) {
            boolean interrupted = state == INTERRUPTED;
            state = ENDED;
            if (interrupted) {
                Thread.interrupted(); // it was meant for the body that has just ended
            }
        }
        bodyOver();
    }

    // ---- cancelling

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Batch richer = batch;
        if (richer != null) {
            return richer.takeOne(0, Slots.CANCELLED, mayInterruptIfRunning) || isCancelled();
        }
        if (cancelQueued()) {
            return true;
        }
        if (!settleCancelled()) {
            return isCancelled();
        }
        if (mayInterruptIfRunning) {
            view.pool.stopBody(this, 0);
        }
        return true;
    }

    /** Cancels it if it has not begun. */
    boolean cancelQueued() {
        Batch richer = batch;
        if (richer != null) {
            return richer.takeQueued(Slots.CANCELLED) > 0;
        }
        if (worker == null) {
            view.pool.look();
        }
        if (!revoke()) {
            return false;
        }
        view.pool.revoked(this);
        settleCancelled();
        return true;
    }

    /** Takes the body away from whoever would begin it. */
    private boolean revoke() {
        if (worker == null && WORKER.compareAndSet(this, (WorkerThread) null, NOBODY)) {
            body = null; // benign: nobody begins a revoked body
            return true;
        }
        return false;
    }

    /** Fails it if it has not begun: the executor broke, or refused it after all. */
    boolean failQueued(Throwable error) {
        Batch richer = batch;
        if (richer != null) {
            return richer.takeQueued(new Slots.Failure(error)) > 0;
        }
        if (!revoke()) {
            return false;
        }
        view.pool.revoked(this);
        return settleFailure(error);
    }

    @Override
    public boolean withdraw() {
        if (!revoke()) {
            return false;
        }
        view.pool.freed();
        view.pool.ended(this);
        return true;
    }

    @Override
    public void interrupt() {
        synchronized (this) {
            WorkerThread on = worker;
            Thread thread = on == null || state != LIVE ? null : on.boundThread();
            if (thread != null) {
                state = INTERRUPTED;
                thread.interrupt();
            }
        }
    }

    /** Whether a cancel has interrupted the body of this task. */
    @Override
    public boolean wasInterrupted() {
        return state == INTERRUPTED;
    }

    private boolean isBodyRunning() {
        WorkerThread on = worker;
        return on != null && on != NOBODY && state != ENDED;
    }

    @Override
    public boolean isStillIn(int i) {
        return isBodyRunning();
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void place(int at) {
        place = at;
    }

    @Override
    boolean isBodyOver() {
        Batch richer = batch;
        return isDone()
                && (richer == null ? !isCancelled() || !isBodyRunning() : !richer.isStillIn(0));
    }

    // ---- waiting

    @Override
    boolean help(WorkerThread by) {
        if (!view.pool.sharesMemory() || isDone()) {
            return false;
        }
        Batch richer = batch;
        boolean queued = richer == null ? worker == null : richer.isHelpable();
        if (queued) {
            Performable run = richer == null ? this : richer;
            run.performOn(by);
        }
        return queued;
    }

    @Override
    Dependency dependency() {
        Batch richer = batch;
        if (richer != null) {
            return richer.dependency();
        }
        WorkerThread on = worker;
        if (on == null) {
            return Dependency.onPool(view.pool);
        }
        return isBodyRunning() && on != ELSEWHERE ? Dependency.onWorker(on) : Dependency.UNKNOWN;
    }

    // ---- being a run

    @Override
    public int size() {
        return 1;
    }

    @Override
    public boolean enter(int i) {
        if (!begin(ELSEWHERE)) {
            return false;
        }
        view.pool.stats().entered();
        return true;
    }

    @Override
    public @Nullable Object call(int i) throws Exception {
        Callable<?> call = body;
        return call == null ? null : call.call();
    }

    @Override
    public Object task() {
        return Body.taskOf(work());
    }

    @Override
    public Shape shape() {
        return Body.shapeOf(work());
    }

    @Override
    public @Nullable Object input(int i) {
        return Body.inputOf(work());
    }

    private Callable<?> work() {
        Callable<?> call = body;
        if (call == null) {
            throw new IllegalStateException("the run is over or revoked: task=" + label());
        }
        return call;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a Callable<T> gives null only if T has it
    public void settle(int i, @Nullable Object value) {
        Object result = body instanceof Body.OfRunnable runnable ? runnable.result() : value;
        settleValue((T) result);
    }

    @Override
    public void fail(int i, Throwable error) {
        failed(error);
    }

    @Override
    public void lost(int i, Throwable error) {
        if (worker == null) {
            view.pool.startAgain(this);
        } else {
            bodyFailed(error);
            bodyEnded(i);
        }
    }

    @Override
    public void bodyEnded(int i) {
        if (!isBodyRunning()) {
            return;
        }
        body = null;
        view.pool.stats().ended();
        view.pool.freed();
        synchronized (this) {
            state = ENDED;
        }
        bodyOver();
        view.pool.ended(this);
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TaskInfo info(int i) {
        return new TaskInfo(view.pool.name(), 0, null, 1, null);
    }

    @Override
    public void progress(int i, long done, long total) {
        view.pool.listeners().progress(info(i), done, total);
    }

    @Override
    public Map<String, Serializable> context() {
        return Map.of();
    }

    @Override
    public boolean isRevoked() {
        return worker == NOBODY || state == ENDED;
    }

    @Override
    protected TaskState stateBeforeOutcome() {
        view.pool.look();
        Batch richer = batch;
        boolean running = richer == null ? isBodyRunning() : richer.isRunningOrTold(0);
        return running ? TaskState.RUNNING : TaskState.QUEUED;
    }

    @Override
    protected String label() {
        String label = view.options.labelValue();
        return label == null ? view.pool.name() : label;
    }

    @Override
    public Executor defaultExecutor() {
        return view.pool.callbacks();
    }

    /** Settles from the outcome slot of the batch that ran it. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a Callable<T> gives null only if T has it
    void settleFromSlot(Object slot) {
        if (slot == Slots.CANCELLED) {
            settleCancelled();
        } else if (slot instanceof Slots.Failure failure) {
            bodyFailed(failure.error());
        } else {
            settleValue((T) Slots.value(slot));
        }
    }

    /**
     * A command given to {@code execute}: nobody sees the future, so an exception goes to the
     * thread.
     */
    static final class Command extends TaskFuture<@Nullable Object> {

        private final Runnable command;

        Command(View view, Runnable command) {
            super(view, new Body.OfRunnable(command, null));
            this.command = command;
        }

        @Override
        Runnable unstarted() {
            return command;
        }

        @Override
        boolean bodyFailed(Throwable error) {
            boolean settled = settleFailure(error);
            if (settled) {
                Uncaught.report(view.pool, label(), error);
            }
            return settled;
        }

        @Override
        protected boolean reportsUnseen() {
            return false;
        }
    }
}
