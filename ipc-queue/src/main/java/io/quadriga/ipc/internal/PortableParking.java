package io.quadriga.ipc.internal;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Looks again after 50 microseconds, then after twice as long each time, up to a millisecond. Needs
 * nothing but the JDK; who changes the word need not call anybody.
 */
final class PortableParking implements Parking {

    private static final long FIRST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 1_000_000;

    @Override
    public void sleep(IntWord word, int value, long nanos) {
        sleepWhile(() -> word.acquire() == value, nanos);
    }

    @Override
    public void sleepAtAny(List<Gate> gates, long nanos) {
        sleepWhile(() -> gates.stream().allMatch(Gate::isArmed), nanos);
    }

    private void sleepWhile(BooleanSupplier unchanged, long nanos) {
        long end = System.nanoTime() + nanos;
        long nap = FIRST_NANOS;
        while (unchanged.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(nap, left));
            nap = Math.min(LONGEST_NANOS, nap << 1);
        }
    }

    @Override
    public void wake(IntWord word, int most) {}
}
