package io.quadriga.ipc.internal;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The view that one process has of a barrier. */
public final class BarrierCore {

    /*
     * Geometry: parties; action, 1 if the parties have one. Body:
     *
     *       0  guard     4  OwnedLock
     *       8  phase     8  [generation:62][state:2]
     *     128  gate      4  Gate
     *     256  broken  512  one bit for each of the last 4096 generations: it ended broken
     *     768  table    16  for each participant: generation 8, [stamp:32][arrived:32] 8
     *
     *     FILLING ── the last party, no action ──────────────────────────> FILLING of the next generation
     *        ├────── the last party ──> ACTING ── its action has run ────> FILLING of the next generation
     *        ├────── reset ──────────────────────────────────────────────> FILLING of the next generation
     *        └────── time, interrupt, abort, a death, an action that throws ──> BROKEN (from ACTING too)
     *     BROKEN ─── reset ──────────────────────────────────────────────> FILLING of the next generation
     *
     * Invariants.
     *   I1. phase changes by CAS; into another generation under the guard only, after the bit of the one
     *       that ends was stored. Breaking needs no guard, so it never waits.
     *   I2. Arrived in generation g are the sum of `arrived` over the entries whose generation is g. An
     *       entry of another generation counts for nothing, so a new generation needs no clearing.
     *   I3. An entry gets arrived=0, then its generation, then arrived=1: it never counts too many.
     *   I4. One thread leaves FILLING for ACTING; the action runs in it alone, and no lock is held.
     *   I5. When the last party arrives every process with an arrived party is looked at; a dead one breaks
     *       the generation instead of completing it.
     * A party knows the index it got and the generation it arrived in. That is over when phase has another
     * one; its bit tells how it ended. After 4096 generations more the bit is another's: then broken.
     *
     * What a death leaves. A counted party: whoever waits, or arrives last, looks whether it is dead, and
     * breaks the generation. A party that was not counted has not arrived. In ACTING the runner is counted
     * as well. The guard is taken over, see OwnedLock. After phase was stored the generation is over for
     * everybody; a missing wake costs a slice of the gate.
     */

    /** How the file of a barrier is made. */
    public static final SharedType<BarrierCore> TYPE =
            new SharedType<>(
                    Kind.BARRIER,
                    BarrierCore.class,
                    List.of("parties", "action"),
                    BarrierCore::bytes,
                    BarrierCore::new);

    /** The most parties. */
    public static final int MAX_PARTIES = 1 << 20;

    private static final long GUARD = 0;
    private static final long PHASE = 8;
    private static final long GATE = 128;
    private static final long BROKEN_BITS = 256;
    private static final long TABLE = 768;
    private static final int ENTRY_BYTES = 16;

    private static final int REMEMBERED = 4096;
    private static final long LOOK_NANOS = 40_000_000;

    private static final int FILLING = 0;
    private static final int ACTING = 1;
    private static final int BROKEN = 2;

    private final SharedFile file;
    private final Memory memory;
    private final Participants participants;
    private final long body;
    private final int me;
    private final int mine;
    private final int parties;
    private final OwnedLock guard;
    private final Gate gate;
    private final Pace looks = new Pace(LOOK_NANOS);

    private BarrierCore(SharedFile file) {
        this.file = file;
        memory = file.memory();
        participants = file.participants();
        body = file.body();
        me = file.stamp();
        mine = Participants.index(me);
        parties = (int) file.header().geometry()[0];
        guard = file.lock(body + GUARD, "guard");
        gate = file.gate(body + GATE, 0, "barrier");
    }

    private static long bytes(long[] geometry, int participants) throws DamagedFileException {
        if (geometry[0] < 1 || geometry[0] > MAX_PARTIES || geometry[1] >>> 1 != 0) {
            throw new DamagedFileException(
                    "parties="
                            + geometry[0]
                            + ", allowed=1 to "
                            + MAX_PARTIES
                            + ", action="
                            + geometry[1]);
        }
        return FileLayout.align(TABLE + (long) ENTRY_BYTES * participants);
    }

    public int parties() {
        return parties;
    }

    public boolean hasAction() {
        return file.header().geometry()[1] == 1;
    }

    /** How many parties wait now. */
    public int waiting() {
        long phase = phase();
        return state(phase) == BROKEN ? 0 : arrived(generation(phase));
    }

