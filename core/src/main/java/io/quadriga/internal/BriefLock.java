package io.quadriga.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for steps of a few instructions that neither wait nor call anybody else's code. Who finds
 * it held looks again, so nobody has to be woken, and nothing keeps an order among those who look.
 * Not reentrant; whoever locks unlocks in a {@code finally}.
 */
final class BriefLock {

    /*
     * Test and test-and-set with growing pauses. Source: Anderson, "The Performance of Spin Lock
     * Alternatives for Shared-Memory Multiprocessors", 1990. Deviation: a holder can lose its
     * processor, so after SPINS pauses a caller gives up its own, and after YIELDS of those, which means
     * that somebody else wants the processor all the time, it sleeps NAP_NANOS between looks. A
     * coroutine or virtual thread must not let others run here, because nobody expects a switch in
     * offer or poll: it goes on pausing, at most until the holder's processor is its own again.
     *
     *     FREE ── tryLock ──> HELD ── unlock ──> FREE
     *
     * Invariant. At most one thread has taken FREE to HELD and not yet back.
     *
     * Ordering. unlock releases FREE, the successful compare-and-set of tryLock acquires it: what one
     * holder did happens-before what the next does.
     *
     * Progress. Deadlock-free, not starvation-free. A thread cannot die while it holds the lock but by
     * an error thrown in the step, and then finally unlocks.
     */

    private static final int FREE = 0;
    private static final int HELD = 1;

    private static final int SPINS = 5;
    private static final int LONGEST_PAUSE = 16;
    private static final int YIELDS = 100;
    private static final long NAP_NANOS = 50_000;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BriefLock.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int state; // any thread; only through STATE

    void lock() {
        if (!tryLock()) {
            lockSlowly();
        }
    }

    void unlock() {
        STATE.setRelease(this, FREE);
    }

    private boolean tryLock() {
        return (int) STATE.getOpaque(this) == FREE
                && STATE.weakCompareAndSetAcquire(this, FREE, HELD);
    }

    private void lockSlowly() {
        boolean virtual = Thread.currentThread().isVirtual();
        int looks = 0;
        do {
            looks++;
            if (looks <= SPINS || virtual) {
                pause(looks);
            } else if (looks <= SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        } while (!tryLock());
    }

    private static void pause(int looks) {
        for (int i = Math.min(1 << Math.min(looks, 30), LONGEST_PAUSE); i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}
