package io.quadriga.coroutine.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.coroutine.Body;
import io.quadriga.coroutine.Coroutine;
import io.quadriga.coroutine.EventLoop;
import io.quadriga.coroutine.Handle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An event loop: its life, and who lives on it. What runs when is said in {@link Turns}. */
public final class Loop implements EventLoop, Executor {
    /*
     *     IDLE ── run ──> RUNNING ── end ──> IDLE ── close ──> CLOSING ──> CLOSED
     *       └── serve ──> RUNNING ── finish ───────────────────────────────^
     *
     * `state` is written under this. `generation` is written by whoever is about to cancel all: a coroutine
     * of an earlier one that has not begun never does. `outstanding` counts the coroutines that were
     * spawned and have not ended, begun or not.
     */
    private enum State {
        IDLE,
        RUNNING,
        CLOSING,
        CLOSED
    }

    private static final AtomicInteger LOOPS = new AtomicInteger();

    private final String name;
    private final long graceNanos;
    private final Turns turns;
    private final Roster roster = new Roster();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger spawned = new AtomicInteger();
    private volatile int generation;
    private volatile State state = State.IDLE;
    private volatile @Nullable Runnable whenFinished;

    Loop(String name, Engines engines) {
        this(name, engines, Ending.GRACE_NANOS);
    }

    /** With another time for the end of what was cancelled. */
    Loop(String name, Engines engines, long graceNanos) {
        this.name = name;
        this.graceNanos = graceNanos;
        this.turns = new Turns(name, engines);
        turns.belongsTo(this);
    }

    /** Makes a loop; without a name it gets one. */
    public static EventLoop create(@Nullable String name) {
        String own = name != null ? name : "loop-" + LOOPS.incrementAndGet();
        if (own.isBlank()) {
            throw new IllegalArgumentException("a loop needs a name: name=" + own);
        }
        return new Loop(own, Engines.ofThisProcess());
    }

    /** The loop that the caller runs on. */
    public static Optional<EventLoop> find() {
        return switch (Thread.currentThread().getUncaughtExceptionHandler()) {
            case Strand strand -> Optional.ofNullable(strand.turns.loop());
            case LoopThread thread -> Optional.ofNullable(thread.turns().loop());
            case null, default -> Optional.empty();
        };
    }

    /** The engine of this process. */
    public static String engineId() {
        return Engines.ofThisProcess().id();
    }

    @Override
    public String name() {
        return name;
    }

    Engine engine() {
        return turns.engine();
    }

    Roster roster() {
        return roster;
    }

    int generation() {
        return generation;
    }

    long graceNanos() {
        return graceNanos;
    }

