package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the work is done, and how a queue ends. */
abstract class QueueLifeRules extends QueueWaitingRules {

    /** Q42: {@code join} of a queue never used returns at once. */
    @Test
    void q42_joinOfANewQueueReturns() throws Exception {
        open().join();
    }

    /** Q43: {@code join} waits until {@code taskDone} was called for every element ever put. */
    @Test
    void q43_joinWaitsForEveryTaskDone() throws Exception {
        Queue<Integer> queue = holding(2);
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();

        drain(queue);
        queue.taskDone();
        joiner.assertStillWaits();
        queue.taskDone();
        assertNull(joiner.join());
        queue.join();
    }

    /** Q44: several may join; all return. */
    @Test
    void q44_severalMayJoin() throws Exception {
        Queue<Integer> queue = holding(1);
        var joiners = List.of(TestThread.start(queue::join), TestThread.start(queue::join));
        joiners.forEach(TestThread::awaitBlocked);

        queue.take();
        queue.taskDone();
        for (var joiner : joiners) {
            assertNull(joiner.join());
        }
    }

    /** Q45: {@code taskDone} more often than elements were put throws; nothing changed. */
    @Test
    void q45_taskDoneTooOftenThrows() throws Exception {
        Queue<Integer> queue = open();
        assertThrows(IllegalStateException.class, queue::taskDone);
        queue.put(1);
        queue.take();
        queue.taskDone();
        assertThrows(IllegalStateException.class, queue::taskDone);

        queue.put(2);
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();
        queue.taskDone();
        assertNull(joiner.join());
    }

    /** Q46: an element counts for {@code join} however it left the queue. */
    @Test
    void q46_elementsCountHoweverTheyLeave() throws Exception {
        Queue<Integer> queue = holding(6);
        queue.take();
        queue.poll();
        queue.poll(1, TimeUnit.DAYS);
        queue.remove();
        queue.drainTo(new ArrayList<>(), 1);
        queue.clear();
        for (int i = 0; i < 5; i++) {
            queue.taskDone();
        }
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();
        queue.taskDone();

        assertNull(joiner.join());
    }

