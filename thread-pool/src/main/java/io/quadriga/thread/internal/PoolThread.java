package io.quadriga.thread.internal;

import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One thread of the pool: takes runs until nothing is left, it is retired, given up or killed. */
final class PoolThread extends PaddedState.Padded implements Runnable {
    /*
     * A worker of the usual kind, with a handshake that lets others rely on it instead of waking or
     * starting another thread.
     *
     *     STARTING ──> run ── leave ──> FREE ──> PARKED ── wakeOne ──> WOKEN ──> run, PARKED or GONE
     *          │        │ └<── take ─────┘ └<── last look ─┘
     *          │        └── abandon ──> ABANDONED ──> GONE
     *          └> PARKED or GONE                              FREE ──> GONE
     *
     * A submitter, or a thread that has taken a run and sees more, first has its run in the queue and then
     * looks for one to rely on, in this order: a spinner (the count), a PARKED one (wakes it), and if
     * there is room for another thread, a free one: FREE, in a run that can enter no body any more, or on its way from there.
     *
     * Invariants.
     *   I1. Between FREE and PARKED, or the end of a spin and PARKED, or PARKED and parking, a thread looks
     *       into the queue: whoever is relied on polls after that.
     *   I2. A thread that takes a run says so (state, spinner count) before it asks whether more is queued,
     *       and if so looks for one to rely on itself.
     *   I3. A thread that leaves says so (crew) before it asks the same.
     *   I4. Only `leave` and `abandon` end a run's state, and one of them wins: a thread that was given up
     *       takes no further run, and one that has gone on to another run is not given up.
     * Not invariants: a thread in state run is in a body; a FREE or WOKEN thread finds a run.
     *
     * Fields. `state`: written by its thread, by `abandon` (CAS), and under the lock of IdleThreads; read by
     * all; volatile in every mode. `worker`: written before the first run is taken, so seen by who reads a
     * run from `state`. `bodies`: its own thread.
     *
     * Ordering. No wake-up is lost: the offer (a volatile read-modify-write), then the read of `state`, the
     * spinner count and the idle count by the submitter; the write of that same variable, then the look
     * into the queue (volatile) by the worker, by I1 to I3. All are volatile, hence in one total order:
     * if the submitter read the old value, the worker's write comes after the offer, and its look sees
     * the run or somebody who took it. A run whose body has ended: Run.isRevoked is read first and is
     * final, Worker.inBody after it, so no body of this run is entered later; what `state` becomes next is
     * again a write after our read of it, and so is any change that we see while we look twice.
     *
     * Progress. A thread that dies by a VM error has its run reported as lost and its place freed, and I3
     * finds a successor for what is queued.
     */
    static final Object STARTING = "STARTING";
    static final Object FREE = "FREE";
    static final Object PARKED = "PARKED";
    static final Object WOKEN = "WOKEN";
    static final Object ABANDONED = "ABANDONED";
    static final Object GONE = "GONE";

    private static final int SPINS = 64;
    private static final int LOOKS = SPINS + 16;

    private static final VarHandle STATE;