    int outstanding() {
        return outstanding.get();
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    // ---- what is to run

    @Override
    public <T extends @Nullable Object> Coroutine<T> spawn(Callable<T> body) {
        return start(requireNonNull(body, "body"), true);
    }

    @Override
    public Coroutine<@Nullable Void> spawn(Body body) {
        requireNonNull(body, "body");
        return spawn(() -> {
            body.run();
            return (@Nullable Void) null;
        });
    }

    <T extends @Nullable Object> Task<T> start(Callable<T> body, boolean inherits) {
        checkOpen();
        Task<T> task = new Task<>(this, spawned.incrementAndGet(), inherits, body);
        outstanding.incrementAndGet();
        task.strand().start();
        return task;
    }

    /** A coroutine has ended, or will never begin. */
    void ended() {
        outstanding.decrementAndGet();
    }

    /** Runs callbacks of the futures of its coroutines. */
    @Override
    public void execute(Runnable callbacks) {
        if (state == State.RUNNING || state == State.CLOSING) {
            Task<?> _ =
                    start(
                            () -> {
                                callbacks.run();
                                return null;
                            },
                            false);
        } else {
            Thread.ofVirtual().name("quadriga-callback").start(callbacks);
        }
    }

    @Override
    public Handle callSoon(Runnable callback) {
        return call(callback).soon();
    }

    @Override
    public Handle callLater(Duration delay, Runnable callback) {
        long nanos = Math.max(0, Suspension.nanos(requireNonNull(delay, "delay")));
        return call(callback).at(Strand.atNanos(nanos));
    }

    @Override
    public Handle callAt(long nanos, Runnable callback) {
        return call(callback).at(nanos);
    }

    @Override
    public long time() {
        return System.nanoTime();
    }

    private Call call(Runnable callback) {
        requireNonNull(callback, "callback");
        checkOpen();
        return new Call(turns, callback);
    }

    private void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException("loop is closed: loop=" + name + "; make a new one");
        }
    }

    // ---- running it

    @Override
    public <T extends @Nullable Object> T run(Callable<T> body) throws InterruptedException {
        requireNonNull(body, "main");
        begin();
        Task<T> main = start(body, true);
        Driving driving = new Driving(this, () -> driveMain(main));
        driving.awaitEnd(() -> main.cancel(true));
        if (!main.isDone()) {
            throw new IllegalStateException(
                    "loop stopped before main ended: loop="
                            + name
                            + ", main="
                            + main.name()
                            + "; run the loop again, or close it");
        }
        return main.result();
    }

    @Override
    public void run(Body main) throws InterruptedException {
        requireNonNull(main, "main");
        this.<@Nullable Void>run(() -> {
            main.run();
            return null;
        });
    }

    @Override
    public void runForever() throws InterruptedException {
        begin();
        new Driving(this, () -> drive(() -> false)).awaitEnd(turns::stop);
    }

    private void driveMain(Task<?> main) {
        drive(main::hasEnded);
        if (main.hasEnded()) {
            new Ending(this).run();
        }
    }

    void drive(BooleanSupplier until) {
        turns.drive(until);
    }

    private void begin() {
        if (find().isPresent()) {
            throw new IllegalStateException(
                    "a loop cannot be run inside of one: loop="
                            + name
                            + "; spawn a coroutine, or run it in a thread of its own");
        }
        started();
    }

    private synchronized void started() {
        if (state != State.IDLE) {
            throw new IllegalStateException(
                    "loop cannot be run: loop=" + name + ", state=" + state + "; make another one");
        }
        state = State.RUNNING;
    }

    /** The driver has ended. */
    synchronized void stopped() {
        if (state == State.RUNNING) {
            state = State.IDLE;
        }
    }

    @Override
    public void stop() {
        turns.stop();
    }

    @Override
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    // ---- the end

    /** Does something at a time with the turn; for {@link Ending}. */
    void at(Timer timer) {
        turns.at(timer);
    }

    void cancel(Timer timer) {
        turns.cancel(timer);
    }

    /** From now on no coroutine begins that was spawned before. */
    void nextGeneration() {
        generation++;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (state == State.RUNNING) {
                throw new IllegalStateException(
                        "loop is being run: loop=" + name + "; stop it first");
            }
            if (state != State.IDLE) {
                return;
            }
            state = State.CLOSING;
        }
        if (outstanding.get() > 0) {
            new Driving(this, new Ending(this)).awaitEnd();
        }
        giveUp();
    }

    private void giveUp() {
        synchronized (this) {
            state = State.CLOSED;
        }
        nextGeneration();
        turns.close();
    }

    // ---- as part of an executor

    /** Starts a thread that runs it until {@link #finish}. */
    void serve() {
        started();
        new Driving(
                this,
                () -> {
                    drive(() -> whenFinished != null);
                    new Ending(this).run();
                    giveUp();
                    requireNonNull(whenFinished).run();
                });
    }

    /** Ends the loop after what is ready. Any thread; called once. */
    void finish(Runnable then) {
        whenFinished = then;
        turns.post(() -> {});
    }

    @Override
    public String toString() {
        return "EventLoop[" + name + ", " + state + ", coroutines=" + outstanding + "]";
    }
}