    /** Q47: an interrupt during {@code join}, or before it would wait, throws; nothing changed. */
    @Test
    void q47_joinCanBeInterrupted() throws Exception {
        Queue<Integer> queue = holding(1);
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();
        joiner.interrupt();
        var early =
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    queue.join();
                });

        assertInstanceOf(InterruptedException.class, joiner.join());
        assertInstanceOf(InterruptedException.class, early.join());
        queue.taskDone();
        queue.join();
        assertEquals(1, queue.size());
    }

    /**
     * Q48: an element refused, or whose putter was interrupted, does not count for {@code join}.
     */
    @Test
    void q48_whatWasNotAcceptedDoesNotCount() throws Exception {
        Queue<Integer> queue = full(1);
        assertFalse(queue.offer(1));
        var putter = TestThread.start(() -> queue.put(2));
        putter.awaitBlocked();
        putter.interrupt();
        assertInstanceOf(InterruptedException.class, putter.join());

        queue.taskDone();
        queue.join();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    /**
     * Q49: after {@code shutdown} {@code put}, {@code offer} and {@code add} throw; nothing is
     * accepted.
     */
    @Test
    void q49_shutdownRefusesPutters() {
        Queue<Integer> queue = holding(1);
        assertFalse(queue.isShutdown());
        queue.shutdown();

        assertTrue(queue.isShutdown());
        assertThrows(QueueClosedException.class, () -> queue.put(9));
        assertThrows(QueueClosedException.class, () -> queue.offer(9));
        assertThrows(QueueClosedException.class, () -> queue.offer(9, 1, TimeUnit.DAYS));
        assertThrows(QueueClosedException.class, () -> queue.add(9));
        assertThrows(QueueClosedException.class, () -> queue.addAll(List.of(9)));
        assertEquals(upTo(1), drain(queue));
    }

    /** Q50: that is so on a full queue, too. */
    @Test
    void q50_shutdownRefusesPuttersOfAFullQueue() {
        Queue<Integer> queue = full(1);
        queue.shutdown();

        assertThrows(QueueClosedException.class, () -> queue.put(9));
        assertThrows(QueueClosedException.class, () -> queue.offer(9));
        assertThrows(QueueClosedException.class, () -> queue.offer(9, 1, TimeUnit.DAYS));
        assertThrows(QueueClosedException.class, () -> queue.add(9));
        assertEquals(upTo(1), drain(queue));
    }

    /** Q51: after {@code shutdown} {@code take} and the timed {@code poll} drain and then throw. */
    @Test
    void q51_takersDrainAndAreThenRefused() throws Exception {
        Queue<Integer> queue = holding(3);
        queue.shutdown();

        assertEquals(0, queue.take());
        assertEquals(1, queue.poll(0, TimeUnit.SECONDS));
        assertEquals(2, queue.poll(1, TimeUnit.DAYS));
        assertThrows(QueueClosedException.class, queue::take);
        assertThrows(QueueClosedException.class, () -> queue.poll(1, TimeUnit.DAYS));
        assertThrows(QueueClosedException.class, () -> queue.poll(0, TimeUnit.DAYS));
    }

    /**
     * Q52: after {@code shutdown} untimed {@code poll} and {@code peek} drain and then return null.
     */
    @Test
    void q52_pollAndPeekDrain() {
        Queue<Integer> queue = holding(1);
        queue.shutdown();

        assertEquals(0, queue.peek());
        assertEquals(0, queue.poll());
        assertNull(queue.peek());
        assertNull(queue.poll());
        assertThrows(NoSuchElementException.class, queue::remove);
        assertThrows(NoSuchElementException.class, queue::element);
    }

    /** Q53: after {@code shutdown} {@code drainTo} drains and then returns 0. */
    @Test
    void q53_drainToDrains() {
        Queue<Integer> queue = holding(3);
        queue.shutdown();

        assertEquals(upTo(3), drain(queue));
        assertEquals(0, queue.drainTo(new ArrayList<>()));
    }

    /** Q54: {@code shutdown} refuses those who wait for an element. */
    @ParameterizedTest
    @EnumSource
    void q54_shutdownRefusesWaitingTakers(Taking taking) throws Exception {
        Queue<Integer> queue = open();
        var takers =
                List.of(
                        TestThread.start(() -> taking.from(queue)),
                        TestThread.start(() -> taking.from(queue)));
        takers.forEach(TestThread::awaitBlocked);
        queue.shutdown();

        for (var taker : takers) {
            assertInstanceOf(QueueClosedException.class, taker.join());
        }
    }

    /** Q55: {@code shutdown} refuses those who wait for room; their elements are not accepted. */
    @ParameterizedTest
    @EnumSource
    void q55_shutdownRefusesWaitingPutters(Putting putting) throws Exception {
        Queue<Integer> queue = full(1);
        var putters =
                List.of(
                        TestThread.start(() -> putting.into(queue, 8)),
                        TestThread.start(() -> putting.into(queue, 9)));
        putters.forEach(TestThread::awaitBlocked);
        queue.shutdown();

        for (var putter : putters) {
            assertInstanceOf(QueueClosedException.class, putter.join());
        }
        assertEquals(upTo(1), drain(queue));
    }

    /**
     * Q56: after {@code shutdown} {@code join} returns once everything is drained and acknowledged.
     */
    @Test
    void q56_joinAfterShutdown() throws Exception {
        Queue<Integer> queue = holding(1);
        queue.shutdown();
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();

        queue.take();
        joiner.assertStillWaits();
        queue.taskDone();
        assertNull(joiner.join());
    }

    /** Q57: {@code shutdown} and {@code close} do nothing the second time. */
    @Test
    void q57_endingTwiceIsOnce() {
        Queue<Integer> queue = holding(1);
        queue.shutdown();
        queue.shutdown();
        assertEquals(upTo(1), drain(queue));
        queue.close();
        queue.close();
    }

    /**
     * Q58: whatever was accepted before or during {@code shutdown} can be taken, and nobody stays.
     */
    @Test
    void q58_shutdownLosesNothing() throws Exception {
        for (int round = 0; round < 100; round++) {
            Queue<Integer> queue = open(2);
            var accepted = new ConcurrentLinkedQueue<Integer>();
            var putters = List.of(putter(queue, 0, accepted), putter(queue, 1_000_000, accepted));
            var taken = new ConcurrentLinkedQueue<Integer>();
            var takers = List.of(taker(queue, taken), taker(queue, taken));
            queue.shutdown();

            for (var body : List.of(putters.get(0), putters.get(1), takers.get(0), takers.get(1))) {
                assertInstanceOf(QueueClosedException.class, body.join());
            }
            assertEquals(accepted.stream().sorted().toList(), taken.stream().sorted().toList());
        }
    }

    private static TestThread<?> putter(
            Queue<Integer> queue, int first, ConcurrentLinkedQueue<Integer> accepted) {
        return TestThread.start(() -> {
            for (int i = first; ; i++) {
                queue.put(i);
                accepted.add(i);
            }
        });
    }

    private static TestThread<?> taker(Queue<Integer> queue, ConcurrentLinkedQueue<Integer> taken) {
        return TestThread.start(() -> {
            for (; ; ) {
                taken.add(queue.take());
            }
        });
    }

    /** Q59: the refusal names the queue. */
    @Test
    void q59_theRefusalNamesTheQueue() {
        Queue<Integer> queue = open();
        queue.shutdown();

        var refusal = assertThrows(QueueClosedException.class, () -> queue.put(1));
        assertTrue(refusal.getMessage().contains("name=" + queue.name()), refusal::getMessage);
    }
}
