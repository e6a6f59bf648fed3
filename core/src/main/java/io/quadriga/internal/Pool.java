package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.ExecutorStats;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Workers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all views of one executor share: admission on the way in, the workers, and who is told on
 * the way out. Holds no reference to the executor itself, so that one dropped without close is
 * noticed.
 */
final class Pool {

    private static final Logger LOG = LoggerFactory.getLogger(io.quadriga.Executor.class);

    private static final long STUCK_LOOK_NANOS = 20_000_000;

    private final ExecutorSpec spec;
    private final PoolSettings settings;
    private final Set<Capability> capabilities;
    private final Stats stats = new Stats();
    private final Listening listening;
    private final Callbacks callbacks;
    private final Lifecycle lifecycle;
    private final Crew crew;
    private final Workers workers;
    private final Outstanding outstanding;
    private final Admission admission;
    private final boolean sharesMemory;

    private final AtomicLong ids = new AtomicLong(1);
    private final AtomicLong tombstones = new AtomicLong();
    private volatile @Nullable Throwable broken;

    Pool(ExecutorBackend backend, ExecutorSpec spec, List<ExecutorListener> listeners) {
        this.spec = spec;
        this.settings = PoolSettings.of(spec);
        this.capabilities = Set.copyOf(backend.capabilities(spec));
        this.sharesMemory = capabilities.contains(Capability.SHARES_MEMORY);
        this.listening = new Listening(listeners);
        this.lifecycle = new Lifecycle(this::tellWorkers, () -> callbacks().isIdle());
        this.callbacks = new Callbacks(lifecycle::check);
        this.crew = new Crew(this);
        this.workers = backend.create(spec, crew);
        this.outstanding = new Outstanding(crew);
        this.admission =
                new Admission(
                        spec.name(), settings.capacity(), workers.width(), settings.whenFull());
        ExitGuard.enter(this);
        lifecycle.termination().react(over -> ExitGuard.leave(this));
    }

    String name() {
        return spec.name();
    }

    Set<Capability> capabilities() {
        return capabilities;
    }

    boolean sharesMemory() {
        return sharesMemory;
    }

    Stats stats() {
        return stats;
    }

    void look() {
        workers.look();
    }

    ExecutorStats snapshot() {
        look();
        return crew.snapshot(stats);
    }

