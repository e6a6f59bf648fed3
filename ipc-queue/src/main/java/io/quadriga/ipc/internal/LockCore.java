package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The view that one process has of a lock that users hold, for as long as they like. The brief lock
 * of the queues is another one, {@link OwnedLock}.
 */
public final class LockCore {

    /*
     * Body: 0 the word, 4 bytes; 128 the gate where waiters sleep, 4 bytes. The word is 0 when the lock
     * is free, else the stamp of the owner's process; ABANDONED when it is free and its last owner died.
     * Which thread of that process it is, how deep, and whether it got the lock from a dead one, the
     * process alone knows.
     *
     *     FREE ── acquire ──> stamp ── release ──> FREE
     *     stamp of a dead process ── acquire ──> stamp, abandoned
     *     stamp of a dead process ── free ──> ABANDONED ── acquire ──> stamp, abandoned
     *
     * Invariants.
     *   I1. Every arrow is one CAS from the word that was looked at, so a death is before or after it.
     *   I2. Nobody but a thread of the process takes the stamp of a living process away.
     *   I3. Every death of an owner is told to exactly one later owner that lives to release: who dies
     *       with the lock makes it abandoned again. Releasing ends it.
     *   I4. `owner`, `holds` and `abandoned` are written by who owns the word only, after acquiring and
     *       before releasing it.
     * Not an invariant: who releases wakes the next owner. It may die before; see Gate.
     *
     * Ordering. Release and acquire are CASes of the same word (full). Others read `owner` in a race:
     * a thread reads itself there only if it wrote that itself and has not taken it back since. A deputy
     * that acquires for a virtual thread hands the three fields over with the outcome of the wait.
     * Across a death the kernel orders, see OwnedLock.
     *
     * Closing. The file is in use, and is found by its name, while a living thread of this process has
     * the lock, waits for it, or will want it again after a wait for a condition; at an exit while the
     * process has it at all. A thread that gets the lock of a file that its process has let go meanwhile
     * gives it back as it was, and is told. A named lock that its owner died with is not swept: who gets
     * it next is told so by the word.
     *
     * Progress. Who waits asks the kernel in each slice whether the owner is gone, and looks closely from
     * time to time, or each time where the kernel cannot be asked. A thread that ends without releasing
     * keeps the lock, as with any lock, until its process ends.
     */

    /** How the file of a lock is made; it has no geometry. */
    public static final SharedType<LockCore> TYPE =
            new SharedType<>(
                    Kind.LOCK,
                    LockCore.class,
                    List.of(),
                    (geometry, participants) -> LockCore.BYTES,
                    LockCore::new);

    private static final long WORD = 0;
    private static final long GATE = 128;
    private static final long BYTES = 256;

    private static final int FREE = 0;
    private static final int ABANDONED = 1 << 31;

    private static final long SLICE_NANOS = 16_000_000;
    private static final long LOOK_NANOS = SLICE_NANOS / 2;
    private static final long CLOSE_LOOK_NANOS = 3 * SLICE_NANOS - LOOK_NANOS;
    private static final long COMPLAINT_NANOS = 200_000_000;

    private final SharedFile file;
    private final Memory memory;
    private final Participants participants;
    private final long word;
    private final int me;
    private final Gate gate;
    private final Spin spin = new Spin();
    private final Pace looks = new Pace(LOOK_NANOS);
    private final Pace closeLooks = new Pace(Kernel.find() != null ? CLOSE_LOOK_NANOS : LOOK_NANOS);
    private final Pace complaints = new Pace(COMPLAINT_NANOS);
    private final Complaint complaint = new Complaint();
    private final AtomicInteger waiting = new AtomicInteger(); // at its conditions too

    private @Nullable Thread owner; // I4
    private int holds; // I4
    private boolean abandoned; // I4

    private LockCore(SharedFile file) {
        this.file = file;
        memory = file.memory();
        participants = file.participants();
        word = file.body() + WORD;
        me = file.stamp();
        gate = file.gate(file.body() + GATE, 0, "lock").slice(SLICE_NANOS).unchecked();
        file.onDeath(this::free);
        file.inUseWhile(this::isInUse);
    }

    private boolean isInUse() {
        if (waiting.get() > 0) {
            return true;
        }
        Thread thread = owner;
        return memory.intVolatile(word) == me
                && (SharedFiles.isExiting() || thread == null || thread.isAlive());
    }

    /** Whether the lock of a file that nobody holds was held by who is dead. */
    static boolean isLeft(FileHeader header, Memory memory, Participants participants) {
        if (header.size() < header.bodyAt() + BYTES) {
            return false;
        }
        int seen = memory.intAcquire(header.bodyAt() + WORD);
        return seen == ABANDONED || (seen != FREE && participants.isDead(seen));
    }

    private boolean free(int deadStamp) {
        memory.casInt(word, deadStamp, ABANDONED);
        return true;
    }

    // Locking.

    /** Acquires the lock if it is free, its owner is dead, or the caller has it. */
    public boolean tryLock() {
        Thread caller = Thread.currentThread();
        if (owner == caller) {
            holds = Math.incrementExact(holds);
            return true;
        }
        if (memory.casInt(word, FREE, me)) { // linearization point: locked
            own(caller, false);
            return true;
        }
        return tryAcquire(caller);
    }

    /** Acquires the lock, whatever interrupts. */
    public void lock() {
        if (!tryLock()) {
            acquire(Thread.currentThread());
        }
    }

