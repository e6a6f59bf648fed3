package io.quadriga.ipc.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The view that one process has of a condition of a lock. */
public final class ConditionCore {

    /*
     * A signal is given to a process, and is its until one of its waiters has the lock again. Geometry:
     * the id of the lock. Body:
     *
     *       0  turn     4  the entry where the search for the next signalled process begins
     *     128  gate     4  Gate
     *     256  table    8 for each participant: [stamp:32][waiting:16][given:16]
     *
     * waiting is how many threads of the process wait, given how many of them are signalled. Which ones
     * the process alone knows: the first `given` of `waiters`, in the order in which they came. A thread
     * is counted until it has the lock again; then it takes itself out, with its signal if it has one.
     *
     * Invariants.
     *   I1. The table is written under the lock of the condition only, each change by one store.
     *   I2. given <= waiting in the entry of a living process; `waiters` has `waiting` threads.
     *   I3. A signal goes to one who waited before it: only waiters who are counted are given one.
     * Not an invariant: who was signalled goes on. Its time may have ended, or it was interrupted, before
     * it has the lock: then it counts as signalled all the same, and returns so.
     *
     * What a death leaves. The entry of the dead, with signals that nobody there will take, and signals
     * given to it later because nobody had noticed. Who waits looks from time to time whether a process
     * with signals is dead, acquires the lock then and hands them to others, one store each: a death in
     * between hands one over twice, which the contract of a condition allows. A lock that died meanwhile
     * is abandoned for whoever gets it, as always.
     *
     * Ordering. The table is read without the lock by who waits only, and looked at again under it.
     */

    /** How the file of a condition is made. */
    public static final SharedType<ConditionCore> TYPE =
            new SharedType<>(
                    Kind.CONDITION,
                    ConditionCore.class,
                    List.of("lock high", "lock low"),
                    (geometry, participants) ->
                            FileLayout.align(ConditionCore.TABLE + 8L * participants),
                    ConditionCore::new);

    private static final long TURN = 0;
    private static final long GATE = 128;
    private static final long TABLE = 256;

    private static final int MOST = 0xffff;
    private static final long LOOK_NANOS = 40_000_000;

    private final Memory memory;
    private final Participants participants;
    private final long body;
    private final int me;
    private final int mine;
    private final UUID lockId;
    private final Gate gate;
    private final Pace looks = new Pace(LOOK_NANOS);
    private final List<Waiting> waiters = new ArrayList<>(); // guarded by itself

    private ConditionCore(SharedFile file) {
        memory = file.memory();
        participants = file.participants();
        body = file.body();
        me = file.stamp();
        mine = Participants.index(me);
        long[] geometry = file.header().geometry();
        lockId = new UUID(geometry[0], geometry[1]);
        gate = file.gate(body + GATE, 0, "condition");
    }

    /** The lock it belongs to. */
    public UUID lockId() {
        return lockId;
    }

    /** One thread that waits. */
    private final class Waiting implements Attempt {

        private boolean isSignalled() {
            synchronized (waiters) {
                int place = waiters.indexOf(this);
                return place >= 0 && place < given(entry(mine));
            }
        }

        /** Somebody has to hand on what the dead have got; the lock is needed for that. */
        @Override
        public boolean isDone() {
            return isSignalled() || (looks.isTime() && isAnyGivenToTheDead());
        }

        @Override
        public boolean isPersonal() {
            return true;
        }
    }