    Listening listeners() {
        return listening;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Outstanding outstanding() {
        return outstanding;
    }

    int bulkWidth() {
        return workers.bulkWidth();
    }

    boolean isStopped() {
        return lifecycle.isStopped();
    }

    long nextIds(int count) {
        return ids.getAndAdd(count);
    }

    // ---- submission

    /** Starts a task that asks for nothing but to be run; waits so long for a place. */
    void start(TaskFuture<?> task, long nanos) {
        admit(!sharesMemory, task, () -> {}, nanos);
    }

    /** As {@link #start(TaskFuture, long)}, with options; listeners are told once admitted. */
    void start(Batch batch, Runnable tell, long delayNanos, long nanos) {
        if (delayNanos > 0) {
            admit(
                    true,
                    null,
                    () -> {
                        tell.run();
                        park(batch, delayNanos);
                    },
                    nanos);
        } else {
            admit(true, batch, tell, nanos);
        }
    }

    /** Starts the first batch of a bulk call, which holds the pool already; waits so long. */
    void startBulk(Batch batch, Runnable admitted, long nanos) {
        checkOpen();
        boolean here = !takePlace(nanos);
        admitted.run();
        if (!here) {
            startAccepted(batch);
        } else {
            CurrentTask.performInCaller(this, batch);
        }
    }

    /** Counts tasks as accepted, and keeps the JVM for them. */
    void accepted(int tasks) {
        stats.submitted(tasks);
        if (settings.drainAtExit()) {
            ExitGuard.keep();
        }
    }

    void hold() {
        if (!lifecycle.tryHold()) {
            throw rejection();
        }
    }

    private void admit(boolean hold, @Nullable Performable run, Runnable admitted, long nanos) {
        checkOpen();
        if (hold) {
            hold();
        }
        boolean held = hold;
        boolean placed = false;
        boolean callerRuns;
        try {
            callerRuns = !takePlace(nanos);
            placed = true;
            if (callerRuns && !hold) {
                hold(); // until its body has ended
                held = true;
            }
            admitted.run();
        } catch (Throwable refused) {
            if (placed) {
                freed();
            }
            if (held) {
                lifecycle.release();
            }
            throw refused;
        }
        if (run != null && !callerRuns) {
            handOverNew(run);
        }
        accepted(1);
        if (callerRuns && run != null) {
            CurrentTask.performInCaller(this, run);
        }
        if (held && !hold) {
            lifecycle.release();
        }
    }

    /** Gives the workers a run that is accepted with that; a refusal leaves no trace. */
    private void handOverNew(Performable run) {
        try {
            handOver(run);
        } catch (Throwable refused) {
            if (run.withdraw()) {
                throw refused;
            } // else shutdownNow has found it here and cancelled it, so it was accepted
        }
    }

    /** Takes a place; false if the caller is to run the task, which then has one too. */
    private boolean takePlace(long nanos) {
        if (admission.tryTake()) {
            return true;
        }
        boolean inside = CurrentTask.isInside(this);
        if (!inside && admission.take(nanos)) {
            return true;
        }
        admission.force();
        return inside;
    }

    /** Takes a place for a further batch without waiting; above the capacity if forced. */
    boolean tryPlace(boolean force) {
        if (admission.tryTake()) {
            return true;
        }
        if (force) {
            admission.force();
        }
        return force;
    }

    /** Gives the workers a run, which keeps its place also if they refuse. */
    void handOver(Performable run) {
        outstanding.add(run);
        try {
            workers.start(run);
        } catch (Throwable refused) {
            outstanding.remove(run);
            if (refused instanceof RejectedExecutionException && !lifecycle.isRunning()) {
                throw rejection();
            }
            throw refused;
        }
    }

    /** Starts a batch of accepted work, now or later; what cannot be started fails. */
    void startLater(Batch batch, long delayNanos) {
        batch.sink.starting(batch);
        tryPlace(true);
        if (delayNanos > 0) {
            park(batch, delayNanos);
        } else {
            startAccepted(batch);
        }
    }

    void park(Batch batch, long nanos) {
        batch.park(true);
        outstanding.park(batch, nanos, () -> unpark(batch));
        if (isStopped()) {
            batch.takeAll(Slots.CANCELLED, false);
        }
        batch.dropIfUnbegun(); // it may have been cancelled before it was here
        if (batch.isRevoked()) {
            outstanding.unpark(batch);
        }
    }

    private void unpark(Batch batch) {
        if (outstanding.unpark(batch)) {
            batch.park(false);
            startAccepted(batch);
        }
    }

    /**
     * Starts a batch that has its place; each input that cannot be started fails at its own
     * position.
     */
    void startAccepted(Batch batch) {
        try {
            handOver(batch);
        } catch (TaskNotSerializableException refused) {
            if (batch.size() == 1) {
                batch.takeQueued(new Slots.Failure(refused));
            } else {
                batch.sendSingly();
            }
        } catch (Throwable refused) {
            outstanding.refused(batch, refused, isStopped());
        }
    }

    /** Sends a run again that a lost worker had not begun. */
    void startAgain(TaskFuture<?> task) {
        try {
            handOver(task);
        } catch (Throwable refused) {
            outstanding.refused(task, refused, isStopped());
        }
    }

    void checkOpen() {
        if (!lifecycle.isRunning()) {
            throw rejection();
        }
    }

    RejectedExecutionException rejection() {
        Throwable cause = broken;
        return cause == null ? Refusals.shutDown(name()) : Refusals.broken(name(), cause);
    }

    // ---- what becomes of runs

    void freed() {
        admission.release();
    }

    /** A run is over: its bodies have ended or never will begin. */
    void ended(Performable run) {
        outstanding.remove(run);
        if (crew.unstuck(run)) {
            tryPlace(true); // its place was given back when it was found stuck
        }
        if (!sharesMemory && run instanceof TaskFuture<?> task && task.batch() == null) {
            lifecycle.release();
        }
    }

    void revoked(TaskFuture<?> task) {
        stats.neverBegan();
        freed();
        dropped(task);
        ended(task);
    }

    /** A run that nobody can begin any more may leave its place in the queue. */
    void dropped(Performable run) {
        workers.revoke(run);
        if (run instanceof Batch batch && outstanding.unpark(batch)) {
            return;
        }
        if (crew.usesRunQueue()
                && (tombstones.incrementAndGet() & 1023) == 0
                && tombstones.get() >= snapshot().queued()) {
            tombstones.set(0);
            crew.runQueue().sweep();
        }
    }

    /** A worker was about to begin a task when the pool was stopped. */
    void stoppedBeforeBody(TaskFuture<?> task) {
        task.settleCancelled();
        outstanding.addUnbegun(task.unstarted());
        stats.neverBegan();
        freed();
        ended(task);
    }

    /** Stops a body whose outcome has been taken: asks, and after the grace insists. */
    void stopBody(Performable run, int i) {
        workers.stop(run, true);
        ScheduledFuture<?> _ =
                Threads.after(
                        settings.interruptGrace().toNanos(),
                        () -> {
                            if (run.isStillIn(i)) {
                                workers.stop(run, false);
                            }
                        });
    }

    boolean isSaturatedBy(Set<Thread> stuck) {
        return crew.countIn(stuck) >= workers.width();
    }

    boolean isBusy() {
        return crew.countInBodies() >= workers.width();
    }

    void entered(BulkCall call) {
        outstanding.add(call);
        if (isStopped()) {
            call.cancel(true);
        }
    }

    // ---- for the crew

    void bound(WorkerThread worker) {
        crew.bound(worker);
    }

    void unbound(WorkerThread worker) {
        crew.unbound(worker, stats);
    }

    void breakBy(Throwable error) {
        synchronized (this) {
            if (broken != null) {
                return;
            }
            broken = error;
        }
        LOG.error("executor broken: executor={}", name(), error);
        shutdown();
        outstanding.failQueued(Refusals.broken(name(), error));
    }

    // ---- the end

    void shutdown() {
        if (lifecycle.shutdown()) {
            admission.close();
            lifecycle.closeHolds();
        }
    }

    private void tellWorkers() {
        workers.shutdown(lifecycle::workersEnded);
    }

    List<Runnable> shutdownNow() {
        shutdown();
        return outstanding.stop(
                lifecycle::stop,
                () -> {
                    lifecycle.tell();
                    workers.kill();
                },
                () -> snapshot().queued() == 0);
    }

    /** Waits for the termination, from a callback for all but those that wait like this. */
    boolean awaitTermination(long nanos) throws InterruptedException {
        if (!callbacks.isInside()) {
            return Waits.await(lifecycle.termination(), nanos);
        }
        callbacks.leaveForWait();
        try {
            return Waits.await(lifecycle.termination(), nanos);
        } finally {
            callbacks.returnFromWait();
        }
    }

    /** Waits for the termination until nothing is left but bodies reported stuck. */
    boolean awaitTerminationOrStuck(long nanos) {
        long start = System.nanoTime();
        try {
            long left = Math.max(0, nanos);
            while (!awaitTermination(Math.min(left, STUCK_LOOK_NANOS))) {
                left = nanos - (System.nanoTime() - start);
                if (left <= 0 || (crew.stuckCount() > 0 && !holdsJvm())) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Called when the executor was collected without having been closed. */
    void droppedByOwner() {
        if (lifecycle.isRunning()) {
            LOG.warn(
                    "executor dropped without close: executor={}; it is closed now, use"
                            + " try-with-resources",
                    name());
            shutdown();
        }
    }

    boolean holdsJvm() {
        if (!settings.drainAtExit() || (isStopped() && callbacks.isIdle())) {
            return false;
        }
        ExecutorStats now = crew.snapshot(stats); // a look would change the parts, not their sum
        return now.queued() + now.running() > crew.stuckCount()
                || lifecycle.isHolding()
                || !callbacks.isIdle();
    }

    PoolSettings settings() {
        return settings;
    }
}
