package io.quadriga.ipc.internal;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks again after 50 microseconds, then after twice as long each time, up to a millisecond. Needs
 * nothing but the JDK; who changes the word need not call anybody.
 *
 * <p>A word that changes and changes back between two looks is overlooked. So at a gate, which any
 * other waiter may arm again at once, nobody goes on sleeping because of its word alone.
 */
final class PortableParking implements Parking {

    private static final long FIRST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 1_000_000;
    private static final int DOUBLINGS = 5; // from the first to the longest

    @Override
    public void sleep(IntWord word, int value, long nanos) {
        long end = System.nanoTime() + nanos;
        for (int round = 0; word.acquire() == value; round++) {
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return;
            }
            nap(left, round);
        }
    }

    @Override
    public void sleepBetweenLooks(IntWord word, int value, long nanos, int round) {
        if (word.acquire() == value) {
            nap(nanos, round);
        }
    }

    @Override
    public void sleepAtAny(List<Gate> gates, long nanos, int round) {
        if (gates.stream().allMatch(Gate::isArmed)) {
            nap(nanos, round);
        }
    }

    private void nap(long nanos, int round) {
        boolean first = round >= 0 && round < DOUBLINGS; // who waits for weeks counts past the end
        long nap = first ? FIRST_NANOS << round : LONGEST_NANOS;
        LockSupport.parkNanos(this, Math.min(nanos, nap));
    }

    @Override
    public void wake(IntWord word, int most) {}
}
