package io.quadriga.internal;

import io.quadriga.TaskState;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From open to terminated.
 *
 * <pre>
 *     RUNNING ── shutdown ──> SHUTDOWN ── stop ──> STOPPED
 *        └───────────────────── stop ─────────────────┘
 *     SHUTDOWN or STOPPED, nothing held ──> workers told ──> workers ended and callbacks idle ──> terminated
 * </pre>
 *
 * <p>A hold is accepted work that the workers do not have: delayed, waiting to be tried again, or
 * the rest of a bulk call. The workers are told to finish only when nothing is held, because they
 * take nothing afterwards.
 */
final class Lifecycle {

    static final int RUNNING = 0;
    static final int SHUTDOWN = 1;
    static final int STOPPED = 2;

    private static final long CLOSED = 1L << 62;

    private final AtomicLong holds = new AtomicLong(); // count, and CLOSED
    private final AtomicBoolean told = new AtomicBoolean();
    private final Termination termination = new Termination();
    private final Runnable tellWorkers;
    private final java.util.function.BooleanSupplier callbacksIdle;
    private volatile int phase;
    private volatile boolean workersEnded;

    Lifecycle(Runnable tellWorkers, java.util.function.BooleanSupplier callbacksIdle) {
        this.tellWorkers = tellWorkers;
        this.callbacksIdle = callbacksIdle;
    }

    /** Settled when everything has ended. */
    static final class Termination extends BaseFuture<Boolean> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }

        @Override
        protected TaskState stateBeforeOutcome() {
            return TaskState.RUNNING;
        }

        @Override
        protected String label() {
            return "termination";
        }
    }

    boolean isRunning() {
        return phase == RUNNING;
    }

    boolean isStopped() {
        return phase == STOPPED;
    }

    Termination termination() {
        return termination;
    }

    boolean isTerminated() {
        return termination.isDone();
    }

    /** Holds the workers open; false after shutdown. */
    boolean tryHold() {
        while (true) {
            long now = holds.get();
            if ((now & CLOSED) != 0) {
                return false;
            }
            if (holds.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Holds further what is held already. */
    void forceHold() {
        holds.incrementAndGet();
    }

    void release() {
        if (holds.decrementAndGet() == CLOSED) {
            tell();
        }
    }

    boolean isHolding() {
        return (holds.get() & ~CLOSED) != 0;
    }

    /** Returns whether this call did it. */
    synchronized boolean shutdown() {
        if (phase != RUNNING) {
            return false;
        }
        phase = SHUTDOWN;
        return true;
    }

    /** Lets the workers finish as soon as nothing is held. After {@link #shutdown}. */
    void closeHolds() {
        if (holds.getAndUpdate(now -> now | CLOSED) == 0) {
            tell();
        }
    }

    /** Returns whether this call did it. */
    synchronized boolean stop() {
        if (phase == STOPPED) {
            return false;
        }
        phase = STOPPED;
        return true;
    }

    /** Tells the workers to finish, once, whatever is held. */
    void tell() {
        if (told.compareAndSet(false, true)) {
            tellWorkers.run();
        }
    }

    void workersEnded() {
        workersEnded = true;
        check();
    }

    /** Terminates if everything has ended: the callbacks of a body were counted before it did. */
    void check() {
        if (workersEnded && callbacksIdle.getAsBoolean()) {
            termination.settleValue(Boolean.TRUE);
        }
    }
}
