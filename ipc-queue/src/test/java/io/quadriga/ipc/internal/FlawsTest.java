package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Lease;
import io.quadriga.QuadrigaException;
import io.quadriga.QueueClosedException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interleavings that an earlier construction did not survive, each forced. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
@Isolated // a hook is seen by all threads of this process
class FlawsTest {

    private final List<AutoCloseable> opened = new ArrayList<>();

    private IpcQueue<String> queue(IpcQueueOptions options) {
        IpcQueue<String> queue = IpcQueue.create("flaw-" + UUID.randomUUID(), options);
        opened.add(queue);
        return queue;
    }

    private IpcQueue<String> queue() {
        return queue(IpcQueueOptions.defaults().capacity(8));
    }

    private ActorProcess actor(IpcQueue<String> queue) throws Exception {
        ActorProcess actor = ActorProcess.on(queue.name());
        opened.add(actor);
        return actor;
    }

    private QueueCore core(IpcQueue<String> queue) {
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        opened.add(core::release);
        return core;
    }

    @AfterEach
    void close() throws Exception {
        CrashPoint.install(null);
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static void once(CrashPoint point, Runnable step) {
        AtomicBoolean first = new AtomicBoolean(true);
        Thread me = Thread.currentThread();
        CrashPoint.install(passed -> {
            if (passed == point
                    && Thread.currentThread() == me
                    && first.compareAndSet(true, false)) {
                step.run();
            }
        });
    }

    @Test
    void aProcessWithoutFileDescriptorsDoesNotTakeALockFromALivingOwner() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess stopped = actor(queue);
        ActorProcess starved = actor(queue);
        assertEquals("true", starved.ask("put first"));
        stopped.stopAt(CrashPoint.PRODUCER_LOCKED, "put second");
        assertEquals("false", starved.ask("offer stolen 100")); // loads the classes it needs
        assertEquals("exhausted", starved.ask("exhaust"));

        assertEquals("false", starved.ask("offer stolen 500"));
        stopped.goOn();
        assertEquals("true", stopped.answer());
        assertEquals("true", starved.ask("offer third 5000"));
        for (String expected : List.of("first", "second", "third")) {
            assertEquals(expected, queue.take());
        }
    }

    @Test
    void aWaiterThatMarksTheLockOfTheDeadMeanwhileDoesNotWedgeTheQueue() throws Exception {
        IpcQueue<String> queue = queue();
        actor(queue).dieAt(CrashPoint.PRODUCER_LOCKED, "put lost");
        QueueCore core = core(queue);
        Memory memory = core.file().memory();
        long word = core.layout().at(QueueLayout.PRODUCER_LOCK);
        once(
                CrashPoint.BEFORE_TAKEOVER,
                () -> {
                    int seen = memory.intVolatile(word);
                    assertTrue(memory.casInt(word, seen, seen ^ Participants.CONTENDED));
                });
        core.file().reap(true);

        assertEquals(0, memory.intVolatile(word));
        assertTrue(queue.offer("next", 2, TimeUnit.SECONDS));
    }

    @Test
    void aStampThatNobodyCarriesIsThatOfADeadProcess() throws Exception {
        IpcQueue<String> queue = queue();
        QueueCore core = core(queue);
        long word = core.layout().at(QueueLayout.PRODUCER_LOCK);
        int another = core.file().stamp() + 1; // of this entry, and of no process any more
        for (int nobodys : new int[] {another, 7 << 21 | 5, 1000 << 21 | 1}) {
            core.file().memory().putIntVolatile(word, nobodys);
            assertTrue(queue.offer("next"), Integer.toHexString(nobodys));
            assertEquals("next", queue.poll());
        }
    }

    @Test
    @Timeout(2 * Bounds.TEST_SECONDS) // starts twelve processes
    void aQueueThatIsNeverEmptyIsNeverCalledEmpty() throws Exception {
        for (int shift = 0; shift < 12; shift++) {
            IpcQueue<String> queue =
                    queue(IpcQueueOptions.defaults().capacity(64).ringBytes(1 << 10));
            ActorProcess other = actor(queue);
            for (int i = 0; i < shift; i++) {
                queue.put("x".repeat(8 * (i % 3)));
                queue.take();
            }
            queue.put("waits");
            once(
                    CrashPoint.BETWEEN_LOOKS,
                    () -> {
                        try {
                            assertEquals("lapped", other.ask("lap 30"));
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
            assertNotNull(queue.poll(), "shift=" + shift);
            other.close();
        }
    }

    @Test
    void anErrorBetweenCommitAndTailLosesNothing() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess actor = actor(queue);
        actor.ask("at PRODUCER_COMMITTED 1 overflow");

        assertTrue(String.valueOf(actor.ask("put first")).contains("StackOverflowError"));
        assertEquals("true", actor.ask("put second"));
        assertEquals("first", queue.take());
        assertEquals("second", queue.take());
        assertNull(queue.poll());
    }

    @ParameterizedTest
    @CsvSource({"put first, put second", "take, poll", "lease, drain"})
    void aLockThatCouldNotBeUnlockedForWantOfStackIsTheNextCallers(String call, String next)
            throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("there");
        queue.put("there too");
        ActorProcess actor = actor(queue);
        actor.ask("at UNLOCKING 1 overflow");

        assertTrue(String.valueOf(actor.ask(call)).contains("StackOverflowError"));
        String answer = String.valueOf(actor.ask(next));
        assertTrue(answer.contains("there") || answer.equals("true"), answer);
        queue.clear();
        assertTrue(queue.offer("third", 5, TimeUnit.SECONDS));
        assertEquals("third", queue.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void anErrorBeforeTheCommitPutsNothing() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess actor = actor(queue);
        actor.ask("at PAYLOAD_HALF 1 memory");

        assertTrue(String.valueOf(actor.ask("put lost")).contains("OutOfMemoryError"));
        assertEquals("true", actor.ask("put second"));
        assertEquals("second", queue.take());
        assertNull(queue.poll());
    }

    @Test
    void aTimedPutReturnsInTimeWhenTheOwnerOfTheLockIsStopped() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess stopped = actor(queue);
        stopped.stopAt(CrashPoint.PRODUCER_LOCKED, "put first");
        long begun = System.nanoTime();

        assertFalse(queue.offer("late", 200, TimeUnit.MILLISECONDS));
        assertFalse(queue.offer("late"));
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(Duration.ofMillis(600)) < 0, taken::toString);
        stopped.goOn();
        assertEquals("true", stopped.answer());
        assertEquals("first", queue.take());
    }

