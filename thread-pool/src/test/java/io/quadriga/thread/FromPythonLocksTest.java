package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Shows what the classes of the JDK do that {@code FROM-PYTHON.md} names for the locks of Python's
 * {@code threading}. Quadriga adds nothing to them.
 */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonLocksTest {

    private static final int PARTIES = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean reached;

    @Test
    void aPlainLockIsASemaphoreOfOne() throws Exception {
        Semaphore plain = new Semaphore(1);
        plain.acquire();
        assertFalse(plain.tryAcquire());
        assertFalse(plain.tryAcquire(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(0, plain.availablePermits());

        assertNull(TestThread.start(() -> plain.release()).join());

        assertTrue(plain.tryAcquire(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }

    @Test
    void aReentrantLockBelongsToItsThread() throws Exception {
        lock.lock();
        lock.lock();
        assertEquals(2, lock.getHoldCount());
        assertFalse(TestThread.start(() -> lock.tryLock()).result());
        assertInstanceOf(IllegalMonitorStateException.class, TestThread.start(lock::unlock).join());

        lock.unlock();
        assertTrue(lock.isLocked());
        lock.unlock();

        assertFalse(lock.isLocked());
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    void t25_aPredicateIsAwaited() throws Exception {
        var waiter = TestThread.start(() -> awaitCondition(() -> reached, Bounds.NEVER));
        waiter.awaitBlocked();

        change(false);
        waiter.assertStillWaits();
        change(true);

        assertTrue(waiter.result());
    }

    @Test
    void t25_aPredicateNotReachedIsFalseNoEarlierThanTheTimeout() throws Exception {
        long start = System.nanoTime();

        assertFalse(awaitCondition(() -> reached, Bounds.BRIEF));

        assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
    }

    @Test
    void aConditionNeedsItsLockAndRestoresItsDepth() throws Exception {
        assertThrows(IllegalMonitorStateException.class, changed::signal);
        assertThrows(IllegalMonitorStateException.class, changed::await);
        lock.lock();
        lock.lock();

        assertFalse(changed.await(1, TimeUnit.NANOSECONDS));

        assertEquals(2, lock.getHoldCount());
    }

    @Test
    void signalWakesOneAndSignalAllTheRest() throws Exception {
        AtomicInteger awake = new AtomicInteger();
        List<TestThread<?>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(TestThread.start(() -> awaitOnce(awake)));
        }
        lock.lock();
        while (lock.getWaitQueueLength(changed) < 3) {
            lock.unlock();
            Thread.onSpinWait();
            lock.lock();
        }
        changed.signal();
        assertEquals(2, lock.getWaitQueueLength(changed));
        changed.signalAll();
        assertEquals(0, lock.getWaitQueueLength(changed));
        lock.unlock();

        for (var waiter : waiters) {
            assertNull(waiter.join());
        }
        assertEquals(3, awake.get());
    }

    @Test
    void aSemaphoreCountsItsPermits() throws Exception {
        Semaphore semaphore = new Semaphore(2);
        semaphore.acquire();
        semaphore.acquire();
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(1, TimeUnit.NANOSECONDS));

        semaphore.release(3);

        assertEquals(3, semaphore.availablePermits());
    }

    @Test
    void t29_aBoundedSemaphoreIsAQueueOfPermits() throws Exception {
        ArrayBlockingQueue<Object> permits = new ArrayBlockingQueue<>(2, false, List.of(1, 2));
        permits.take();
        permits.add(1);

        assertThrows(IllegalStateException.class, () -> permits.add(3));

        assertEquals(2, permits.size());
        permits.take();
        permits.take();
        assertNull(permits.poll());
    }

    @Test
    void t26_aBarrierLeadsInLockStep() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        AtomicInteger zeros = new AtomicInteger();
        AtomicInteger arrived = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(PARTIES, actions::incrementAndGet);
        List<TestThread<?>> parties = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            parties.add(
                    TestThread.start(() -> {
                        for (int round = 1; round <= 10; round++) {
                            arrived.incrementAndGet();
                            if (barrier.await() == 0) {
                                zeros.incrementAndGet();
                            }
                            assertEquals(round * PARTIES, arrived.get());
                            assertEquals(2 * round - 1, actions.get());
                            barrier.await();
                        }
                    }));
        }
        for (var party : parties) {
            assertNull(party.join());
        }
        assertEquals(10, zeros.get());
    }

    @Test
    void aBarrierBreaksForAllAndIsReset() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        var waiter = TestThread.start(() -> barrier.await());
        Bounds.await("the party waits", () -> barrier.getNumberWaiting() == 1);

        assertThrows(TimeoutException.class, () -> barrier.await(1, TimeUnit.NANOSECONDS));

        assertInstanceOf(BrokenBarrierException.class, waiter.join());
        assertTrue(barrier.isBroken());
        barrier.reset();
        assertFalse(barrier.isBroken());
        assertEquals(3, barrier.getParties());
    }

    @Test
    void aBarrierIsAbortedByAnInterrupt() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        var waiter = TestThread.start(() -> barrier.await());
        waiter.awaitBlocked();

        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);

        assertInstanceOf(BrokenBarrierException.class, waiter.join());
        assertTrue(barrier.isBroken());
    }

    private boolean awaitCondition(BooleanSupplier predicate, Duration timeout)
            throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (!predicate.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return predicate.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private void awaitOnce(AtomicInteger awake) throws InterruptedException {
        lock.lock();
        try {
            changed.await();
            awake.incrementAndGet();
        } finally {
            lock.unlock();
        }
    }

    private void change(boolean now) {
        lock.lock();
        try {
            reached = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
