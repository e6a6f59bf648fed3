package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.Hold;
import io.quadriga.ipc.IpcSemaphore;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpcSemaphoreTest extends SyncTest {

    private IpcSemaphore semaphore(int permits) {
        return closing(IpcSemaphore.create(name("semaphore"), permits));
    }

    private String acquire(IpcSemaphore semaphore) {
        return "semaphore " + semaphore.name() + " acquire " + LONG_MILLIS;
    }

    @Test
    void permitsAreSharedWithAnotherProcess() throws Exception {
        IpcSemaphore semaphore = semaphore(2);
        ActorProcess actor = actor();
        assertEquals("true", actor.ask(acquire(semaphore)));
        assertTrue(semaphore.tryAcquire());
        assertEquals(0, semaphore.availablePermits());
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(Bounds.BRIEF));

        TestThread<?> waiting = TestThread.start(semaphore::acquire);
        waiting.awaitBlocked();
        actor.ask("semaphore " + semaphore.name() + " release 1");
        assertNull(waiting.join());
    }

    @Test
    void aPermitIsReleasedByAnyProcessAndNoneIsMadeOrLost() throws Exception {
        IpcSemaphore semaphore = closing(IpcSemaphore.createBounded(name("semaphore"), 2));
        ActorProcess actor = actor();
        actor.ask(acquire(semaphore));
        actor.ask(acquire(semaphore));
        semaphore.release(); // the actor's
        assertEquals(1, semaphore.availablePermits());
        actor.kill();

        assertTrue(semaphore.tryAcquire());
        assertTrue(semaphore.tryAcquire(Bounds.SOON)); // the one it still had
        assertFalse(semaphore.tryAcquire(Bounds.BRIEF));
    }

    @Test
    void aBoundedOneRefusesMoreThanItHad() {
        IpcSemaphore semaphore = closing(IpcSemaphore.createBounded(name("semaphore"), 2));
        Exception refused = assertThrows(IllegalStateException.class, semaphore::release);
        assertTrue(refused.getMessage().contains("permits=2"), refused.getMessage());
        assertTrue(semaphore.tryAcquire());
        assertThrows(IllegalStateException.class, () -> semaphore.release(2));
        semaphore.release();
        assertEquals(2, semaphore.availablePermits());
    }

    @Test
    void anUnboundedOneGrows() throws Exception {
        IpcSemaphore semaphore = semaphore(0);
        assertFalse(semaphore.tryAcquire());
        semaphore.release(3);
        assertEquals(3, semaphore.availablePermits());
        try (Hold _ = semaphore.hold()) {
            assertEquals(2, semaphore.availablePermits());
        }
        assertEquals(3, semaphore.availablePermits());
    }

    @Test
    void whatADeadProcessHeldComesBackToOneWhoWaits() throws Exception {
        IpcSemaphore semaphore = semaphore(1);
        ActorProcess actor = actor();
        actor.ask(acquire(semaphore));
        TestThread<?> waiting = TestThread.start(semaphore::acquire);
        waiting.awaitBlocked();
        actor.kill();
        assertNull(waiting.join());
        assertEquals(0, semaphore.availablePermits());
    }

    @ParameterizedTest
    @EnumSource(names = {"GUARD_LOCKED", "PERMIT_COUNTED"})
    void whoDiesInsideAnAcquisitionHoldsNothing(CrashPoint point) throws Exception {
        IpcSemaphore semaphore = closing(IpcSemaphore.createBounded(name("semaphore"), 2));
        actor().dieAt(point, acquire(semaphore));

        assertTrue(semaphore.tryAcquire(Bounds.SOON));
        assertTrue(semaphore.tryAcquire(Bounds.SOON));
        assertFalse(semaphore.tryAcquire());
        semaphore.release(2);
        assertEquals(2, semaphore.availablePermits());
    }

    @ParameterizedTest
    @EnumSource(names = {"GUARD_LOCKED", "PERMIT_COUNTED", "BEFORE_SIGNAL", "SIGNAL_CLAIMED"})
    void whoDiesInsideAReleaseHasReleased(CrashPoint point) throws Exception {
        IpcSemaphore semaphore = closing(IpcSemaphore.createBounded(name("semaphore"), 1));
        ActorProcess actor = actor();
        actor.ask(acquire(semaphore));
        TestThread<?> waiting = TestThread.start(semaphore::acquire);
        waiting.awaitBlocked();
        actor.dieAt(point, "semaphore " + semaphore.name() + " release 1");

        assertNull(waiting.join());
        assertFalse(semaphore.tryAcquire());
        semaphore.release();
        assertThrows(IllegalStateException.class, semaphore::release);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsAWaitAndTakesNoPermit(boolean virtual) throws Exception {
        IpcSemaphore semaphore = semaphore(0);
        TestThread<?> waiting =
                virtual
                        ? TestThread.startVirtual(semaphore::acquire)
                        : TestThread.start(semaphore::acquire);
        waiting.awaitBlocked();
        waiting.interrupt();
        assertInstanceOf(InterruptedException.class, waiting.join());
        semaphore.release();
        assertTrue(semaphore.tryAcquire());
    }

    @Test
    void severalPermitsAtOnceWakeSeveral() throws Exception {
        IpcSemaphore semaphore = semaphore(0);
        List<TestThread<?>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(TestThread.start(semaphore::acquire));
        }
        for (TestThread<?> waiter : waiters) {
            waiter.awaitBlocked();
        }
        semaphore.release(3);
        for (TestThread<?> waiter : waiters) {
            assertNull(waiter.join());
        }
    }

    @Test
    void neverMoreThanThePermitsAreInside() throws Exception {
        IpcSemaphore semaphore = semaphore(2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<TestThread<?>> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(
                    TestThread.startVirtual(() -> {
                        for (int n = 0; n < 100; n++) {
                            try (Hold _ = semaphore.hold()) {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                Thread.yield();
                                inside.decrementAndGet();
                            }
                        }
                    }));
        }
        for (TestThread<?> thread : threads) {
            assertNull(thread.join());
        }
        assertTrue(most.get() <= 2, () -> "most=" + most);
        assertEquals(2, semaphore.availablePermits());
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> IpcSemaphore.create(-1));
        IpcSemaphore semaphore = semaphore(1);
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(0));
    }
}
