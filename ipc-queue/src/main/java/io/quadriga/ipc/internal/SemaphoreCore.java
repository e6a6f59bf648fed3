package io.quadriga.ipc.internal;

import java.util.List;

/** The view that one process has of a semaphore: permits, and which process has how many. */
public final class SemaphoreCore {

    /*
     * Geometry: permits at the beginning; bound, 1 if there can never be more. Body:
     *
     *       0  guard    4  OwnedLock
     *       4  top      4  the highest entry that was ever used
     *       8  extra    8  permits released beyond those at the beginning
     *     128  gate     4  Gate
     *     256  table    8 for each participant: [stamp:32][held:32]
     *
     * Free are permits + extra less the sum of held. So an acquisition is one store, into the entry of
     * its process, and so is the return of what a dead process held: its entry becomes 0. A release is
     * counted off the process that makes it; if that has none, off the first one in the table that has;
     * if nobody has, it is extra.
     *
     * Invariants, under the guard.
     *   I1. Free is never negative; bounded, never above permits, and extra is 0.
     *   I2. Every permit is free or held by one process: none is lost by a death, none is made.
     * Not an invariant: held is what the threads of a process think they have. Who releases for another
     * process may be counted off a third one; the sum is right, and all come back in the end.
     *
     * What a death leaves. Inside an acquisition: the store is done or not, and comes back either way.
     * Inside a release of several: those whose entries are stored are released, the rest is held by whom
     * it was. The guard is taken over, see OwnedLock. An entry whose stamp is proved dead is cleared by
     * who waits, who looks from time to time.
     */

    /** How the file of a semaphore is made. */
    public static final SharedType<SemaphoreCore> TYPE =
            new SharedType<>(
                    Kind.SEMAPHORE,
                    SemaphoreCore.class,
                    List.of("permits", "bounded"),
                    SemaphoreCore::bytes,
                    SemaphoreCore::new);

    private static final long GUARD = 0;
    private static final long TOP = 4;
    private static final long EXTRA = 8;
    private static final long GATE = 128;
    private static final long TABLE = 256;

    private static final long LOOK_NANOS = 40_000_000;

    private final SharedFile file;
    private final Memory memory;
    private final Participants participants;
    private final long body;
    private final int me;
    private final int mine;
    private final long permits;
    private final boolean bounded;
    private final OwnedLock guard;
    private final Gate gate;
    private final Spin spin = new Spin();
    private final Pace looks = new Pace(LOOK_NANOS);

    private SemaphoreCore(SharedFile file) {
        this.file = file;
        memory = file.memory();
        participants = file.participants();
        body = file.body();
        me = file.stamp();
        mine = Participants.index(me);
        permits = file.header().geometry()[0];
        bounded = file.header().geometry()[1] == 1;
        guard = file.lock(body + GUARD, "guard");
        gate = file.gate(body + GATE, 0, "semaphore");
        file.inUseWhile(() -> SharedFiles.isExiting() && held(mine, me) > 0);
    }

    private static long bytes(long[] geometry, int participants) throws DamagedFileException {
        if (geometry[0] < 0 || geometry[0] > Integer.MAX_VALUE || geometry[1] >>> 1 != 0) {
            throw new DamagedFileException(
                    "permits="
                            + geometry[0]
                            + ", allowed=0 to "
                            + Integer.MAX_VALUE
                            + ", bounded="
                            + geometry[1]);
        }
        return FileLayout.align(TABLE + 8L * participants);
    }

    // Acquiring.

    /** Takes a permit if there is one. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    public boolean tryAcquire() {
        if (free() <= 0 && !isReclaimed()) {
            return false;
        }
        if (!guard.lock()) {
            return false;
        }
        try {
            CrashPoint.GUARD_LOCKED.pass();
            if (free() <= 0) {
                return false;
            }
            if (mine > top()) {
                memory.putIntRelease(body + TOP, mine);
            }
            put(mine, me, held(mine, me) + 1);
            CrashPoint.PERMIT_COUNTED.pass();
            return true;
        } finally {
            try {
                guard.unlock();
            } catch (StackOverflowError e) {
                guard.left = true;
                throw e;
            }
        }
    }

    /** Takes a permit, waiting for one. Returns {@code false} if there was none in time. */
    public boolean acquire(long deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Attempt attempt = new Acquiring();
        return attempt.isDone() || spin.isDone(attempt) || gate.await(attempt, deadline);
    }

