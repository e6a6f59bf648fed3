package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/**
 * The steps at which a process may die, named as in {@code PROTOCOL.md}. Tests stop or kill a real
 * process exactly there. Without the system property {@code io.quadriga.ipc.crash-points} the call
 * compiles to nothing.
 */
enum CrashPoint {
    /** A condition: a signal that a dead process had got is about to be given to another. */
    HANDING_ON,
    /** A barrier: a party is counted, nothing else happened. */
    ARRIVED,
    /** A barrier: the action has run, nobody is released. */
    ACTION_RUN,
    /** A semaphore: the guard is held, nothing is counted. */
    GUARD_LOCKED,
    /** A semaphore: the permit is counted, the guard is held. */
    PERMIT_COUNTED,
    /** P1: the producer lock is held, nothing else happened. */
    PRODUCER_LOCKED,
    /** Half of the payload is copied. */
    PAYLOAD_HALF,
    /** P6: everything is written, nothing is linked. */
    PRODUCER_PREPARED,
    /** P7: the record is committed, tail is behind. */
    PRODUCER_COMMITTED,
    /** P8: tail is stored, the lock is held. */
    TAIL_STORED,
    /** P9: the lock is held, and about to be free. */
    UNLOCKING,
    /** P9: the lock is free, its sleeper not yet called. */
    UNLOCKED,
    /** P10: the unlocking is complete, the other side not yet called. */
    BEFORE_SIGNAL,
    /** P10: W was taken from 1 to 0, the kernel not yet called. */
    SIGNAL_CLAIMED,
    /** C1: between the two looks without the lock. */
    BETWEEN_LOOKS,
    /** C2: the consumer lock is held. */
    CONSUMER_LOCKED,
    /** C4: copied out, nothing stored. */
    COPIED_OUT,
    /** C5: head is stored. */
    HEAD_STORED,
    /** A waiter has announced itself and goes to sleep. */
    BEFORE_SLEEP,
    /** A waiter has woken and not yet tried. */
    WOKEN,
    /** A waiter for a lock has marked it contended. */
    LOCK_WAIT,
    /** A death is proved, nothing is repaired. */
    DEATH_PROVED,
    /** The stamp of the dead was read, not yet replaced. */
    BEFORE_TAKEOVER,
    /** The lock was taken over from the dead. */
    TAKEN_OVER,
    /** The entry look steps over a committed record. */
    WALKING,
    /** The locks of the dead are recovered, its entry is still there. */
    BEFORE_RETIRE,
    /** A spill slot was claimed, its segment not yet made. */
    SPILL_CLAIMED,
    /** A spill segment was made, its slot still says otherwise. */
    SPILL_GROWN,
    /** A spilled payload is written, its record is not. */
    SPILL_WRITTEN,
    /** A consumer has claimed a spilled payload, head is not stored. */
    SPILL_TAKEN,
    /** A spilled payload was read, its slot is not yet free. */
    SPILL_READ,
    /** A lease cell has its bit and intent, the copy is not complete. */
    LEASE_INTENT,
    /** A lease cell says LEASED, head is not stored. */
    LEASE_MARKED,
    /** Head is stored, intent is not cleared. */
    LEASE_TAKEN,
    /** An acknowledgement is counted, its cell still says that it is not. */
    LEASE_COUNTED,
    /** A lease cell says RETURNED, it is not counted. */
    LEASE_RETURNED,
    /** The lock of the directory is held, nothing is removed. */
    DIRECTORY_LOCKED,
    /** The ticket of a travelled end has the stamp of its receiver, who does not hold it yet. */
    TICKET_CLAIMED,
    /** The end is held, its ticket still there. */
    END_HELD;

    /** What a test does at the points that a thread passes. */
    interface Hook {
        void at(CrashPoint point);
    }

    private static final boolean ON = Boolean.getBoolean("io.quadriga.ipc.crash-points");

    private static volatile @Nullable Hook hook;

    void pass() {
        if (ON) {
            Hook installed = hook;
            if (installed != null) {
                installed.at(this);
            }
        }
    }

    /** Installs what happens at every point, in every thread of this process. */
    static void install(@Nullable Hook newHook) {
        if (!ON) {
            throw new IllegalStateException(
                    "crash points are compiled out: set -Dio.quadriga.ipc.crash-points=true");
        }
        hook = newHook;
    }

    static boolean on() {
        return ON;
    }
}
