package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Queue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits, for how long, and what ends it. */
abstract class QueueWaitingRules extends QueueElementRules {

    private static final int MANY = 8;

    /** The ways to wait for an element. */
    enum Taking {
        TAKE,
        TIMED_POLL;

        Integer from(Queue<Integer> queue) throws InterruptedException {
            return this == TAKE
                    ? queue.take()
                    : queue.poll(Bounds.NEVER.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The ways to wait for room. */
    enum Putting {
        PUT,
        TIMED_OFFER;

        void into(Queue<Integer> queue, Integer element) throws InterruptedException {
            if (this == PUT) {
                queue.put(element);
            } else {
                assertTrue(queue.offer(element, Bounds.NEVER.toNanos(), TimeUnit.NANOSECONDS));
            }
        }
    }

    /** Q24: {@code take} and the timed {@code poll} wait for an element. */
    @ParameterizedTest
    @EnumSource
    void q24_takersWaitForAnElement(Taking taking) throws Exception {
        Queue<Integer> queue = open();
        var taker = TestThread.start(() -> taking.from(queue));
        taker.awaitBlocked();

        queue.put(1);
        assertEquals(1, taker.result());
        assertTrue(queue.isEmpty());
    }

    /** Q25: {@code put} and the timed {@code offer} wait for room. */
    @ParameterizedTest
    @EnumSource
    void q25_puttersWaitForRoom(Putting putting) throws Exception {
        Queue<Integer> queue = full(1);
        var putter = TestThread.start(() -> putting.into(queue, 1));
        putter.awaitBlocked();
        assertEquals(1, queue.size());

        assertEquals(0, queue.take());
        assertNull(putter.join());
        assertEquals(List.of(1), drain(queue));
    }

    /** Q26: a timed {@code poll} returns null when its time is over, not before. */
    @Test
    void q26_timedPollGivesUp() throws Exception {
        Queue<Integer> queue = open();
        long start = System.nanoTime();

        assertNull(queue.poll(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
    }

    /**
     * Q27: a timed {@code offer} returns false when its time is over, not before; nothing changed.
     */
    @Test
    void q27_timedOfferGivesUp() throws Exception {
        Queue<Integer> queue = full(2);
        long start = System.nanoTime();

        assertFalse(queue.offer(9, Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
        assertEquals(upTo(2), drain(queue));
    }

    /** Q28: a time of 0 or less does not wait; it puts and takes what it can. */
    @Test
    void q28_noTimeDoesNotWait() throws Exception {
        Queue<Integer> queue = open(1);
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertNull(queue.poll(time, TimeUnit.SECONDS));
            assertTrue(queue.offer(1, time, TimeUnit.SECONDS));
            if (queue.isFull()) {
                assertFalse(queue.offer(2, time, TimeUnit.SECONDS));
            }
            assertEquals(1, queue.poll(time, TimeUnit.SECONDS));
        }
    }

    /** Q29: the longest time there is does not overflow. */
    @Test
    void q29_theLongestTimeWaits() throws Exception {
        Queue<Integer> queue = open();
        for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.DAYS)) {
            for (long time : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}) {
                var taker = TestThread.start(() -> queue.poll(time, unit));
                taker.awaitBlocked();
                queue.put(1);
                assertEquals(1, taker.result());
            }
        }
    }

    /** Q30: a null time unit throws {@code NullPointerException}. */
    @Test
    void q30_nullUnitThrows() {
        Queue<Integer> queue = holding(1);

        assertThrows(NullPointerException.class, () -> queue.poll(1, null));
        assertThrows(NullPointerException.class, () -> queue.offer(1, 1, null));
        assertEquals(1, queue.size());
    }

    /** Q31: an interrupt during a wait for an element throws; nothing is taken, then or later. */
    @ParameterizedTest
    @EnumSource
    void q31_interruptedTakerTakesNothing(Taking taking) throws Exception {
        Queue<Integer> queue = open();
        var taker = TestThread.start(() -> taking.from(queue));
        taker.awaitBlocked();
        taker.interrupt();

        assertInstanceOf(InterruptedException.class, taker.join());
        queue.put(1);
        assertEquals(1, queue.poll());
    }

    /** Q32: an interrupt during a wait for room throws; nothing is put, then or later. */
    @ParameterizedTest
    @EnumSource
    void q32_interruptedPutterPutsNothing(Putting putting) throws Exception {
        Queue<Integer> queue = full(2);
        var putter = TestThread.start(() -> putting.into(queue, 9));
        putter.awaitBlocked();
        putter.interrupt();

        assertInstanceOf(InterruptedException.class, putter.join());
        assertEquals(upTo(2), drain(queue));
        assertTrue(queue.isEmpty());
    }

    /**
     * Q33: who is interrupted before it would wait for an element throws at once; the flag is
     * cleared.
     */
    @ParameterizedTest
    @EnumSource
    void q33_interruptBeforeWaitingForAnElement(Taking taking) throws Exception {
        Queue<Integer> queue = open();
        var taker =
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> taking.from(queue));
                    return Thread.interrupted();
                });