    private final class Acquiring implements Attempt {
        @Override
        public boolean isDone() {
            return tryAcquire();
        }

        @Override
        public boolean isMoreLikely() {
            return free() > 0;
        }
    }

    /** Takes back what dead processes hold, from time to time. Returns whether there was any. */
    private boolean isReclaimed() {
        if (!looks.isTime()) {
            return false;
        }
        boolean any = false;
        for (int index = 1; index <= top(); index++) {
            int stamp = stamp(entry(index));
            if (held(index, stamp) > 0 && stamp != me && participants.isDead(stamp)) {
                CrashPoint.DEATH_PROVED.pass();
                any |= isReclaimed(index, stamp);
            }
        }
        return any;
    }

    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private boolean isReclaimed(int index, int deadStamp) {
        if (!guard.lock()) {
            return false;
        }
        try {
            if (stamp(entry(index)) != deadStamp) {
                return false;
            }
            put(index, 0, 0);
            return true;
        } finally {
            try {
                guard.unlock();
            } catch (StackOverflowError e) {
                guard.left = true;
                throw e;
            }
        }
    }

    // Releasing.

    /**
     * Gives permits, waiting for nothing but the guard.
     *
     * @throws IllegalStateException if there would be more than the bound; nothing changed
     */
    public void release(int count) {
        while (!tryRelease(count)) {
            Thread.onSpinWait(); // the guard has waited already: its owner is stopped
        }
        CrashPoint.BEFORE_SIGNAL.pass();
        gate.signal();
    }

    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private boolean tryRelease(int count) {
        if (!guard.lock()) {
            return false;
        }
        try {
            CrashPoint.GUARD_LOCKED.pass();
            if (bounded && free() + count > permits) {
                throw new IllegalStateException(
                        "more permits released than acquired: semaphore="
                                + file.name()
                                + ", permits="
                                + permits
                                + ", free="
                                + free()
                                + ", released="
                                + count
                                + "; release only what was acquired");
            }
            giveBack(count);
            return true;
        } finally {
            try {
                guard.unlock();
            } catch (StackOverflowError e) {
                guard.left = true;
                throw e;
            }
        }
    }

    private void giveBack(int count) {
        int left = takeOff(mine, count);
        for (int index = 1; left > 0 && index <= top(); index++) {
            left = takeOff(index, left);
        }
        if (left > 0) {
            long extra = Math.max(0, memory.longOpaque(body + EXTRA));
            memory.putLongRelease(body + EXTRA, extra + left);
        }
    }

    /** Takes up to so many off an entry. Returns how many are left to take. */
    private int takeOff(int index, int count) {
        int stamp = stamp(entry(index));
        int taken = Math.min(count, held(index, stamp));
        if (taken > 0) {
            put(index, stamp, held(index, stamp) - taken);
            CrashPoint.PERMIT_COUNTED.pass();
        }
        return count - taken;
    }

    // Asking.

    /** How many can be taken; without the guard an estimate. */
    public long free() {
        long free = permits + Math.max(0, memory.longAcquire(body + EXTRA));
        for (int index = top(); index > 0; index--) {
            free -= Math.max(0, (int) entry(index));
        }
        return free;
    }

    private int top() {
        return Math.clamp(memory.intAcquire(body + TOP), 0, participants.size());
    }

    private int held(int index, int stamp) {
        long entry = entry(index);
        return stamp(entry) == stamp ? Math.max(0, (int) entry) : 0;
    }

    private static int stamp(long entry) {
        return (int) (entry >>> 32);
    }

    private long entry(int index) {
        return memory.longAcquire(body + TABLE + 8L * (index - 1));
    }

    private void put(int index, int stamp, int held) {
        memory.putLongRelease(body + TABLE + 8L * (index - 1), (long) stamp << 32 | held);
    }
}
