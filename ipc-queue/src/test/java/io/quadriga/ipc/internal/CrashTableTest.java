package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process is killed at each step of the protocol; what it leaves is as PROTOCOL.md says. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
class CrashTableTest {

    private static final int LARGE = 100_000;

    /** And less than an actor waits. */
    private static final Duration FAR_MORE_THAN_A_SLICE = Duration.ofSeconds(6);

    private final List<AutoCloseable> opened = new ArrayList<>();

    private IpcQueue<String> queue(IpcQueueOptions options) {
        IpcQueue<String> queue = IpcQueue.create("crash-" + UUID.randomUUID(), options);
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

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static String poll(IpcQueue<String> queue) throws InterruptedException {
        return queue.poll(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void assertWorks(IpcQueue<String> queue) throws InterruptedException {
        assertNull(queue.poll());
        assertEquals(0, queue.size());
        for (int i = 0; i < 20; i++) {
            assertTrue(queue.offer("next-" + i, 5, TimeUnit.SECONDS));
            assertEquals("next-" + i, poll(queue));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PRODUCER_LOCKED", "PAYLOAD_HALF", "PRODUCER_PREPARED"})
    void aPutKilledBeforeItsCommitHasPutNothing(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess actor = actor(queue);
        actor.ask("put first");
        actor.dieAt(point, "put lost");

        assertTrue(queue.offer("second", 5, TimeUnit.SECONDS));
        assertEquals("first", poll(queue));
        assertEquals("second", poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRODUCER_COMMITTED", "TAIL_STORED", "BEFORE_SIGNAL"})
    void aPutKilledAfterItsCommitHasPut(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess actor = actor(queue);
        actor.dieAt(point, "put first");

        assertTrue(queue.offer("second", 5, TimeUnit.SECONDS));
        assertEquals("first", poll(queue));
        assertEquals("second", poll(queue));
        assertWorks(queue);
    }

    @Test
    void theProducerLockOfTheDeadIsTakenOverAtOnce() throws Exception {
        IpcQueue<String> queue = queue();
        actor(queue).dieAt(CrashPoint.PRODUCER_LOCKED, "put lost");

        assertTrue(queue.offer("first"), "without waiting at the gate, where the dead are retired");
        assertEquals("first", queue.poll());
    }

    @Test
    void theConsumerLockOfTheDeadIsTakenOverAtOnce() throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("first");
        actor(queue).dieAt(CrashPoint.CONSUMER_LOCKED, "take");

        assertEquals("first", queue.poll(), "as above");
    }

    @ParameterizedTest
    @ValueSource(strings = {"put a", "putAll a b c"})
    void aWalkEndsBehindTheLastRecordThoughTheRingIsFullOfOldOnes(String put) throws Exception {
        for (int shift = 0; shift < 3; shift++) {
            IpcQueue<String> queue =
                    queue(IpcQueueOptions.defaults().capacity(8).ringBytes(1 << 10));
            for (int i = 0; i < 40 + shift; i++) {
                queue.put("x".repeat(43));
                assertEquals("x".repeat(43), queue.poll());
            }
            actor(queue).dieAt(CrashPoint.PRODUCER_COMMITTED, put);

            assertTrue(queue.offer("next", 5, TimeUnit.SECONDS));
            List<String> found = new ArrayList<>();
            queue.drainTo(found);
            assertEquals("next", found.getLast(), found::toString);
            assertWorks(queue);
        }
    }

    @Test
    void whatWasCommittedCanBeTakenBeforeAnybodyRepairsTail() throws Exception {
        IpcQueue<String> queue = queue();
        actor(queue).dieAt(CrashPoint.PRODUCER_COMMITTED, "put first");

        assertEquals("first", poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRODUCER_PREPARED", "PRODUCER_COMMITTED"})
    void aBatchIsPutWholeOrNotAtAll(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        actor(queue).dieAt(point, "putAll a b c");

        assertTrue(queue.offer("next", 5, TimeUnit.SECONDS));
        List<String> found = new ArrayList<>();
        queue.drainTo(found);
        assertEquals(
                point == CrashPoint.PRODUCER_COMMITTED
                        ? List.of("a", "b", "c", "next")
                        : List.of("next"),
                found);
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSUMER_LOCKED", "COPIED_OUT"})
    void aTakeKilledBeforeHeadMovesHasTakenNothing(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("first");
        actor(queue).dieAt(point, "take");

        assertEquals("first", poll(queue));
        reap(queue);
        queue.taskDone(); // nothing was counted as done for the dead
        queue.join();
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD_STORED", "BEFORE_SIGNAL"})
    void aTakeKilledAfterHeadMovedHasTakenOneElement(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("taken");
        queue.put("second");
        actor(queue).dieAt(point, "take");

        assertEquals("second", poll(queue));
        queue.taskDone();
        queue.join(); // the dead one acknowledges nothing, and is not waited for
        assertWorks(queue);
    }

    @Test
    void aLeaseKilledBeforeItWasMadeLeavesTheElement() throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).leases(1));
        queue.put("first");
        queue.put("second");
        actor(queue).dieAt(CrashPoint.LEASE_INTENT, "lease");

        assertEquals("first", poll(queue));
        assertEquals(
                0, leaseLine(queue), "the intent is cleared: what follows takes the short way");
        assertEquals("second", poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEASE_MARKED", "COPIED_OUT", "HEAD_STORED", "LEASE_TAKEN"})
    void aLeaseOfAKilledProcessGoesBackToTheFront(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).leases(1));
        queue.put("first");
        queue.put("second");
        actor(queue).dieAt(point, "lease");
        awaitBack(queue, "first");

        assertEquals("first", poll(queue));
        assertEquals("second", poll(queue));
        queue.taskDone();
        queue.taskDone();
        queue.join();
        assertWorks(queue);
    }

    @Test
    void aLeaseThatWasGivenBackAndNotCountedComesBack() throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).leases(1));
        queue.put("first");
        actor(queue).dieAt(CrashPoint.LEASE_RETURNED, "leaseBack");
        awaitBack(queue, "first");

        assertEquals("first", poll(queue));
        assertWorks(queue);
    }

    @Test
    void aProcessKilledWhileItGivesBackWhatTheDeadHadLeavesItToTheNext() throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).leases(1));
        queue.put("first");
        ActorProcess second = actor(queue);
        actor(queue).dieAt(CrashPoint.LEASE_TAKEN, "lease");
        second.dieAt(CrashPoint.LEASE_RETURNED, "reap");
        awaitBack(queue, "first");

        assertEquals("first", poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "drainTo", "lease"})
    void aLeaseOfAKilledProcessComesBackToAQueueThatIsNeverEmpty(String way) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8));
        queue.put("first");
        queue.put("other");
        actor(queue).dieAt(CrashPoint.LEASE_TAKEN, "lease");
        List<String> taken = new ArrayList<>();
        long start = System.nanoTime();
        while (!taken.contains("first")) {
            assertTrue(System.nanoTime() - start < Bounds.SOON.toNanos(), "the lease is back");
            queue.put("other"); // there is one before and after
            takeOne(queue, way, taken);
        }
        queue.clear();
    }

    private static void takeOne(IpcQueue<String> queue, String way, List<String> to)
            throws Exception {
        switch (way) {
            case "poll" -> to.add(queue.poll());
            case "drainTo" -> queue.drainTo(to, 1);
            default -> {
                try (var lease = queue.lease(Duration.ZERO, Duration.ofMinutes(1))) {
                    to.add(lease.value());
                    assertTrue(lease.ack());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SPILL_CLAIMED", "SPILL_GROWN", "SPILL_WRITTEN", "PRODUCER_PREPARED"})
    void aLargePutKilledBeforeItsCommitGivesItsPlaceBack(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).largeElements(1));
        actor(queue).dieAt(point, "putLarge x " + LARGE);

        assertNull(queue.poll());
        assertTrue(queue.offer("y".repeat(LARGE), 10, TimeUnit.SECONDS));
        assertEquals(1, segments(queue), "what the dead had made is gone, or used");
        assertEquals("y".repeat(LARGE), poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRODUCER_COMMITTED", "TAIL_STORED", "BEFORE_SIGNAL"})
    void aLargeElementOutlivesItsProducer(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).largeElements(2));
        actor(queue).dieAt(point, "putLarge x " + LARGE);
        reap(queue);

        assertTrue(queue.offer("y".repeat(LARGE), 10, TimeUnit.SECONDS));
        assertEquals("x".repeat(LARGE), poll(queue));
        assertEquals("y".repeat(LARGE), poll(queue));
        assertWorks(queue);
    }

    @Test
    void aLargeElementThatIsLeasedOutlivesItsProducerAndItsLessee() throws Exception {
        IpcQueue<String> queue =
                queue(IpcQueueOptions.defaults().capacity(8).largeElements(1).leases(1));
        ActorProcess producer = actor(queue);
        ActorProcess lessee = actor(queue);
        assertEquals("true", producer.ask("putLarge x " + LARGE));
        assertEquals("x".repeat(LARGE), lessee.ask("lease"));
        producer.kill();
        reap(queue);
        assertFalse(queue.offer("y".repeat(LARGE)), "its slot is in use");
        lessee.kill();

        assertEquals("x".repeat(LARGE), poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPILL_TAKEN", "COPIED_OUT"})
    void aLargeTakeKilledBeforeHeadMovedHasTakenNothing(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).largeElements(1));
        queue.put("x".repeat(LARGE));
        actor(queue).dieAt(point, "take");

        assertEquals("x".repeat(LARGE), poll(queue));
        assertTrue(queue.offer("y".repeat(LARGE), 10, TimeUnit.SECONDS));
        assertEquals("y".repeat(LARGE), poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD_STORED", "SPILL_READ"})
    void aLargeTakeKilledAfterHeadMovedGivesThePlaceBack(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8).largeElements(1));
        queue.put("x".repeat(LARGE));
        actor(queue).dieAt(point, "take");

        assertNull(queue.poll());
        assertTrue(queue.offer("y".repeat(LARGE), 10, TimeUnit.SECONDS));
        assertEquals("y".repeat(LARGE), poll(queue));
        assertWorks(queue);
    }

    @Test
    void aConsumerKilledBeforeItSleepsCostsTheOthersASlice() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess other = actor(queue);
        actor(queue).dieAt(CrashPoint.BEFORE_SLEEP, "take");
        other.tell("take");
        queue.put("for the other");

        assertEquals("for the other", other.answer());
        assertWorks(queue);
    }

    @Test
    void aConsumerKilledWhenItIsJustWokenTakesNothingWithIt() throws Exception {
        IpcQueue<String> queue = queue();
        String answer = "not asked";
        for (int attempt = 0; answer != null && attempt < 10; attempt++) {
            ActorProcess dying = actor(queue);
            dying.ask("at " + CrashPoint.WOKEN + " 1 kill");
            dying.tell("take");
            awaitSleeper(queue, QueueLayout.CONSUMERS_INDEX);
            queue.put("survives");
            answer = dying.answer(); // null: dead; else it looked once more before it slept
        }

        assertNull(answer);
        assertEquals("survives", poll(queue));
        assertWorks(queue);
    }

    @Test
    void aProducerKilledBetweenItsClaimAndItsWakeCostsASlice() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess consumer = actor(queue);
        ActorProcess dying = actor(queue);
        consumer.tell("take");
        awaitSleeper(queue, QueueLayout.CONSUMERS_INDEX);
        long begun = System.nanoTime();
        dying.dieAt(CrashPoint.SIGNAL_CLAIMED, "put unheard");

        assertEquals("unheard", consumer.answer());
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(taken.compareTo(FAR_MORE_THAN_A_SLICE) < 0, taken::toString);
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCK_WAIT", "BEFORE_TAKEOVER", "TAKEN_OVER"})
    void aProcessKilledWhileItTakesALockOverLeavesItToTheNext(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess second = actor(queue);
        actor(queue).dieAt(CrashPoint.PRODUCER_COMMITTED, "put first");
        second.dieAt(point, "put lost");

        assertTrue(queue.offer("second", 5, TimeUnit.SECONDS));
        assertEquals("first", poll(queue));
        assertEquals("second", poll(queue));
        assertWorks(queue);
    }

    @Test
    void aProcessKilledInTheEntryLookLeavesItToTheNext() throws Exception {
        IpcQueue<String> queue = queue();
        ActorProcess second = actor(queue);
        actor(queue).dieAt(CrashPoint.PRODUCER_COMMITTED, "putAll a b c");
        second.dieAt(CrashPoint.WALKING, 2, "put lost");

        assertTrue(queue.offer("d", 5, TimeUnit.SECONDS));
        for (String expected : List.of("a", "b", "c", "d")) {
            assertEquals(expected, poll(queue));
        }
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEATH_PROVED", "BEFORE_TAKEOVER", "BEFORE_RETIRE"})
    void aProcessKilledWhileItRetiresTheDeadLeavesThemToTheNext(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("taken");
        ActorProcess second = actor(queue);
        actor(queue).dieAt(CrashPoint.PRODUCER_LOCKED, "put lost");
        second.dieAt(point, "reap");

        assertTrue(queue.offer("next", 5, TimeUnit.SECONDS));
        assertEquals("taken", poll(queue));
        assertEquals("next", poll(queue));
        assertWorks(queue);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEATH_PROVED", "BEFORE_RETIRE"})
    void aProcessKilledWhileItSettlesTheDeadLeavesThemToTheNext(CrashPoint point) throws Exception {
        IpcQueue<String> queue = queue();
        queue.put("taken");
        ActorProcess second = actor(queue);
        actor(queue).dieAt(CrashPoint.HEAD_STORED, "take");
        second.dieAt(point, "reap");

        queue.join(); // the dead one acknowledges nothing
        assertWorks(queue);
    }

    private static void awaitBack(IpcQueue<String> queue, String element) {
        Bounds.await(
                "the lease is back",
                () -> {
                    reap(queue);
                    return element.equals(queue.peek());
                });
    }

    private static long leaseLine(IpcQueue<String> queue) {
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        try {
            return core.file().memory().longVolatile(core.layout().at(QueueLayout.LEASES));
        } finally {
            core.release();
        }
    }

    private static long segments(IpcQueue<String> queue) throws IOException {
        try (Stream<Path> files = Files.list(SharedDirectory.open())) {
            return files.filter(file -> file.toString().contains(queue.name() + "#")).count();
        }
    }

    private static void reap(IpcQueue<String> queue) {
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        core.file().reap(true);
        core.release();
    }

    private static void awaitSleeper(IpcQueue<String> queue, int gate) {
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        try {
            Bounds.await("somebody sleeps", () -> core.file().participants().allSleepers(gate) > 0);
        } finally {
            core.release();
        }
    }
}
