package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.Hold;
import io.quadriga.ipc.IpcCondition;
import io.quadriga.ipc.IpcLock;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcConditionTest extends SyncTest {

    private IpcLock lock;
    private IpcCondition condition;
    private final AtomicInteger entered = new AtomicInteger();

    @BeforeEach
    void create() {
        lock = closing(IpcLock.create(name("lock")));
        condition = closing(IpcCondition.create(name("condition"), lock));
    }

    /** A thread that waits once; the value is whether it was signalled. */
    private TestThread<Boolean> waiter(boolean virtual, Duration timeout) {
        int before = entered.get();
        var body = (java.util.concurrent.Callable<Boolean>) () -> awaitOnce(timeout);
        TestThread<Boolean> waiter =
                virtual ? TestThread.startVirtual(body) : TestThread.start(body);
        Bounds.await("it has the lock", () -> entered.get() > before);
        lock.lock(); // it has released the lock, so it is counted
        lock.unlock();
        return waiter;
    }

    private boolean awaitOnce(Duration timeout) throws InterruptedException {
        try (Hold _ = lock.hold()) {
            entered.incrementAndGet();
            return condition.await(timeout);
        }
    }

    private void signal() {
        try (Hold _ = lock.hold()) {
            condition.signal();
        }
    }

    private String command(String what) {
        return "condition " + condition.name() + " " + lock.name() + " " + what;
    }

    @Test
    void waitingAndSignallingNeedTheLock() {
        assertThrows(IllegalMonitorStateException.class, () -> condition.await());
        assertThrows(IllegalMonitorStateException.class, () -> condition.await(Duration.ZERO));
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
        assertThrows(
                IllegalMonitorStateException.class,
                () -> condition.await(() -> true, Bounds.NEVER));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignalWakesOneOfTwoAndSignalAllTheOther(boolean virtual) throws Exception {
        List<TestThread<Boolean>> two =
                List.of(waiter(virtual, Bounds.NEVER), waiter(virtual, Bounds.NEVER));
        signal();
        Bounds.await("one goes on", () -> two.stream().anyMatch(TestThread::ended));
        TestThread<Boolean> other = two.get(two.get(0).ended() ? 1 : 0);
        other.assertStillWaits();

        try (Hold _ = lock.hold()) {
            condition.signalAll();
        }
        assertTrue(two.get(0).result());
        assertTrue(two.get(1).result());
    }

    @Test
    void aSignalCrossesProcessesBothWays() throws Exception {
        ActorProcess actor = actor();
        actor.tell(command("await " + LONG_MILLIS));
        awaitCounted(1);
        signal();
        assertEquals("true", actor.answer());

        TestThread<Boolean> here = waiter(false, Bounds.NEVER);
        assertEquals("signalled", actor.ask(command("signal")));
        assertTrue(here.result());
    }

    /** Until so many threads of other processes are counted as waiting. */
    private void awaitCounted(int threads) {
        Memory memory = memory();
        Bounds.await("others wait", () -> counted(memory) == threads);
    }

    private Memory memory() {
        SharedFile file = SharedFiles.attach(Kind.CONDITION, condition.name(), null).orElseThrow();
        closing(() -> SharedFiles.release(file));
        return file.memory();
    }

    private int counted(Memory memory) {
        int all = 0;
        long table = FileLayout.bodyAt(IpcDefaults.options().participants()) + 256;
        for (int i = 0; i < IpcDefaults.options().participants(); i++) {
            all += (int) (memory.longAcquire(table + 8L * i) >>> 16) & 0xffff;
        }
        return all;
    }

    @Test
    void aSignalIsNotKeptForThoseWhoComeLater() throws Exception {
        signal();
        assertFalse(awaitOnce(Bounds.BRIEF));
    }

    @Test
    void aWaitHoldsTheLockAsDeepAgain() throws Exception {
        lock.lock();
        lock.lock();
        assertFalse(condition.await(Bounds.BRIEF));
        assertTrue(lock.isHeldByCurrentThread());
        assertFalse(TestThread.start(() -> lock.tryLock()).result());
        lock.unlock();
        assertTrue(lock.isHeldByCurrentThread());
        lock.unlock();
        assertFalse(lock.isHeldByCurrentThread());
    }

    @Test
    void aPredicateIsWaitedForAndItsValueReturned() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        TestThread<Boolean> waiting =
                TestThread.start(() -> {
                    try (Hold _ = lock.hold()) {
                        return condition.await(ready::get, Bounds.SOON);
                    }
                });
        waiting.awaitBlocked();
        signal();
        waiting.assertStillWaits();
        ready.set(true);
        signal();
        assertTrue(waiting.result());

        try (Hold _ = lock.hold()) {
            assertFalse(condition.await(() -> false, Bounds.BRIEF));
            assertTrue(condition.awaitNanos(1_000_000) <= 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptedWaiterHoldsTheLockAndTakesNoSignal(boolean virtual) throws Exception {
        TestThread<Boolean> interrupted = waiter(virtual, Bounds.NEVER);
        TestThread<Boolean> other = waiter(virtual, Bounds.NEVER);
        interrupted.interrupt();
        assertInstanceOf(InterruptedException.class, interrupted.join());
        other.assertStillWaits();
        signal();
        assertTrue(other.result());
    }

    /** The interrupt ends the sleep, but the signal comes before the lock is free again. */
    @Test
    void whoIsSignalledBeforeItHasTheLockAgainReturnsAsSignalled() throws Exception {
        boolean[] flag = new boolean[1];
        TestThread<Boolean> waiting =
                TestThread.start(() -> {
                    boolean signalled = awaitOnce(Bounds.NEVER);
                    flag[0] = Thread.interrupted();
                    return signalled;
                });
        Bounds.await("it waits", () -> entered.get() == 1);
        try (Hold _ = lock.hold()) {
            waiting.interrupt();
            Bounds.await("it has noticed", () -> !waiting.thread().isInterrupted());
            condition.signal();
        }
        assertTrue(waiting.result());
        assertTrue(flag[0]);
    }

    @Test
    void awaitUninterruptiblyWaitsOnAndKeepsTheFlag() throws Exception {
        TestThread<Boolean> waiting =
                TestThread.start(() -> {
                    try (Hold _ = lock.hold()) {
                        condition.awaitUninterruptibly();
                        return Thread.interrupted();
                    }
                });
        waiting.awaitBlocked();
        waiting.interrupt();
        waiting.assertStillWaits();
        signal();
        assertTrue(waiting.result());
    }

    @Test
    void aSignalThatADeadProcessHadGotIsHandedOn() throws Exception {
        ActorProcess actor = actor();
        actor.tell(command("await " + LONG_MILLIS));
        awaitCounted(1);
        TestThread<Boolean> other = waiter(false, Bounds.NEVER);
        actor.stop();
        signal(); // to either
        signal();
        actor.kill();

        assertTrue(other.result());
    }

    @Test
    void aSignalGivenToAStoppedProcessIsHandedOnWhenItIsKilled() throws Exception {
        ActorProcess actor = actor();
        actor.tell(command("await " + LONG_MILLIS));
        awaitCounted(1);
        actor.stop();
        signal(); // nobody else waits: it is the actor's
        TestThread<Boolean> later = waiter(false, Bounds.NEVER);
        later.assertStillWaits();
        actor.kill();

        assertTrue(later.result());
    }

    @Test
    void anHeirThatDiesHandingOnLeavesTheSignalToTheNext() throws Exception {
        ActorProcess first = actor();
        first.tell(command("await " + LONG_MILLIS));
        awaitCounted(1);
        first.stop();
        signal();
        ActorProcess heir = actor();
        heir.ask("at HANDING_ON 1 kill");
        heir.tell(command("await " + LONG_MILLIS));
        awaitCounted(2);
        first.kill();
        heir.awaitDeath();

        TestThread<Boolean> last = waiter(false, Bounds.NEVER);
        assertTrue(last.result());
    }

    @Test
    void aLockThatDiedMeanwhileIsReportedAfterTheWait() throws Exception {
        ActorProcess actor = actor();
        TestThread<Boolean> waiting =
                TestThread.start(() -> {
                    try (Hold _ = lock.hold()) {
                        entered.incrementAndGet();
                        assertTrue(condition.await(Bounds.NEVER));
                        return lock.isAbandoned();
                    }
                });
        Bounds.await("it waits", () -> entered.get() == 1);
        assertEquals("locked", actor.ask("lock " + lock.name() + " lock"));
        assertEquals("signalled", actor.ask(command("signal")));
        actor.kill(); // with the lock

        assertTrue(waiting.result());
    }

    @Test
    void aHundredVirtualThreadsAreSignalledOneByOne() throws Exception {
        List<TestThread<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiters.add(waiter(true, Bounds.NEVER));
        }
        for (int i = 0; i < 100; i++) {
            signal();
        }
        for (TestThread<Boolean> waiter : waiters) {
            assertTrue(waiter.result());
        }
    }

    @Test
    void aConditionOfAnotherLockIsRefused() {
        try (IpcLock other = IpcLock.create()) {
            assertThrows(
                    QuadrigaException.class, () -> IpcCondition.attach(condition.name(), other));
        }
    }

    @Test
    void newConditionIsClosedWithItsLock() throws Exception {
        IpcLock handle = closing(IpcLock.attach(lock.name()));
        IpcCondition anonymous = handle.newCondition();
        handle.lock();
        assertFalse(anonymous.await(Duration.ZERO));
        handle.unlock();
        handle.close();
        assertThrows(IllegalStateException.class, anonymous::signal);
        assertNull(lock.tryLock() ? null : lock);
        lock.unlock();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0})
    void aTimeLongAgoIsNotWaitedFor(long millis) throws Exception {
        TestThread<Boolean> waiter =
                TestThread.start(() -> {
                    try (Hold _ = lock.hold()) {
                        return condition.awaitUntil(new Date(millis));
                    }
                });
        assertFalse(waiter.result());
    }

    @Test
    void aClosedConditionIsNotKeptByItsLock() {
        var closed = new WeakReference<>(closedCondition());
        Bounds.await(
                "the condition is collected",
                () -> {
                    System.gc();
                    return closed.get() == null;
                });
    }

    private IpcCondition closedCondition() {
        IpcCondition made = lock.newCondition();
        made.close();
        return made;
    }
}