    @Test
    void anOwnerThatIsStoppedIsWaitedForWithPatienceOnceOnly() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess stopped = actor(queue);
        stopped.stopAt(CrashPoint.PRODUCER_LOCKED, "put first");
        assertFalse(queue.offer("late")); // waits as long as for an owner that goes on
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            assertFalse(queue.offer("late"));
            least = Math.min(least, System.nanoTime() - begun); // noise adds only
        }

        assertTrue(least < OwnedLock.PATIENCE / 2, "nanos=" + least);
        stopped.goOn();
        assertEquals("true", stopped.answer());
        assertTrue(queue.offer("second", 5, TimeUnit.SECONDS));
        assertEquals("first", queue.take());
    }

    @Test
    void anAckThatFreesTheLastCellWakesWhoWaitsForOne() throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).leases(1));
        AtomicBoolean woke = new AtomicBoolean();
        for (int i = 0; !woke.get() && i < 10; i++) { // it may be awake to look by itself just then
            queue.put("first");
            queue.put("second");
            Lease<String> first = queue.lease(Bounds.SOON, Bounds.NEVER);
            TestThread<Boolean> waiting =
                    TestThread.start(() -> queue.lease(Bounds.SOON, Bounds.NEVER).ack());
            waiting.awaitBlocked();
            once(CrashPoint.SIGNAL_CLAIMED, () -> woke.set(true));
            assertTrue(first.ack());
            CrashPoint.install(null);
            assertTrue(waiting.result());
        }

        assertTrue(woke.get(), "who acknowledged has called nobody");
    }

    @Test
    void anInterruptEndsAWaitForTheLockOfAStoppedOwner() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess stopped = actor(queue);
        stopped.stopAt(CrashPoint.PRODUCER_LOCKED, "put first");
        TestThread<Object> putter =
                TestThread.start(() -> {
                    queue.put("late");
                    return null;
                });
        putter.awaitBlocked();
        long begun = System.nanoTime();
        putter.interrupt();

        assertInstanceOf(InterruptedException.class, putter.join());
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(Duration.ofMillis(600)) < 0, taken::toString);
        stopped.goOn();
        assertEquals("true", stopped.answer());
        assertEquals("first", queue.take());
        assertNull(queue.poll());
    }

    @Test
    void anElementAboveHalfTheRingTravelsInASegment() throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).ringBytes(1 << 10));
        for (int i = 0; i < 4; i++) {
            queue.put("x".repeat(150)); // then it fits neither before nor after the wrap
            assertEquals("x".repeat(150), queue.poll());
        }

        assertTrue(queue.offer("x".repeat(700)));
        assertEquals("x".repeat(700), queue.poll());
    }

    @Test
    void anElementThatCanNeverFitIsRefused() throws Exception {
        IpcQueue<String> queue =
                queue(IpcQueueOptions.defaults().ringBytes(1 << 10).largeElements(0));

        var e = assertThrows(IllegalArgumentException.class, () -> queue.put("x".repeat(600)));
        assertTrue(String.valueOf(e.getMessage()).contains("largeElements"), e::getMessage);
    }

    @Test
    void aPutThatShutdownMeetsIsNotLeftBehind() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess producer = actor(queue);
        producer.stopAt(CrashPoint.PRODUCER_PREPARED, "put first");
        queue.shutdown();

        assertNull(queue.poll(100, TimeUnit.MILLISECONDS));
        producer.goOn();
        assertEquals("true", producer.answer());
        assertEquals("first", queue.take());
        assertThrows(QueueClosedException.class, queue::take);
        assertTrue(String.valueOf(producer.ask("put late")).contains("QueueClosedException"));
    }

    @Test
    void aPutThatFindsTheLockFreeOnlyAfterTheShutdownIsRefused() throws Exception {
        IpcQueue<String> queue = queue();
        once(CrashPoint.PRODUCER_LOCKED, queue::shutdown);

        assertThrows(QueueClosedException.class, () -> queue.offer("late"));
        assertThrows(QueueClosedException.class, queue::take);
    }

    @Test
    void aLockThatWasTakenFromALivingOwnerIsReportedLoudly() throws Exception {
        IpcQueue<String> queue = queue();
        QueueCore core = core(queue);
        Memory memory = core.file().memory();
        long word = core.layout().at(QueueLayout.PRODUCER_LOCK);
        once(CrashPoint.PRODUCER_LOCKED, () -> memory.putIntVolatile(word, 1));

        var e = assertThrows(QuadrigaException.class, () -> queue.offer("x"));
        assertTrue(String.valueOf(e.getMessage()).contains("living process"), e::getMessage);
        memory.putIntVolatile(word, 0);
    }
}
