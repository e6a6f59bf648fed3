package io.quadriga.process.internal;

import io.quadriga.WorkerLostException;
import io.quadriga.spi.FrameBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One worker, as its parent sees it. */
final class WorkerHandle {

    /**
     * How far a worker is.
     *
     * <pre>
     *     STARTING ── ready ──> READY ── retire ──> RETIRING ── nothing left ──> LEAVING
     *         └───────────────────┴─────────────────────┴──── its pipe ends ────────┴──> GONE
     * </pre>
     */
    enum State {
        STARTING,
        READY,
        RETIRING,
        LEAVING,
        GONE
    }

    private static final long DYING_MILLIS = 300;
    private static final long PROVED_NANOS = 10_000_000_000L;

    private final ProcessWorkers pool;
    private final String name;
    private final WorkerProcess process;
    private final WorkerTasks tasks;
    private final Sender sender;
    private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
    private volatile State state = State.STARTING; // written under the monitor
    private volatile boolean active; // set by the crew
    private volatile long idleSinceNanos;
    private final long startedNanos = System.nanoTime();
    private volatile long readyNanos;
    private Starts.Mark mark = new Starts.Mark(0, 0); // what failed before; crew's monitor
    private boolean terminating; // monitor
    private volatile String reason = ""; // why it is terminated
    private int tasksSent; // under the write lock

    WorkerHandle(ProcessWorkers pool, String name, WorkerProcess process) {
        this.pool = pool;
        this.name = name;
        this.process = process;
        this.tasks = new WorkerTasks(this, pool, pool.places());
        this.sender =
                new Sender(
                        this,
                        process.out(),
                        pool.queue(),
                        pool.functions(),
                        pool.writers(),
                        pool.pulse());
        process.onEnd(end::complete);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    WorkerTasks tasks() {
        return tasks;
    }

    Sender sender() {
        return sender;
    }

    void start(byte[] setup) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .start(new Receiver(this, process.in(), pool));
        sender.sendFirst(setup);
    }

    // ---- sending

    /** Whether it may be sent a further run now. */
    boolean hasCredit() {
        return active && state == State.READY && tasks.hasRoom() && !pool.isKilled();
    }

    /** Whether it waits for a run. */
    boolean isIdle() {
        return active && state == State.READY && tasks.ledger().count() == 0;
    }

    /** Whether it would begin a further run at once. */
    boolean hasFreePlace() {
        return active && state == State.READY && tasks.hasFreePlace();
    }

    /** Whether it takes tasks; a spare one does not. */
    boolean isActive() {
        return active;
    }

    /** Lets it take tasks. */
    void activate() {
        active = true;
        if (state == State.READY) {
            pool.writers().execute(sender::pump);
        }
    }

    /** Whether it goes on living. */
    boolean isStaying() {
        return state == State.STARTING || state == State.READY;
    }

    /** Called under the write lock, when a run is about to be written. */
    void sent(int inputs) {
        tasksSent += inputs;
        if (tasksSent >= pool.settings().maxTasks()) {
            beginToRetire();
        }
    }

    private void beginToRetire() {
        if (change(State.READY, State.RETIRING)) {
            pool.writers().execute(() -> pool.crew().leaving(true));
        }
    }

    /** Retires it if it is too old or too large; called by its receiver between two tasks. */
    void recycle(long now) {
        if (!tasks.isUsed()) {
            return; // the next one would be no better
        }
        ProcessSettings limits = pool.settings();
        if (now - startedNanos > limits.maxAgeNanos()
                || (limits.maxRss() < Long.MAX_VALUE
                        && Rss.bytes(process.pid()) > limits.maxRss())) {
            retire();
        }
    }

    /** Notes that it has nothing to do from now on; called by its receiver. */
    void idle(long now) {
        idleSinceNanos = now;
        long limit = pool.settings().idleNanos();
        if (limit < Long.MAX_VALUE && isIdle()) {
            pool.after(limit, () -> leaveIfIdle(now));
        }
    }

    private void leaveIfIdle(long since) {
        if (idleSinceNanos == since && isIdle() && pool.queue().isEmpty()) {
            leave();
            pool.crew().leaving(false);
        }
    }

    // ---- its life

    private synchronized boolean change(State from, State to) {
        if (state != from) {
            return false;
        }
        state = to;
        return true;
    }

    State state() {
        return state;
    }