    static {
        try {
            STATE =
                    lookup().findVarHandle(PaddedState.State.class, "state", Object.class)
                            .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ThreadPoolWorkers pool;
    private final RunQueue queue;
    private final Thread thread;
    private @Nullable Worker worker;
    private long bodies;

    PoolThread(ThreadPoolWorkers pool, RunQueue queue, Thread.Builder builder) {
        this.pool = pool;
        this.queue = queue;
        this.thread = builder.unstarted(this);
        state = STARTING;
    }

    void start(String name, @Nullable ClassLoader contextClassLoader, Consumer<Thread> starter) {
        thread.setName(name);
        thread.setContextClassLoader(contextClassLoader);
        starter.accept(thread);
    }

    @Override
    public void run() {
        String name = thread.getName();
        try {
            Worker bound = pool.newWorker(name);
            worker = bound;
            bound.bind(this::work);
            pool.ended(bound, state == ABANDONED);
        } catch (Throwable death) { // of the VM: perform never throws
            pool.died(name, state instanceof Run run ? run : null, death);
        } finally {
            boolean wasAbandoned = state == ABANDONED;
            state = GONE;
            pool.left(this, wasAbandoned);
        }
    }

    private void work() {
        if (!pool.initialize()) {
            return;
        }
        Worker self = bound();
        for (Run run = next(); run != null; run = next()) {
            state = run; // I2
            pool.passOn();
            boolean last = countsAsLast(run);
            self.perform(run);
            if (!change(run, FREE) || last) { // linearization point: leave
                return;
            }
        }
    }

    private Worker bound() {
        Worker bound = worker;
        if (bound == null) {
            throw new IllegalStateException("not bound: thread=" + thread.getName());
        }
        return bound;
    }

    private boolean countsAsLast(Run run) {
        if (!pool.limitsTasks()) {
            return false;
        }
        bodies += run.isRevoked() ? 0 : run.size();
        return pool.isLimitReached(bodies);
    }

    /** The next run; {@code null} to end. */
    private @Nullable Run next() {
        boolean ran = state == FREE;
        while (!pool.isKilled()) {
            Thread.interrupted(); // what a body left behind
            Run run = queue.poll();
            if (run == null && ran) {
                run = pool.spin();
            }
            if (run != null) {
                return run;
            }
            if (queue.isDrained() || !awaitWake()) {
                return null;
            }
            ran = false;
        }
        return null;
    }

    /** Parks until woken, unless there is something to do; {@code false} if idle for too long. */
    private boolean awaitWake() {
        IdleThreads idle = pool.idleThreads();
        idle.add(this); // I1
        if (!queue.isEmpty() || pool.isEnding()) {
            idle.remove(this);
            return true;
        }
        long limit = pool.idleNanos();
        long since = System.nanoTime();
        while (state == PARKED) {
            if (limit == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long left = limit - (System.nanoTime() - since);
                if (left <= 0) {
                    return !idle.remove(this);
                }
                LockSupport.parkNanos(this, left);
            }
            Thread.interrupted(); // park does not wait while the flag is set
        }
        return true;
    }

    void markParked() {
        state = PARKED;
    }

    void markFree() {
        state = FREE;
    }

    void markWoken() {
        state = WOKEN;
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    /**
     * Whether it will look into the queue before it enters another body. In the instant before the
     * body is entered, and in the one after it has ended, nobody can tell: then this waits a
     * little, less than a new thread would take to start.
     */
    boolean isFree() {
        Object seen = state;
        if (!(seen instanceof Run run)) {
            return seen == FREE || seen == PARKED; // PARKED only after the idle were looked at: I1
        }
        Worker on = bound();
        for (int looks = 0; looks < LOOKS; looks++) {
            Object now = state;
            if (now != run) {
                return now != ABANDONED; // it has moved on since: I1, I2 or I3
            }
            if (on.inBody()) {
                return false;
            }
            if (run.isRevoked() && !on.inBody()) {
                return true;
            }
            pause(looks);
        }
        return false;
    }

    private static void pause(int looks) {
        if (looks < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Gives the thread up if it is in a body of this run. */
    boolean abandon(Run run) {
        return state instanceof Run taken
                && bound().isIn(run) // itself, or a run that its body helps with while it waits
                && change(taken, ABANDONED); // linearization point: abandon
    }

    private boolean change(Object from, Object to) {
        return STATE.compareAndSet((PaddedState.State) this, from, to);
    }

    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    String name() {
        return thread.getName();
    }

    /** Interrupts a body or the initializer. */
    void interrupt() {
        Object seen = state;
        if (seen instanceof Run run) {
            run.interrupt();
        } else if (seen == STARTING) {
            thread.interrupt();
        }
    }

    @Override
    public String toString() {
        return thread.getName() + "[" + state + "]";
    }
}
