package io.quadriga.ipc.internal;

import io.quadriga.spi.Waiter;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where threads of all processes sleep until an operation may have become possible. */
final class Gate {

    /*
     * One word W in shared memory: 1 while somebody may sleep, else 0; and in each entry of the
     * participants how many of its threads have announced themselves, N in all.
     *
     *     sleeper: N+1; W=1; full fence; try; if that failed, sleep on W while it is 1, a slice at most;
     *              N-1; if N>0 then W=1; full fence; try; if that succeeded and N>0, wake one more
     *     waker:   make the operation possible; full fence; if W is 1 and CAS(W, 1, 0), wake one
     *
     * Invariants.
     *   I1. While all live, no sleeper sleeps over an operation that is possible. Of two sides with a
     *       full fence between their store and their load at least one sees the other's store. A sleeper
     *       that sees the waker's does not sleep. A waker that sees W=1 either changes it before the
     *       kernel compares, or finds the sleeper queued. If a second sleeper sets W=1 in between, the
     *       first may sleep on, but the second tries after its own fence and hands the wake on.
     *   I2. N may be too high, never too low: the dead are taken off when their entry is retired.
     * Not an invariant: a wake reaches somebody who goes on. The woken may die, and so may the waker
     * between its CAS and its call of the kernel. No protocol repairs this at once; the slice does. So
     * every sleep is bounded, and every return from one tries. Where it can be told without an attempt
     * whether one may succeed, the Lookout of the process does this for all sleepers, and their own
     * slices are long.
     */

    /** For a deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    /** The longest sleep without a look, in nanoseconds, where nothing else is said. */
    static final long SLICE = 50_000_000;

    private static final long WATCHED_SLICE = 10_000_000_000L;

    private final IntWord word;
    private final Participants participants;
    private final int index;
    private final int me;
    private final Parking parking = Parking.ofThisProcess();
    private final Runnable housekeeping;
    private Runnable check; // written before the gate is shared
    private final Deputy deputy;
    private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet(); // while it is watched
    private long slice = SLICE; // written before the gate is shared
    private @Nullable BooleanSupplier possible; // the same
    private boolean wasPossible; // of the lookout

    /**
     * Makes the view that this process has of a gate.
     *
     * @param word where W lies
     * @param index which of the counts of a participant is this gate's
     * @param housekeeping what somebody who waits does from time to time
     * @param check throws if there is nothing to wait for any more
     */
    Gate(
            Memory memory,
            long word,
            Participants participants,
            int index,
            int me,
            Runnable housekeeping,
            Runnable check,
            String name) {
        this.word = new IntWord(memory, word);
        this.participants = participants;
        this.index = index;
        this.me = me;
        this.housekeeping = housekeeping;
        this.check = check;
        this.deputy = new Deputy(this, name);
    }

    /**
     * Sets how long who waits here may sleep without a look. Called once, by who makes the gate.
     */
    Gate slice(long nanos) {
        slice = nanos;
        return this;
    }

    /**
     * Lets the lookout of this process watch over those who sleep here. Called once, by who makes
     * the gate.
     *
     * @param mayBePossible whether an attempt may be done; {@code true} too often costs time only
     */
    Gate watched(BooleanSupplier mayBePossible) {
        possible = mayBePossible;
        return this;
    }

    /** Lets who waits go on though the file is let go. Called once, by who makes the gate. */
    Gate unchecked() {
        check = () -> {};
        return this;
    }

    /** Throws if there is nothing to wait for any more. */
    void check() {
        check.run();
    }

    /** Wakes one sleeper if there may be one. Called after the operation was made possible. */
    void signal() {
        VarHandle.fullFence(); // orders that before the look, on every processor
        if (word.opaque() != 0) {
            wakeOne();
        }
    }

    /** Wakes all sleepers. */
    void signalAll() {
        word.putVolatile(0);
        parking.wake(word, Integer.MAX_VALUE);
    }

    private void wakeOne() {
        if (word.cas(1, 0)) {
            CrashPoint.SIGNAL_CLAIMED.pass();
            parking.wake(word, 1);
        }
    }