        assertFalse(taker.result());
        queue.put(1);
        assertEquals(1, queue.poll());
    }

    /**
     * Q34: who is interrupted before it would wait for room throws at once; the flag is cleared.
     */
    @ParameterizedTest
    @EnumSource
    void q34_interruptBeforeWaitingForRoom(Putting putting) throws Exception {
        Queue<Integer> queue = full(1);
        var putter =
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> putting.into(queue, 9));
                    return Thread.interrupted();
                });

        assertFalse(putter.result());
        assertEquals(upTo(1), drain(queue));
    }

    /**
     * Q35: untimed {@code offer}, {@code poll}, {@code peek} and {@code drainTo} leave the
     * interrupt flag alone.
     */
    @Test
    void q35_whoDoesNotWaitKeepsTheFlag() throws Exception {
        Queue<Integer> queue = open();
        var body =
                TestThread.start(() -> {
                    Thread.currentThread().interrupt();
                    assertTrue(queue.offer(1));
                    assertTrue(queue.add(2));
                    assertEquals(1, queue.peek());
                    assertEquals(1, queue.poll());
                    assertEquals(List.of(2), drain(queue));
                    return Thread.interrupted();
                });

        assertTrue(body.result());
    }

    /** Q36: a taker whose time is over has not swallowed an element. */
    @Test
    void q36_lateTakersSwallowNothing() throws Exception {
        Queue<Integer> queue = open(MANY);
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            takers.add(TestThread.start(() -> queue.poll(1, TimeUnit.MILLISECONDS)));
        }
        for (int i = 0; i < MANY; i++) {
            queue.put(i);
        }
        List<Integer> seen = new ArrayList<>();
        for (TestThread<Integer> taker : takers) {
            Integer element = taker.result();
            if (element != null) {
                seen.add(element);
            }
        }
        seen.addAll(drain(queue));

        assertEquals(new HashSet<>(upTo(MANY)), new HashSet<>(seen));
        assertEquals(MANY, seen.size());
    }

    /** Q37: an interrupted taker passes what it was woken for on to those who still wait. */
    @Test
    void q37_interruptedTakersDoNotSwallowWakeUps() throws Exception {
        Queue<Integer> queue = open(MANY);
        List<TestThread<Integer>> takers = takers(queue, MANY);
        for (int i = 0; i < MANY; i += 2) {
            takers.get(i).interrupt();
        }
        upTo(MANY).forEach(queue::add);

        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            TestThread<Integer> taker = takers.get(i);
            if (i % 2 == 1 || taker.join() == null) {
                assertTrue(seen.add(taker.result()));
            }
        }
        assertTrue(seen.addAll(drain(queue)) || seen.size() == MANY);
        assertEquals(new HashSet<>(upTo(MANY)), seen);
    }

    private static List<TestThread<Integer>> takers(Queue<Integer> queue, int n) {
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            takers.add(TestThread.start(queue::take));
        }
        takers.forEach(TestThread::awaitBlocked);
        return takers;
    }

    /** Q38: as many takers as there are elements stop waiting, each with one. */
    @Test
    void q38_everyWaitingTakerIsServed() throws Exception {
        Queue<Integer> queue = open(MANY);
        List<TestThread<Integer>> takers = takers(queue, MANY);
        upTo(MANY).forEach(queue::add);

        Set<Integer> seen = new HashSet<>();
        for (TestThread<Integer> taker : takers) {
            seen.add(taker.result());
        }
        assertEquals(new HashSet<>(upTo(MANY)), seen);
    }

    /** Q39: {@code drainTo} and {@code clear} let as many putters in as there is room. */
    @Test
    void q39_drainingLetsPuttersIn() throws Exception {
        Queue<Integer> queue = full(2);
        List<TestThread<?>> putters = new ArrayList<>();
        for (int i = 2; i < 6; i++) {
            int element = i;
            putters.add(TestThread.start(() -> queue.put(element)));
        }
        putters.forEach(TestThread::awaitBlocked);

        List<Integer> seen = new ArrayList<>();
        assertEquals(2, queue.drainTo(seen));
        Bounds.await("two putters were let in", queue::isFull);
        queue.clear();
        for (TestThread<?> putter : putters) {
            assertNull(putter.join());
        }
        assertEquals(upTo(2), seen);
        assertEquals(2, drain(queue).size());
    }

    /** Q40: virtual threads wait, too, more of them than there are processors. */
    @Test
    void q40_virtualThreadsWait() throws Exception {
        Queue<Integer> queue = open();
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            takers.add(TestThread.startVirtual(queue::take));
        }
        takers.forEach(TestThread::awaitBlocked);
        var putter = TestThread.startVirtual(() -> putAll(queue, 100));

        int sum = 0;
        for (TestThread<Integer> taker : takers) {
            sum += taker.result();
        }
        assertNull(putter.join());
        assertEquals(99 * 100 / 2, sum);
    }

    private static void putAll(Queue<Integer> queue, int n) throws InterruptedException {
        for (int i = 0; i < n; i++) {
            queue.put(i);
        }
    }

    /** Q41: each element is taken once, and one taker sees those of one putter in order. */
    @Test
    void q41_manyPuttersManyTakers() throws Exception {
        int putters = 3;
        int each = 2_000;
        Queue<int[]> queue = open();
        List<TestThread<?>> sources = new ArrayList<>();
        for (int p = 0; p < putters; p++) {
            int id = p;
            sources.add(TestThread.start(() -> putPairs(queue, id, each)));
        }
        List<TestThread<int[]>> takers =
                IntStream.range(0, 3)
                        .mapToObj(i -> TestThread.start(() -> takePairs(queue, putters, each)))
                        .toList();
        for (TestThread<?> source : sources) {
            assertNull(source.join());
        }
        int taken = 0;
        for (TestThread<int[]> taker : takers) {
            taken += Arrays.stream(taker.result()).sum();
        }

        assertEquals(putters * each, taken);
        assertTrue(queue.isEmpty());
    }

    private static void putPairs(Queue<int[]> queue, int id, int n) throws InterruptedException {
        for (int i = 0; i < n; i++) {
            queue.put(new int[] {id, i});
        }
    }

    private static int[] takePairs(Queue<int[]> queue, int putters, int each)
            throws InterruptedException {
        int[] last = new int[putters];
        Arrays.fill(last, -1);
        int[] count = new int[putters];
        for (int i = 0; i < each; i++) {
            int[] pair = queue.take();
            assertTrue(pair[1] > last[pair[0]], "out of order");
            last[pair[0]] = pair[1];
            count[pair[0]]++;
        }
        return count;
    }
}
