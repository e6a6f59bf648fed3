package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunQueueTest {

    private static final int SEVERAL_SEGMENTS = 5 * RunSegment.SIZE + 17;

    private final RunQueue queue = RunQueues.create();

    @Test
    void runsComeInTheOrderOfTheirOffers() {
        List<NumberedRun> runs = offerPlain(SEVERAL_SEGMENTS);
        assertEquals(runs, pollAll());
        assertNull(queue.poll());
    }

    @Test
    void offersAndPollsMayAlternateForever() {
        for (int i = 0; i < SEVERAL_SEGMENTS; i++) {
            NumberedRun run = NumberedRun.of(i);
            assertNull(queue.poll());
            assertTrue(queue.offer(run));
            assertSame(run, queue.poll());
        }
    }

    @Test
    void higherPriorityComesFirstAndEqualOnesInOrder() {
        for (int i = 0; i < 3; i++) {
            for (int priority : new int[] {-7, 0, 3, Integer.MIN_VALUE, 9, Integer.MAX_VALUE}) {
                queue.offer(NumberedRun.ranked(i, priority));
            }
        }
        List<String> order =
                pollAll().stream().map(run -> run.priority() + "/" + run.number).toList();
        List<String> expected = new ArrayList<>();
        for (int priority : new int[] {Integer.MAX_VALUE, 9, 3, 0, -7, Integer.MIN_VALUE}) {
            IntStream.range(0, 3).forEach(i -> expected.add(priority + "/" + i));
        }
        assertEquals(expected, order);
    }

    @Test
    void aClosedQueueRefusesButGivesWhatItHolds() {
        List<NumberedRun> runs = new ArrayList<>();
        NumberedRun urgent = NumberedRun.ranked(-1, 5);
        queue.offer(urgent);
        runs.add(urgent);
        runs.addAll(offerPlain(SEVERAL_SEGMENTS));
        queue.close();
        queue.close();
        assertFalse(queue.offer(NumberedRun.of(1)));
        assertFalse(queue.offer(NumberedRun.ranked(1, 1)));
        assertFalse(queue.offer(NumberedRun.ranked(1, -1)));
        assertFalse(queue.isDrained());
        assertEquals(runs, pollAll());
        assertTrue(queue.isDrained());
        assertNull(queue.poll());
    }

    @Test
    void aQueueClosedAtTheEndOfASegmentRefuses() {
        for (int count : new int[] {RunSegment.SIZE - 1, RunSegment.SIZE, RunSegment.SIZE + 1}) {
            RunQueue filled = RunQueues.create();
            for (int i = 0; i < count; i++) {
                assertTrue(filled.offer(NumberedRun.of(i)));
            }
            filled.close();
            assertFalse(filled.offer(NumberedRun.of(-1)));
            for (int i = 0; i < count; i++) {
                assertFalse(filled.isDrained());
                assertNotNull(filled.poll());
            }
            assertTrue(filled.isDrained());
            assertNull(filled.poll());
            assertFalse(filled.offer(NumberedRun.of(-1)));
        }
    }

    @Test
    void onlyAClosedQueueIsDrained() {
        assertFalse(queue.isDrained());
        queue.close();
        assertTrue(queue.isDrained());
        assertTrue(queue.isEmpty());
    }

    @Test
    void isEmptySeesEveryKindOfRun() {
        assertTrue(queue.isEmpty());
        for (int priority : new int[] {-1, 0, 1}) {
            queue.offer(NumberedRun.ranked(0, priority));
            assertFalse(queue.isEmpty());
            queue.poll();
            assertTrue(queue.isEmpty());
        }
    }

    @Test
    void forEachShowsWhatIsQueued() {
        List<Run> runs = new ArrayList<>(offerPlain(SEVERAL_SEGMENTS));
        runs.remove(queue.poll());
        NumberedRun ranked = NumberedRun.ranked(1, 1);
        queue.offer(ranked);
        runs.add(ranked);
        List<Run> seen = new ArrayList<>();
        queue.forEach(seen::add);
        assertEquals(runs, seen);
    }

    @Test
    void sweepDropsRevokedRunsAndKeepsTheOthers() {
        List<NumberedRun> runs = offerPlain(SEVERAL_SEGMENTS);
        queue.offer(NumberedRun.ranked(0, 1).revoked());
        queue.offer(NumberedRun.ranked(0, -1).revoked());
        runs.stream().filter(run -> run.number % 3 != 0).forEach(NumberedRun::revoked);
        queue.sweep();
        assertEquals(runs.stream().filter(run -> !run.isRevoked()).toList(), pollAll());
    }

    @Test
    void aQueueOfNothingButSweptRunsIsEmpty() {
        offerPlain(SEVERAL_SEGMENTS).forEach(NumberedRun::revoked);
        queue.sweep();
        assertTrue(queue.isEmpty());
        queue.close();
        assertTrue(queue.isDrained());
        assertNull(queue.poll());
    }

    @Test
    void polledAndSweptRunsAreNotRetained() {
        List<WeakReference<Run>> gone = new ArrayList<>();
        for (int priority : new int[] {0, 1}) {
            queue.offer(NumberedRun.ranked(0, priority));
            gone.add(new WeakReference<>(queue.poll()));
            NumberedRun revoked = NumberedRun.ranked(0, priority).revoked();
            queue.offer(revoked);
            gone.add(new WeakReference<>(revoked));
            revoked = null;
            queue.sweep();
        }
        while (gone.stream().anyMatch(reference -> reference.get() != null)) {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(queue.isEmpty());
    }

    private List<NumberedRun> offerPlain(int count) {
        List<NumberedRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NumberedRun run = NumberedRun.of(i);
            assertTrue(queue.offer(run));
            runs.add(run);
        }
        return runs;
    }

    private List<NumberedRun> pollAll() {
        List<NumberedRun> runs = new ArrayList<>();
        for (Run run = queue.poll(); run != null; run = queue.poll()) {
            runs.add((NumberedRun) run);
        }
        return runs;
    }
}