    /**
     * Waits until an attempt is done. A thread of the operating system sleeps itself; for a virtual
     * thread or a coroutine a deputy does, and makes the attempt.
     *
     * @param deadline until when, by the clock of {@link System#nanoTime}; {@link #NEVER} for no
     *     limit
     * @return whether it is done; {@code false} after the deadline
     * @throws InterruptedException if interrupted; the attempt is not done
     */
    boolean await(Attempt attempt, long deadline) throws InterruptedException {
        Attempt checked = new Checked(attempt, check);
        Waiter waiter = Waiter.current();
        return waiter.blocksThread()
                ? awaitHere(checked, deadline)
                : deputy.await(checked, deadline, waiter);
    }

    /** Waits in the calling thread. */
    boolean awaitHere(Attempt attempt, long deadline) throws InterruptedException {
        if (possible == null) {
            return awaitHere(attempt, deadline, slice);
        }
        Thread me = Thread.currentThread();
        sleepers.add(me);
        try {
            boolean watched = Lookout.ofThisProcess().watches(this);
            return awaitHere(attempt, deadline, watched ? WATCHED_SLICE : slice);
        } finally {
            sleepers.remove(me);
        }
    }

    private boolean awaitHere(Attempt attempt, long deadline, long slice)
            throws InterruptedException {
        for (int round = 0; ; round++) {
            long left = Deadlines.left(deadline);
            if (sleepOnce(attempt, Math.min(left, slice), round)) {
                return true;
            }
            if (Thread.interrupted()) {
                passOn(attempt);
                throw new InterruptedException();
            }
            if (left <= slice && !Deadlines.isAhead(deadline)) {
                passOn(attempt);
                return false;
            }
            housekeeping.run();
        }
    }

    // What the lookout does.

    boolean hasSleepers() {
        return !sleepers.isEmpty();
    }

    /**
     * Wakes one sleeper if an operation may be possible; all, if it still may at the next look: the
     * one that was woken may be stopped. Wakes all if an interrupt fell between a look at the flag
     * and the sleep.
     */
    void look() {
        housekeeping.run();
        boolean isPossible = possible != null && possible.getAsBoolean();
        if ((isPossible && wasPossible) || isAnyInterrupted()) {
            signalAll();
        } else if (isPossible) {
            parking.wake(word, 1);
        }
        wasPossible = isPossible;
    }

    private boolean isAnyInterrupted() {
        for (Thread sleeper : sleepers) {
            if (sleeper.isInterrupted()) {
                return true;
            }
        }
        return false;
    }

    private boolean sleepOnce(Attempt attempt, long nanos, int round) {
        announce(1);
        boolean slept = false;
        try {
            word.putVolatile(1);
            VarHandle.fullFence();
            if (attempt.isDone()) {
                return true;
            }
            if (nanos > 0) {
                CrashPoint.BEFORE_SLEEP.pass();
                parking.sleepBetweenLooks(word, 1, nanos, round);
                slept = true;
                CrashPoint.WOKEN.pass();
            }
        } finally {
            announce(-1);
        }
        return slept && afterSleep(attempt);
    }

    private boolean afterSleep(Attempt attempt) {
        boolean others = armForOthers();
        VarHandle.fullFence();
        boolean done = attempt.isDone();
        if (done && others && attempt.isMoreLikely()) {
            wakeOne();
        }
        return done;
    }

    /** Whoever leaves empty-handed may have been woken: the wake is another's. */
    private void passOn(Attempt attempt) {
        if (attempt.isMoreLikely()) {
            passOn();
        }
    }

    /** Keeps the gate armed for those still asleep. Returns whether there may be any. */
    private boolean armForOthers() {
        boolean others = participants.allSleepers(index) > 0;
        if (others) {
            word.putVolatile(1);
        }
        return others;
    }

    private void announce(int delta) {
        participants.addSleepers(me, index, delta);
    }

    // Sleeping at several gates at once, see AnyWait, which only looks and takes nothing.

    /** Announces the caller and arms the gate. A full fence and a look come next. */
    void enter() {
        announce(1);
        word.putVolatile(1);
    }

    /** The caller sleeps no longer. A full fence and a look come next. */
    void leave() {
        announce(-1);
        boolean _ = armForOthers();
        housekeeping.run();
    }

    /** Hands on a wake that may have come for the caller, who has left. */
    void passOn() {
        if (armForOthers()) {
            wakeOne();
        }
    }

    boolean isArmed() {
        return word.acquire() == 1;
    }

    IntWord word() {
        return word;
    }
}