    /** Whether it is good for something: it has begun a task, or been ready for long. */
    boolean isProved() {
        long since = readyNanos;
        return tasks.isUsed() || (since != 0 && System.nanoTime() - since > PROVED_NANOS);
    }

    /** Notes which starts had failed when it was ready. */
    void mark(Starts.Mark before) {
        mark = before;
        readyNanos = System.nanoTime() | 1; // not 0
    }

    Starts.Mark mark() {
        return mark;
    }

    void ready() {
        if (change(State.STARTING, State.READY)) {
            pool.crew().ready(this);
            if (!active) {
                sender.sendFunctions();
            }
            sender.pump();
            pool.refill(this);
            idle(System.nanoTime());
            pool.writers().execute(this::prepare);
        }
    }

    private void prepare() {
        process.ready();
        tasks.offerPage();
    }

    /** Takes no more runs, and leaves when it has none. */
    void retire() {
        beginToRetire();
        leaveIfRetired();
    }

    void leaveIfRetired() {
        if (state == State.RETIRING && tasks.ledger().isClear()) {
            leave();
        }
    }

    /** Ends it: it has nothing to do any more. */
    void leave() {
        if (!pool.settings().hasInitializer() && change(State.STARTING, State.LEAVING)) {
            kill(); // nobody's code runs in it
        } else if (change(State.READY, State.LEAVING)
                || change(State.RETIRING, State.LEAVING)
                || change(State.STARTING, State.LEAVING)) {
            FrameBuffer out = new FrameBuffer(Frames.HEADER);
            Frames.end(out, Frames.begin(out, Frames.LEAVE));
            sender.sendUrgently(out.toByteArray());
            pool.after(pool.settings().terminateGraceNanos(), this::terminate);
        }
    }

    /** Ends it by force for the sake of one of its tasks. */
    void terminate(String label) {
        reason = ", culprit=" + label;
        terminate();
    }

    private static String reason(String text) {
        return ", reason=\"" + text + '"';
    }

    /** Ends it: it has begun nothing of what it has for so long, and nobody took that. */
    void endSilent(long nanos) {
        synchronized (this) {
            if (terminating) {
                return;
            }
            terminating = true;
        }
        reason = reason("it did not answer for " + nanos / 1_000_000_000 + " s");
        kill();
    }

    /** Ends it: a task could not be sent, and it has perhaps half of that. */
    void unsendable(Throwable error) {
        reason = reason("a task could not be sent: " + error);
        kill();
    }

    /** Ends it by force: by SIGTERM, after a grace by SIGKILL with all its children. */
    void terminate() {
        synchronized (this) {
            if (terminating) {
                return;
            }
            terminating = true;
        }
        if (!end.isDone()) {
            process.terminate();
            pool.after(pool.settings().terminateGraceNanos(), this::kill);
        }
    }

    void kill() {
        if (!end.isDone()) {
            process.killTree();
        }
    }

    // ---- its end

    /** Its pipe has ended. Called by its receiver, as the last thing. */
    void disconnected(@Nullable Throwable damage, Runnable recover) {
        if (damage != null) {
            reason = reason("it said what cannot be read: " + damage.getMessage());
            kill();
        }
        ProcessEnd ended = awaitEnd();
        pool.crew().ended(ended);
        State before;
        synchronized (this) {
            before = state;
            state = State.GONE;
        }
        sender.close();
        recover.run();
        tasks.deleteFiles();
        boolean expected = before == State.LEAVING && tasks.ledger().isClear();
        WorkerLostException error = expected ? null : lostError(ended, damage);
        if (error != null) {
            pool.crew().lost(this, error); // counted before its tasks say so
            tasks.loseAll(error, damage != null);
        }
        pool.crew().gone(this, before, ended, error);
    }

    private ProcessEnd awaitEnd() {
        try {
            return end.copy().orTimeout(DYING_MILLIS, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException slow) {
            if (process.isAlive()) {
                process.killTree(); // it has closed its pipe, or cannot die
            }
            return end.join();
        }
    }

    private WorkerLostException lostError(ProcessEnd ended, @Nullable Throwable damage) {
        String text =
                "worker lost: executor="
                        + pool.settings().name()
                        + ", worker="
                        + name
                        + tasks.running()
                        + reason
                        + ", "
                        + ended.text();
        return damage == null
                ? new WorkerLostException(text)
                : new WorkerLostException(text, damage);
    }
}
