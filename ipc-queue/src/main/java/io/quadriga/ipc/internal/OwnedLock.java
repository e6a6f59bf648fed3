package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock between processes that names its owner, so that it can be taken over from a dead one. For
 * steps of about a microsecond that call nobody else's code. Not reentrant; whoever locks unlocks
 * in a {@code finally}, and notes there that it could not: {@link #left}.
 */
final class OwnedLock {

    /*
     * One 32-bit word: 0 when free, else [contended:1][stamp of the owner's process:31].
     *
     *     0 ── lock ──> stamp ── unlock ──> 0
     *     stamp ── a waiter ──> stamp with contended ── unlock ──> 0, one waiter is woken
     *     stamp of a dead process ── takeOver ──> stamp of a waiter
     *     stamp of a dead process ── recover ──> 0
     *     stamp of this process, which was left behind ── takeOver ──> stamp of this process
     *
     * Invariants.
     *   I1. Every arrow is a CAS from the very word that was looked at.
     *   I2. While a living process owns the lock others only add the contended bit.
     *   I3. It is taken over only from a process proved dead, never because of time: a stopped owner
     *       goes on one day, and stores.
     *   I4. A lock is left behind if there was no stack for unlock: then the word is still the stamp, no
     *       thread is inside, and `left` says so. The first thread of this process that wants the lock
     *       takes `left` back, by CAS, and owns it. Nothing after the store of unlock throws that error.
     * Not an invariant: whoever owns the lock finds its data consistent. The entry look of each
     * operation repairs what a death, or an error thrown half-way, has left.
     *
     * Ordering. Unlocking releases and locking acquires the word. Across a death the kernel orders: the
     * stores of the dead precede its exit, the exit precedes the answer that proves it, and the new owner
     * loads after that answer.
     *
     * Progress. A wait ends after PATIENCE; who needs the lock comes again. Within it the waiter asks
     * whether the owner is dead: first after a millisecond, because the lock is held for far less, then
     * after twice as long each time. A death before the wake of unlock costs a waiter one such nap. Once
     * PATIENCE was in vain and the owner is stopped, further waits for that same word end after the
     * first nap: so a call with a time limit is late by a few of those, not by several PATIENCEs.
     */

    /** How long {@link #lock} waits, in nanoseconds: longer only if the owner is stopped. */
    static final long PATIENCE = 20_000_000;

    private static final int SPINS = 40;
    private static final long FIRST_NAP = 1_000_000;

    private static final VarHandle LEFT;

    static {
        try {
            LEFT = MethodHandles.lookup().findVarHandle(OwnedLock.class, "left", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Set by who could not unlock because its stack was at its end; storing it needs no stack. It
     * becomes false only through LEFT.
     */
    volatile boolean left;

    private final IntWord word;
    private final Participants participants;
    private final int me;
    private final Parking parking = Parking.ofThisProcess();
    private final String name;

    private final Complaint complaint = new Complaint();

    private int vain; // benign race: the word of an owner that was found stopped, 0 for none

    OwnedLock(Memory memory, long word, Participants participants, int me, String name) {
        this.word = new IntWord(memory, word);
        this.participants = participants;
        this.me = me;
        this.name = name;
    }

    /**
     * Locks, whatever interrupts: the wait is short.
     *
     * @return {@code false} if the lock was not to be had within {@link #PATIENCE}
     */
    boolean lock() {
        return word.cas(0, me) || lockSlowly(); // linearization point: locked
    }

    private boolean lockSlowly() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (word.opaque() == 0 && word.cas(0, me)) {
                return true;
            }
        }
        boolean interrupted = Thread.interrupted(); // else no sleep would last
        try {
            return lockPatiently();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean lockPatiently() {
        Waiter waiter = Waiter.current();
        boolean again = (word.acquire() | Participants.CONTENDED) == vain;
        long end = System.nanoTime() + (again ? FIRST_NAP : PATIENCE);
        long nap = FIRST_NAP;
        while (true) {
            int seen = word.acquire();
            if (seen == 0) {
                // others may sleep: the bit stays until nobody had to be woken
                if (word.cas(0, me | Participants.CONTENDED)) {
                    complaint.settle();
                    vain = 0;
                    return true;
                }
                continue;
            }
            int contended = seen | Participants.CONTENDED;
            if (seen != contended && !word.cas(seen, contended)) {
                continue;
            }
            CrashPoint.LOCK_WAIT.pass();
            long left = end - System.nanoTime();
            if (left > 0) {
                await(waiter, contended, Math.min(nap, left));
            }
            if (word.acquire() == contended) {
                if (takeOver(contended)) {
                    return true;
                }
                complain(contended);
                nap <<= 1;
            }
            if (end - System.nanoTime() <= 0) {
                vain = participants.isStopped(owner(contended)) ? contended : 0;
                return false;
            }
        }
    }

    private void await(Waiter waiter, int contended, long nanos) {
        if (waiter.blocksThread()) {
            parking.sleep(word, contended, nanos);
        } else {
            waiter.park(this, nanos);
        }
    }

    private boolean takeOver(int contended) {
        int owner = owner(contended);
        if (owner == me) {
            return left && LEFT.compareAndSet(this, true, false);
        }
        if (!participants.isDead(owner)) {
            return false;
        }
        CrashPoint.BEFORE_TAKEOVER.pass();
        if (!word.cas(contended, me | Participants.CONTENDED)) {
            return false;
        }
        CrashPoint.TAKEN_OVER.pass();
        return true;
    }

    private static int owner(int word) {
        return word & ~Participants.CONTENDED;
    }

    private void complain(int contended) {
        int owner = owner(contended);
        if (complaint.isDue(owner)) {
            Log.of(OwnedLock.class)
                    .warn(
                            "waits for a lock whose owner does not go on: lock={}, pid={}; it is not taken"
                                    + " from a living process, let it go on or kill it",
                            name,
                            participants.pid(owner));
        }
    }

    /**
     * Unlocks, and wakes one waiter if there may be one.
     *
     * @throws QuadrigaException if the lock was not the caller's any more: it was declared dead
     */
    void unlock() {
        CrashPoint.UNLOCKING.pass();
        if (word.exchange(me, 0) != me) {
            unlockSlowly();
        }
    }

    private void unlockSlowly() {
        int seen = word.acquire();
        if (seen != (me | Participants.CONTENDED) || !word.cas(seen, 0)) {
            throw robbed(seen);
        }
        try {
            CrashPoint.UNLOCKED.pass();
            parking.wake(word, 1);
        } catch (StackOverflowError e) {
            // it is unlocked, and must not be taken for left; who sleeps looks within 20 ms
        }
    }

    private QuadrigaException robbed(int seen) {
        return new QuadrigaException(
                "lock taken from a living process: lock="
                        + name
                        + ", word="
                        + Integer.toHexString(seen)
                        + "; close this handle, the file is damaged or was changed by another"
                        + " program");
    }

    /** Frees the lock if it carries the stamp of a dead process. */
    void recover(int deadStamp) {
        while (true) {
            int seen = word.acquire();
            if (owner(seen) != deadStamp) {
                return;
            }
            CrashPoint.BEFORE_TAKEOVER.pass();
            if (word.cas(seen, 0)) {
                parking.wake(word, 1);
                return;
            }
        }
    }

    /** Whether the word says that some thread of this process has it. */
    boolean isMine() {
        return owner(word.acquire()) == me;
    }
}
