package io.quadriga.ipc.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks again after 50 microseconds, then after twice as long each time, up to a millisecond. Needs
 * nothing but the JDK; who changes the word need not call anybody.
 */
final class PortableParking implements Parking {

    private static final long FIRST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 1_000_000;

    @Override
    public void sleep(Memory memory, long word, int value, long nanos) {
        long end = System.nanoTime() + nanos;
        long nap = FIRST_NANOS;
        while (memory.intAcquire(word) == value && !Thread.currentThread().isInterrupted()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(nap, left));
            nap = Math.min(LONGEST_NANOS, nap << 1);
        }
    }

    @Override
    public void wake(Memory memory, long word, int most) {}
}