    public boolean isBroken() {
        return state(phase()) == BROKEN;
    }

    // One party.

    /**
     * Arrives and waits for the others.
     *
     * @param action what the last one runs, {@code null} for nothing
     * @return parties - 1 for the first one that arrived, 0 for the last one
     */
    public int await(@Nullable Runnable action, long deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (Thread.interrupted()) {
            abort(generation(phase()));
            throw new InterruptedException();
        }
        Arrival self = new Arrival(action != null);
        if (!self.isDone() && !gate.await(self, deadline)) {
            throw new TimeoutException("the barrier could not be entered: " + what());
        }
        self.checkEntered();
        if (self.index > 0) {
            awaitOthers(self, deadline);
        } else {
            self.checkReleased(); // a party had died
            if (action != null) {
                act(self, action);
            }
        }
        return self.index;
    }

    private void awaitOthers(Arrival self, long deadline)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean over;
        try {
            over = gate.await(self.over(), deadline);
        } catch (InterruptedException e) {
            if (abort(self.generation) || isBroken(self.generation)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // released before: as if it came later
            return;
        } catch (IllegalStateException closed) {
            boolean _ = abort(self.generation); // it does not wait any longer
            throw closed;
        }
        String what = what(); // before nobody waits any more
        if (!over && abort(self.generation)) {
            throw new TimeoutException("not all parties came in time: " + what);
        }
        self.checkReleased();
    }

    private void act(Arrival self, Runnable action) throws BrokenBarrierException {
        boolean done = false;
        try {
            action.run();
            CrashPoint.ACTION_RUN.pass();
            done = true;
        } finally {
            if (!done) {
                abort(self.generation);
            }
        }
        release(self.generation);
        self.checkReleased();
    }

    /** One arrival of one party. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private final class Arrival implements Attempt {
        private final boolean acts;
        private long generation;
        private int index = -1; // broken

        private Arrival(boolean acts) {
            this.acts = acts;
        }

        /** Enters the generation that fills, if the guard is to be had. */
        @Override
        public boolean isDone() {
            if (!guard.lock()) {
                return false;
            }
            int state;
            try {
                long phase = phase();
                generation = generation(phase);
                state = state(phase);
                if (state == FILLING) {
                    enter(phase);
                }
            } finally {
                try {
                    guard.unlock();
                } catch (StackOverflowError e) {
                    guard.left = true;
                    throw e;
                }
            }
            if (state == ACTING && looks.isTime()) {
                breakByDeath(generation);
            } else if (index == 0) {
                CrashPoint.BEFORE_SIGNAL.pass();
                gate.signalAll();
            }
            return state != ACTING; // else all parties of this generation are there: the next one
        }

        /** Under the guard. A CAS that fails leaves the generation broken by another. */
        private void enter(long phase) {
            int before = arrived(generation);
            count();
            CrashPoint.ARRIVED.pass();
            index = Math.max(0, parties - 1 - before);
            if (index > 0) {
                return;
            }
            if (isAnyDead(generation)) {
                casPhase(phase, generation, BROKEN);
            } else if (acts) {
                casPhase(phase, generation, ACTING);
            } else {
                end(phase, false);
            }
        }

        private void count() {
            long at = at(mine);
            long entry = memory.longAcquire(at + 8);
            boolean again = memory.longAcquire(at) == generation && (int) (entry >>> 32) == me;
            long count = again ? entry & 0xffffffffL : 0;
            if (!again) {
                memory.putLongRelease(at + 8, 0);
                memory.putLongRelease(at, generation);
            }
            memory.putLongRelease(at + 8, (long) me << 32 | count + 1);
        }

        private void checkEntered() throws BrokenBarrierException {
            if (index < 0) {
                throw broken();
            }
        }

        private void checkReleased() throws BrokenBarrierException {
            if (isBroken(generation)) {
                throw broken();
            }
        }

        private Attempt over() {
            return new Attempt() {
                @Override
                public boolean isDone() {
                    return isOver(generation) || (looks.isTime() && breakByDeath(generation));
                }

                @Override
                public boolean isPersonal() {
                    return true;
                }
            };
        }

