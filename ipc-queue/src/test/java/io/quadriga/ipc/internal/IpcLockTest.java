package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.Hold;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.SharedArray;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.CapturedLog;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpcLockTest extends SyncTest {

    private IpcLock lock;

    @BeforeEach
    void create() {
        lock = closing(IpcLock.create(name("lock")));
    }

    private TestThread<?> start(boolean virtual, TestThread.Body body) {
        return virtual ? TestThread.startVirtual(body) : TestThread.start(body);
    }

    @Test
    void theOwnerLocksAgainAndUnlocksAsOften() throws Exception {
        lock.lock();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock(Duration.ZERO));
        lock.unlock();
        lock.unlock();
        assertTrue(lock.isHeldByCurrentThread());
        assertFalse(TestThread.start(() -> lock.tryLock()).result());

        lock.unlock();
        assertFalse(lock.isHeldByCurrentThread());
        assertTrue(TestThread.start(() -> lock.tryLock()).result());
    }

    @Test
    void whoDoesNotHoldItCannotUnlockItAndIsToldWhoDoes() throws Exception {
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        lock.lock();
        String owner = Thread.currentThread().getName();
        Throwable refused = TestThread.start(lock::unlock).join();

        assertInstanceOf(IllegalMonitorStateException.class, refused);
        assertTrue(refused.getMessage().contains("caller=test-body"), refused.getMessage());
        assertTrue(refused.getMessage().contains("owner=" + owner), refused.getMessage());
        assertTrue(lock.isHeldByCurrentThread());
        lock.unlock();
    }

    @Test
    void aLockOfAnotherProcessIsNotToBeHadAndItsOwnerIsNamed() throws Exception {
        ActorProcess actor = actor();
        assertEquals("locked", actor.ask("lock " + lock.name() + " lock"));

        assertFalse(lock.tryLock());
        assertFalse(lock.tryLock(Bounds.BRIEF));
        Exception refused = assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertTrue(refused.getMessage().contains("owner=pid " + actor.pid()), refused.getMessage());

        actor.ask("lock " + lock.name() + " unlock");
        assertTrue(lock.tryLock());
        assertFalse(lock.isAbandoned());
        lock.unlock();
    }

    @Test
    void oneWhoWaitsGetsItWhenAnotherProcessUnlocks() throws Exception {
        ActorProcess actor = actor();
        actor.ask("lock " + lock.name() + " lock");
        TestThread<?> waiting = TestThread.start(lock::lock);
        waiting.awaitBlocked();
        actor.ask("lock " + lock.name() + " unlock");

        assertEquals(null, waiting.join());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeProcessesAndTwoThreadsOfThisOneExcludeOneAnother(boolean virtual) throws Exception {
        SharedArray number = closing(SharedArray.create(name("guarded"), 1));
        List<ActorProcess> actors = List.of(actor(), actor());
        String command = "guarded " + lock.name() + " " + number.name() + " 3000";
        actors.forEach(actor -> actor.tell(command));
        List<TestThread<?>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(
                    start(
                            virtual,
                            () -> {
                                for (int n = 0; n < 3000; n++) {
                                    try (Hold _ = lock.hold()) {
                                        number.set(0, number.get(0) + 1);
                                    }
                                }
                            }));
        }
        for (ActorProcess actor : actors) {
            assertEquals("counted", actor.answer());
        }
        for (TestThread<?> thread : threads) {
            assertEquals(null, thread.join());
        }
        assertEquals(4 * 3000, number.get(0));
    }

    @Test
    void theNextOwnerAfterADeathIsToldAndTheOneAfterThatIsNot() throws Exception {
        ActorProcess actor = actor();
        actor.ask("lock " + lock.name() + " lock");
        TestThread<Boolean> first =
                TestThread.start(() -> {
                    try (Hold _ = lock.hold()) {
                        lock.lock(); // deeper, it stays so
                        lock.unlock();
                        return lock.isAbandoned();
                    }
                });
        first.awaitBlocked();
        actor.kill();

        assertTrue(first.result());
        lock.lock();
        assertFalse(lock.isAbandoned());
        lock.unlock();
    }

    @Test
    void killsAtAnyMomentLetNobodyInBesidesAnother() throws Exception {
        SharedArray numbers = closing(SharedArray.create(name("numbers"), 3));
        String enter = "enter " + lock.name() + " " + numbers.name();
        Deque<ActorProcess> actors = new ArrayDeque<>();
        for (int kill = 0; kill < 8; kill++) {
            while (actors.size() < 3) {
                actors.add(actor());
                actors.getLast().tell(enter);
            }
            long before = numbers.get(2);
            Bounds.await("they go on", () -> numbers.get(2) > before + 20);
            actors.removeFirst().kill();
        }
        for (ActorProcess actor : actors) {
            actor.kill();
        }
        assertTrue(lock.tryLock(Bounds.SOON));
        assertTrue(numbers.get(0) == 0 || lock.isAbandoned());
        assertEquals(0, numbers.get(1));
        lock.unlock();
    }

    @Test
    void whoOnlyTriesGetsTheLockOfADeadProcessToo() throws Exception {
        ActorProcess actor = actor();
        actor.ask("lock " + lock.name() + " lock");
        actor.kill();
        Bounds.await("the lock is free", lock::tryLock);
        assertTrue(lock.isAbandoned());
        lock.unlock();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEATH_PROVED", "BEFORE_TAKEOVER", "TAKEN_OVER"})
    void whoDiesWhileItTakesOverIsTakenOverFromToo(CrashPoint point) throws Exception {
        ActorProcess owner = actor();
        ActorProcess heir = actor();
        owner.ask("lock " + lock.name() + " lock");
        heir.ask("lock " + lock.name() + " try 1");
        owner.kill();
        heir.dieAt(point, "lock " + lock.name() + " lock");

        assertTrue(lock.tryLock(Bounds.SOON));
        assertTrue(lock.isAbandoned());
        lock.unlock();
    }

    @Test
    void whoDiesAfterUnlockingHasUnlocked() throws Exception {
        ActorProcess actor = actor();
        actor.ask("lock " + lock.name() + " lock");
        TestThread<Boolean> waiting =
                TestThread.start(() -> {
                    lock.lock();
                    return lock.isAbandoned();
                });
        waiting.awaitBlocked();
        actor.dieAt(CrashPoint.BEFORE_SIGNAL, "lock " + lock.name() + " unlock");

        assertFalse(waiting.result());
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_SLEEP", "WOKEN"})
    void whoDiesWaitingTakesNoWakeAlong(CrashPoint point) throws Exception {
        lock.lock();
        ActorProcess actor = actor();
        actor.dieAt(point, "lock " + lock.name() + " lock");
        TestThread<?> waiting = TestThread.start(lock::lock);
        waiting.awaitBlocked();
        lock.unlock();

        assertEquals(null, waiting.join());
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aStoppedOwnerIsNotRobbedAndOneLineNamesIt() throws Exception {
        ActorProcess actor = actor();
        actor.ask("lock " + lock.name() + " lock");
        actor.stop();
        String line = "lock=" + lock.name() + ", pid=" + actor.pid();
        try (CapturedLog log = new CapturedLog()) {
            TestThread<?> waiting = TestThread.start(lock::lock);
            Bounds.await("a warning", () -> log.lines(line) == 1);
            assertFalse(lock.tryLock(Bounds.BRIEF));
            TestThread<?> interrupted = TestThread.start(lock::lockInterruptibly);
            interrupted.awaitBlocked();
            interrupted.interrupt();
            assertInstanceOf(InterruptedException.class, interrupted.join());
            waiting.assertStillWaits();

            actor.goOn();
            assertEquals("unlocked", actor.ask("lock " + lock.name() + " unlock"));
            assertEquals(null, waiting.join());
            assertEquals(1, log.lines(line));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsAWaitAndTheLockIsNotAcquired(boolean virtual) throws Exception {
        lock.lock();
        TestThread<?> waiting = start(virtual, lock::lockInterruptibly);
        waiting.awaitBlocked();
        waiting.interrupt();
        assertInstanceOf(InterruptedException.class, waiting.join());
        TestThread<?> timed = start(virtual, () -> lock.tryLock(Bounds.NEVER));
        timed.awaitBlocked();
        timed.interrupt();
        assertInstanceOf(InterruptedException.class, timed.join());

        lock.unlock();
        assertTrue(lock.tryLock());
        lock.unlock();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lockWaitsThroughAnInterruptAndKeepsTheFlag(boolean virtual) throws Exception {
        lock.lock();
        boolean[] flag = new boolean[1];
        TestThread<?> waiting =
                start(
                        virtual,
                        () -> {
                            lock.lock();
                            flag[0] = Thread.interrupted();
                            lock.unlock();
                        });
        waiting.awaitBlocked();
        waiting.interrupt();
        waiting.assertStillWaits();
        lock.unlock();

        assertEquals(null, waiting.join());
        assertTrue(flag[0]);
    }

    @Test
    void aTimedWaitEndsInTimeAlsoOfAVirtualThread() throws Exception {
        lock.lock();
        for (boolean virtual : new boolean[] {false, true}) {
            boolean[] got = {true};
            assertEquals(null, start(virtual, () -> got[0] = lock.tryLock(Bounds.BRIEF)).join());
            assertFalse(got[0]);
        }
        lock.unlock();
    }

    @Test
    void aClosedHandleRefusesToLockAndStillUnlocks() throws Exception {
        IpcLock second = closing(IpcLock.attach(lock.name()));
        second.lock();
        second.close();
        assertThrows(IllegalStateException.class, second::lock);
        assertFalse(TestThread.start(() -> lock.tryLock()).result());

        second.unlock();
        assertTrue(TestThread.start(() -> lock.tryLock()).result());
    }
}