    /**
     * Acquires the lock.
     *
     * @return {@code false} if it was not to be had until then
     */
    public boolean lock(long deadline) throws InterruptedException {
        Deadlines.checkInterrupt();
        if (tryLock()) {
            return true;
        }
        Attempt attempt = new Acquiring(Thread.currentThread());
        beginWait();
        try {
            return spin.isDone(attempt) || gate.await(attempt, deadline);
        } finally {
            endWait();
        }
    }

    private void beginWait() {
        waiting.incrementAndGet();
        if (!file.settle()) {
            waiting.decrementAndGet();
            throw letGo();
        }
    }

    private void endWait() {
        waiting.decrementAndGet();
        boolean _ = file.settle();
    }

    private void acquire(Thread caller) {
        Attempt attempt = new Acquiring(caller);
        boolean interrupted = false;
        beginWait();
        try {
            boolean acquired = spin.isDone(attempt);
            while (!acquired) {
                try {
                    acquired = gate.await(attempt, Gate.NEVER);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            endWait();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** For a thread that does not have the lock; perhaps made by its deputy. */
    private final class Acquiring implements Attempt {
        private final Thread thread;

        private Acquiring(Thread thread) {
            this.thread = thread;
        }

        @Override
        public boolean isDone() {
            return tryAcquire(thread);
        }

        @Override
        public boolean isMoreLikely() {
            int seen = memory.intAcquire(word);
            return seen == FREE || seen == ABANDONED;
        }
    }

    private boolean tryAcquire(Thread thread) {
        int seen = memory.intAcquire(word);
        boolean died = seen == ABANDONED || (seen != FREE && isProvedDead(seen));
        if (seen != FREE && !died) {
            return false;
        }
        if (died) {
            CrashPoint.BEFORE_TAKEOVER.pass();
        }
        if (!memory.casInt(word, seen, me)) { // linearization point: locked
            return false;
        }
        own(thread, died);
        if (died) {
            CrashPoint.TAKEN_OVER.pass();
        }
        return true;
    }

    private void own(Thread thread, boolean fromTheDead) {
        owner = thread;
        holds = 1;
        abandoned = fromTheDead;
        if (!file.settle()) {
            disown();
            memory.casInt(word, me, fromTheDead ? ABANDONED : FREE);
            throw letGo();
        }
    }

    private void disown() {
        owner = null;
        holds = 0;
        abandoned = false;
    }

    private IllegalStateException letGo() {
        return new IllegalStateException(
                SharedFiles.isExiting()
                        ? "this process ends: lock=" + file.name()
                        : "this handle is closed: lock=" + file.name() + "; attach again");
    }

    private boolean isProvedDead(int stamp) {
        if (stamp == me || !looks.isTime()) {
            return false;
        }
        if (closeLooks.isTime() ? participants.isDead(stamp) : participants.isGone(stamp)) {
            CrashPoint.DEATH_PROVED.pass();
            return true;
        }
        if (complaints.isTime()) {
            complain(stamp);
        }
        return false;
    }

    /** A lock may be held for long; only an owner that cannot go on is worth a word. */
    private void complain(int stamp) {
        boolean stopped = participants.isStopped(stamp);
        if (complaint.isDue(stopped ? stamp : FREE) && stopped) {
            Log.of(LockCore.class)
                    .warn(
                            "waits for a lock whose owner is stopped: lock={}, pid={}; it is not taken from"
                                    + " a living process, let it go on or kill it",
                            file.name(),
                            participants.pid(stamp));
        }
    }

    // Unlocking.

    /**
     * Undoes one acquisition.
     *
     * @throws IllegalMonitorStateException if the caller does not have the lock
     */
    public void unlock() {
        checkHeld();
        if (holds == 1) {
            release();
        } else {
            holds--;
        }
    }

    private void release() {
        disown();
        if (!memory.casInt(word, me, FREE)) {
            throw new QuadrigaException(
                    "lock taken from a living process: lock="
                            + file.name()
                            + ", word="
                            + Integer.toHexString(memory.intAcquire(word))
                            + "; close this handle, the file is damaged or was changed by another"
                            + " program");
        }
        CrashPoint.BEFORE_SIGNAL.pass();
        gate.signal();
        boolean _ = file.settle();
    }

    /** Undoes all acquisitions, for who will {@link #acquireAgain}. Returns how many. */
    int releaseAll() {
        int depth = holds;
        waiting.incrementAndGet();
        release();
        return depth;
    }

    /** Acquires as often again, whatever interrupts. */
    void acquireAgain(int depth) {
        lock();
        holds = depth;
        waiting.decrementAndGet(); // the lock is held: nothing to settle
    }

    // Asking.

    public boolean isHeld() {
        return owner == Thread.currentThread();
    }

    /**
     * Whether the caller has got the lock from a dead process.
     *
     * @throws IllegalMonitorStateException if the caller does not have the lock
     */
    public boolean isAbandoned() {
        checkHeld();
        return abandoned;
    }

    /**
     * Refuses who does not have the lock.
     *
     * @throws IllegalMonitorStateException naming both
     */
    public void checkHeld() {
        if (!isHeld()) {
            throw new IllegalMonitorStateException(
                    "lock is not held by the caller: lock="
                            + file.name()
                            + ", caller="
                            + Thread.currentThread().getName()
                            + " of pid "
                            + ProcessHandle.current().pid()
                            + ", owner="
                            + describeOwner()
                            + "; lock it in the thread that unlocks it");
        }
    }

    /** Who has the lock, as far as this process knows. */
    public String describeOwner() {
        int seen = memory.intAcquire(word);
        Thread thread = owner;
        if (seen == FREE || seen == ABANDONED) {
            return "none";
        }
        String process = "pid " + participants.pid(seen);
        return seen == me && thread != null ? thread.getName() + " of " + process : process;
    }
}
