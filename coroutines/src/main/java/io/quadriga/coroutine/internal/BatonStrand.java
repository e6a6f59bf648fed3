package io.quadriga.coroutine.internal;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread that runs while it has the baton of its loop. As an item: lend it the baton. */
final class BatonStrand extends Strand implements Runnable {
    /*
     *     NEW ── start ──> READY ── granted ──> RUNNING ── park ──> PARKED ── unpark ──> READY
     *                        ^                    └── giveWay ──> READY
     *                        └ each of READY and RUNNING also with a permit: READY_PERMIT, PERMIT
     *
     * Invariants. I1. A strand stands in the ready items exactly while it is READY or READY_PERMIT, once.
     *   I2. Between PARKED and the wait for the grant the strand still has the baton: whoever makes it ready
     *   meanwhile does so through the inbox, and the strand may find itself next, and just goes on.
     *
     * Ordering. `granted` is volatile, see BatonEngine. `state` changes by compare-and-set.
     *
     * Interrupts. The wait for the grant clears the flag, because a park with the flag set does not wait,
     * asks to be resumed, as after any wake-up, and sets it again when it has the baton.
     */
    private static final int NEW = 0;
    private static final int RUNNING = 1;
    private static final int PERMIT = 2;
    private static final int PARKED = 3;
    private static final int READY = 4;
    private static final int READY_PERMIT = 5;

    private static final VarHandle STATE;

    static {
        try {
            STATE = lookup().findVarHandle(BatonStrand.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BatonEngine engine;
    private final Thread thread;
    private volatile boolean granted;
    private volatile int state; // STATE
    private boolean begun; // who has the turn

    BatonStrand(BatonEngine engine, Turns turns, String name, boolean inherits, Runnable body) {
        super(turns);
        this.engine = engine;
        this.thread =
                Thread.ofVirtual()
                        .name(name)
                        .inheritInheritableThreadLocals(inherits)
                        .unstarted(() -> live(body));
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    Thread thread() {
        return thread;
    }

    @Override
    void start() {
        state = READY;
        turns.enqueue(this);
    }

    private void live(Runnable body) {
        try {
            awaitGrant();
            body.run();
        } finally {
            handOver(turns.takeDirectly(BatonStrand.class));
        }
    }

    /** The driver: this strand is next. */
    @Override
    public void run() {
        engine.lend(this);
    }

    void grant() {
        granted = true;
        if (begun) {
            LockSupport.unpark(thread);
        } else {
            begun = true;
            thread.start();
        }
    }

    @Override
    void park() {
        if (change(RUNNING, PARKED)) {
            passOn();
        } else {
            state = RUNNING; // the permit is used up
        }
    }

    @Override
    void giveWay() {
        if (!change(RUNNING, READY)) {
            state = READY_PERMIT;
        }
        turns.enqueue(this);
        passOn();
    }

    @Override
    public void unpark() {
        unpark(false);
    }

    private void unpark(boolean withoutTurn) {
        while (true) {
            switch (state) {
                case PARKED -> {
                    if (change(PARKED, READY)) {
                        makeReady(withoutTurn);
                        return;
                    }
                }
                case RUNNING -> {
                    if (change(RUNNING, PERMIT)) {
                        return;
                    }
                }
                case READY -> {
                    if (change(READY, READY_PERMIT)) {
                        return;
                    }
                }
                default -> { // has the permit, or has not begun
                    return;
                }
            }
        }
    }

    private void makeReady(boolean withoutTurn) {
        if (withoutTurn) {
            turns.post(this);
        } else {
            turns.enqueue(this);
        }
    }

    /** Gives the turn away and waits for it. */
    private void passOn() {
        BatonStrand next = turns.takeDirectly(BatonStrand.class);
        if (next == this) {
            resumed();
            return;
        }
        handOver(next);
        awaitGrant();
    }

    private void handOver(@Nullable BatonStrand next) {
        if (next != null) {
            next.grant();
        } else {
            engine.giveBack();
        }
    }

    private void awaitGrant() {
        boolean interrupted = false;
        while (!granted) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                unpark(true);
            }
        }
        granted = false;
        resumed();
        if (interrupted) {
            thread.interrupt();
        }
    }

    private void resumed() {
        if (!change(READY, RUNNING)) {
            state = PERMIT;
        }
    }

    private boolean change(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }
}
