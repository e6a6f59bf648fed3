package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcBarrier;
import io.quadriga.ipc.SharedLong;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcBarrierTest extends SyncTest {

    private static final String BROKEN = "java.util.concurrent.BrokenBarrierException";

    private IpcBarrier barrier(int parties) {
        return closing(IpcBarrier.create(name("barrier"), parties));
    }

    private static TestThread<Integer> party(IpcBarrier barrier, boolean virtual) {
        int before = barrier.waiting();
        Callable<Integer> body = () -> barrier.await();
        TestThread<Integer> party =
                virtual ? TestThread.startVirtual(body) : TestThread.start(body);
        Bounds.await("it has arrived", () -> barrier.waiting() > before || party.ended());
        return party;
    }

    private static String await(IpcBarrier barrier) {
        return "barrier " + barrier.name() + " await " + LONG_MILLIS;
    }

    private ActorProcess arrivedActor(IpcBarrier barrier) throws Exception {
        ActorProcess actor = actor();
        int before = barrier.waiting();
        actor.tell(await(barrier));
        Bounds.await("it has arrived", () -> barrier.waiting() > before);
        return actor;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partiesGetEachIndexOnceRoundAfterRound(boolean virtual) throws Exception {
        IpcBarrier barrier = barrier(4);
        for (int round = 0; round < 3; round++) {
            ActorProcess actor = arrivedActor(barrier);
            List<TestThread<Integer>> here = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                here.add(party(barrier, virtual));
            }
            assertEquals("3", actor.answer());
            Set<Integer> indices = new HashSet<>();
            for (TestThread<Integer> party : here) {
                indices.add(party.result());
            }
            assertEquals(Set.of(0, 1, 2), indices);
            assertEquals(0, barrier.waiting());
        }
    }

    @Test
    void partiesThatComeAgainAtOnceStayTogether() throws Exception {
        IpcBarrier barrier = barrier(3);
        AtomicInteger[] rounds = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        List<TestThread<?>> threads = new ArrayList<>();
        for (AtomicInteger round : rounds) {
            threads.add(
                    TestThread.start(() -> {
                        for (int i = 0; i < 500; i++) {
                            round.set(i);
                            barrier.await();
                            for (AtomicInteger other : rounds) {
                                assertTrue(Math.abs(other.get() - i) <= 1);
                            }
                        }
                    }));
        }
        for (TestThread<?> thread : threads) {
            assertNull(thread.join());
        }
    }

    @Test
    void theActionRunsOnceInOnePartyBeforeAnyIsReleased() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        IpcBarrier barrier = closing(IpcBarrier.create(name("barrier"), 3, runs::incrementAndGet));
        List<TestThread<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parties.add(
                    TestThread.start(() -> {
                        int index = barrier.await();
                        assertEquals(1, runs.get());
                        return index;
                    }));
        }
        for (TestThread<Integer> party : parties) {
            party.result();
        }
        assertThrows(QuadrigaException.class, () -> IpcBarrier.attach(barrier.name()));
        IpcBarrier.attach(barrier.name(), () -> {}).close();
    }

    @Test
    void anActionThatThrowsBreaksTheBarrier() throws Exception {
        IpcBarrier barrier =
                closing(
                        IpcBarrier.create(
                                name("barrier"),
                                2,
                                () -> {
                                    throw new ArithmeticException("of the action");
                                }));
        TestThread<Integer> first = party(barrier, false);
        assertThrows(ArithmeticException.class, barrier::await);
        assertInstanceOf(BrokenBarrierException.class, first.join());
        assertTrue(barrier.isBroken());
    }

    @Test
    void runningOutOfTimeBreaksItForEveryone() throws Exception {
        IpcBarrier barrier = barrier(4);
        ActorProcess actor = arrivedActor(barrier);
        TestThread<Integer> here = party(barrier, true);
        assertThrows(TimeoutException.class, () -> barrier.await(Bounds.BRIEF));

        assertInstanceOf(BrokenBarrierException.class, here.join());
        assertTrue(actor.answer().startsWith(BROKEN));
        assertTrue(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        assertThrows(BrokenBarrierException.class, barrier::await);
        assertTrue(actor.ask(await(barrier)).startsWith(BROKEN));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptBreaksIt(boolean virtual) throws Exception {
        IpcBarrier barrier = barrier(3);
        TestThread<Integer> interrupted = party(barrier, virtual);
        TestThread<Integer> other = party(barrier, virtual);
        interrupted.interrupt();
        assertInstanceOf(InterruptedException.class, interrupted.join());
        assertInstanceOf(BrokenBarrierException.class, other.join());
    }

    @Test
    void abortAndResetBreakItForThoseWhoWaitAndResetMakesItUsable() throws Exception {
        IpcBarrier barrier = barrier(2);
        TestThread<Integer> aborted = party(barrier, false);
        barrier.abort();
        assertInstanceOf(BrokenBarrierException.class, aborted.join());
        barrier.reset();
        assertFalse(barrier.isBroken());

        TestThread<Integer> reset = party(barrier, false);
        barrier.reset();
        assertInstanceOf(BrokenBarrierException.class, reset.join());
        assertFalse(barrier.isBroken());

        TestThread<Integer> first = party(barrier, false);
        assertEquals(0, barrier.await());
        assertEquals(1, first.result());
    }

    @Test
    void theDeathOfAWaitingPartyBreaksIt() throws Exception {
        IpcBarrier barrier = barrier(3);
        ActorProcess actor = arrivedActor(barrier);
        TestThread<Integer> here = party(barrier, false);
        actor.kill();
        assertInstanceOf(BrokenBarrierException.class, here.join());
        assertTrue(barrier.isBroken());
    }

    @Test
    void aPartyThatDiedBeforeTheLastOneCameIsNoParty() throws Exception {
        IpcBarrier barrier = barrier(2);
        arrivedActor(barrier).kill();
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        TestThread<Integer> first = party(barrier, false);
        assertEquals(0, barrier.await());
        assertEquals(1, first.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARRIVED", "BEFORE_SIGNAL"})
    void whoDiesArrivingLastLeavesNobodyWaiting(CrashPoint point) throws Exception {
        IpcBarrier barrier = barrier(2);
        TestThread<Integer> first = party(barrier, false);
        actor().dieAt(point, await(barrier));
        if (point == CrashPoint.ARRIVED) {
            assertInstanceOf(BrokenBarrierException.class, first.join());
        } else {
            assertEquals(1, first.result());
        }
    }

    @Test
    void whoDiesBetweenTheActionAndTheReleaseBreaksIt() throws Exception {
        IpcBarrier barrier = closing(IpcBarrier.create(name("barrier"), 2, () -> {}));
        TestThread<Integer> first = party(barrier, false);
        actor().dieAt(CrashPoint.ACTION_RUN, "acting " + barrier.name() + " await " + LONG_MILLIS);
        assertInstanceOf(BrokenBarrierException.class, first.join());
    }

    @Test
    void thePartiesSeeWhatTheOthersDidBefore() throws Exception {
        IpcBarrier barrier = barrier(2);
        SharedLong number = closing(SharedLong.create(name("number")));
        ActorProcess actor = actor();
        actor.ask("count " + number.name() + " 10");
        actor.tell(await(barrier));
        barrier.await();
        assertEquals(10, number.get());
        actor.answer();
    }

    @Test
    void lessThanOnePartyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> IpcBarrier.create(0));
    }
}