        @Override
        public boolean isPersonal() {
            return true;
        }
    }

    private BrokenBarrierException broken() {
        return new BrokenBarrierException(
                "the barrier is broken, or was while this party waited: "
                        + what()
                        + "; reset it when all parties know");
    }

    private String what() {
        return "barrier=" + file.name() + ", parties=" + parties + ", waiting=" + waiting();
    }

    // Changing the phase.

    /** Ends a generation whose action has run, unless it is broken. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private void release(long generation) {
        lockGuard();
        try {
            end(generation << 2 | ACTING, false);
        } finally {
            try {
                guard.unlock();
            } catch (StackOverflowError e) {
                guard.left = true;
                throw e;
            }
        }
        CrashPoint.BEFORE_SIGNAL.pass();
        gate.signalAll();
    }

    /** Breaks a generation. Returns {@code false} if it was over before. */
    private boolean abort(long generation) {
        for (long phase = phase(); !isOver(phase, generation); phase = phase()) {
            if (casPhase(phase, generation, BROKEN)) { // linearization point: broken
                CrashPoint.BEFORE_SIGNAL.pass();
                gate.signalAll();
                return true;
            }
        }
        return false;
    }

    /** Breaks the generation that fills. */
    public void abort() {
        abort(generation(phase()));
    }

    /** Ends the generation, broken for those who wait in it, and begins another. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    public void reset() {
        lockGuard();
        try {
            while (!end(phase(), true)) {
                Thread.onSpinWait(); // it was broken meanwhile, once
            }
        } finally {
            try {
                guard.unlock();
            } catch (StackOverflowError e) {
                guard.left = true;
                throw e;
            }
        }
        gate.signalAll();
    }

    /** However long it takes: only a stopped owner makes it last. */
    private void lockGuard() {
        while (!guard.lock()) {
            Thread.onSpinWait();
        }
    }

    private boolean breakByDeath(long generation) {
        return isAnyDead(generation) && abort(generation);
    }

    private boolean isAnyDead(long generation) {
        for (int index = 1; index <= participants.size(); index++) {
            int stamp = (int) (memory.longAcquire(at(index) + 8) >>> 32);
            if (arrived(index, generation) > 0 && stamp != me && participants.isDead(stamp)) {
                return true;
            }
        }
        return false;
    }

    // The words.

    /** Begins the next generation, if the phase still is this one. Under the guard. */
    private boolean end(long phase, boolean broken) {
        long generation = generation(phase);
        long at = bitsOf(generation);
        long bit = 1L << generation % Long.SIZE;
        long bits = memory.longAcquire(at);
        memory.putLongRelease(at, broken ? bits | bit : bits & ~bit);
        return casPhase(phase, generation + 1, FILLING); // linearization point: released, or reset
    }

    private boolean isOver(long generation) {
        return isOver(phase(), generation);
    }

    private static boolean isOver(long phase, long generation) {
        return generation(phase) != generation || state(phase) == BROKEN;
    }

    private boolean isBroken(long generation) {
        long phase = phase();
        long later = generation(phase) - generation;
        if (later == 0) {
            return state(phase) == BROKEN;
        }
        boolean bit = (memory.longAcquire(bitsOf(generation)) >>> generation % Long.SIZE & 1) != 0;
        return bit || generation(phase()) - generation >= REMEMBERED;
    }

    private int arrived(long generation) {
        int all = 0;
        for (int index = 1; index <= participants.size(); index++) {
            all += arrived(index, generation);
        }
        return all;
    }

    private int arrived(int index, long generation) {
        return memory.longAcquire(at(index)) == generation
                ? Math.max(0, (int) memory.longAcquire(at(index) + 8))
                : 0;
    }

    private long bitsOf(long generation) {
        return body + BROKEN_BITS + generation % REMEMBERED / Long.SIZE * Long.BYTES;
    }

    private long at(int index) {
        return body + TABLE + (long) ENTRY_BYTES * (index - 1);
    }

    private long phase() {
        return memory.longVolatile(body + PHASE);
    }

    private boolean casPhase(long seen, long generation, int state) {
        return memory.casLong(body + PHASE, seen, generation << 2 | state);
    }

    private static long generation(long phase) {
        return phase >>> 2;
    }

    private static int state(long phase) {
        return (int) phase & 3;
    }
}