    /**
     * Unlocks, waits for a signal, and locks as deep as before.
     *
     * @return {@code false} if the time was over before
     * @throws InterruptedException if interrupted before it was signalled; the lock is held again
     */
    public boolean await(LockCore lock, long deadline) throws InterruptedException {
        lock.checkHeld();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiting self = enlist();
        try {
            while (true) {
                boolean inTime = awaitUnlocked(self, lock, deadline);
                handOnOfTheDead();
                if (self.isSignalled()) {
                    return true;
                }
                if (!inTime) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            if (!self.isSignalled()) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return true;
        } finally {
            leave(self);
        }
    }

    private boolean awaitUnlocked(Waiting self, LockCore lock, long deadline)
            throws InterruptedException {
        int depth = lock.releaseAll();
        try {
            return gate.await(self, deadline);
        } finally {
            lock.acquireAgain(depth);
        }
    }

    private Waiting enlist() {
        if (stamp(entry(mine)) != me) {
            handOn(mine); // of a dead process that had the entry before
        }
        long entry = entry(mine);
        if (waiting(entry) == MOST) {
            throw new IllegalStateException(
                    "too many threads of this process wait for a condition: max=" + MOST);
        }
        Waiting self = new Waiting();
        synchronized (waiters) {
            waiters.add(self);
        }
        put(mine, me, waiting(entry) + 1, given(entry));
        return self;
    }

    private void leave(Waiting self) {
        long entry = entry(mine);
        int signal = self.isSignalled() ? 1 : 0;
        put(mine, me, waiting(entry) - 1, given(entry) - signal);
        synchronized (waiters) {
            waiters.remove(self);
        }
    }

    /** Signals one who waits. The caller has the lock. */
    public void signal(LockCore lock) {
        lock.checkHeld();
        if (give()) {
            CrashPoint.BEFORE_SIGNAL.pass();
            gate.signalAll();
        }
    }

    /** Signals all who wait. The caller has the lock. */
    public void signalAll(LockCore lock) {
        lock.checkHeld();
        boolean any = false;
        for (int index = 1; index <= participants.size(); index++) {
            long entry = entry(index);
            if (waiting(entry) > given(entry)) {
                put(index, stamp(entry), waiting(entry), waiting(entry));
                any = true;
            }
        }
        if (any) {
            CrashPoint.BEFORE_SIGNAL.pass();
            gate.signalAll();
        }
    }

    /** Gives a signal to a process in which somebody waits for one, to each in turn. */
    private boolean give() {
        int entries = participants.size();
        int turn = Math.floorMod(memory.intOpaque(body + TURN), entries);
        for (int step = 0; step < entries; step++) {
            int index = (turn + step) % entries + 1;
            long entry = entry(index);
            if (waiting(entry) > given(entry)) {
                put(index, stamp(entry), waiting(entry), given(entry) + 1);
                memory.putIntOpaque(body + TURN, index);
                return true;
            }
        }
        return false;
    }

    private boolean isAnyGivenToTheDead() {
        for (int index = 1; index <= participants.size(); index++) {
            if (isGivenToTheDead(entry(index))) {
                return true;
            }
        }
        return false;
    }

    private boolean isGivenToTheDead(long entry) {
        return given(entry) > 0 && stamp(entry) != me && participants.isDead(stamp(entry));
    }

    private void handOnOfTheDead() {
        boolean any = false;
        for (int index = 1; index <= participants.size(); index++) {
            if (isGivenToTheDead(entry(index))) {
                handOn(index);
                any = true;
            }
        }
        if (any) {
            gate.signalAll();
        }
    }

    /** Hands the signals of a dead process to others, and clears its entry. */
    private void handOn(int index) {
        long entry = entry(index);
        for (int left = Math.min(given(entry), waiting(entry)); left > 0; left--) {
            put(index, stamp(entry), left, left); // nobody gives it more
            CrashPoint.HANDING_ON.pass();
            give();
        }
        put(index, 0, 0, 0);
    }

    private long entry(int index) {
        return memory.longAcquire(body + TABLE + 8L * (index - 1));
    }

    private void put(int index, int stamp, int waiting, int given) {
        memory.putLongRelease(
                body + TABLE + 8L * (index - 1),
                ((long) stamp << 32) | (((waiting & MOST) << 16) & 0xffffffffL) | (given & MOST));
    }

    private static int stamp(long entry) {
        return (int) (entry >>> 32);
    }

    private static int waiting(long entry) {
        return (int) (entry >>> 16) & MOST;
    }

    private static int given(long entry) {
        return (int) entry & MOST;
    }
}
