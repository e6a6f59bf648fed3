package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Capability;
import io.quadriga.Queue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes in and what comes out. */
abstract class QueueElementRules extends QueueFixture {

    /** Q1: elements leave in the order in which one thread put them. */
    @Test
    void q1_firstInFirstOut() throws Exception {
        Queue<String> queue = open();
        queue.put("a");
        assertTrue(queue.offer("b"));
        assertTrue(queue.offer("c", 1, TimeUnit.DAYS));
        assertTrue(queue.add("d"));

        assertEquals("a", queue.take());
        assertEquals("b", queue.poll());
        assertEquals("c", queue.poll(1, TimeUnit.DAYS));
        assertEquals("d", queue.remove());
        assertTrue(queue.isEmpty());
    }

    /** Q2: equal elements are kept each. */
    @Test
    void q2_equalElementsAreKeptEach() {
        Queue<String> queue = open();
        queue.addAll(List.of("a", "b", "a"));

        assertEquals(List.of("a", "b", "a"), drain(queue));
    }

    /**
     * Q3: at rest {@code size} and {@code isEmpty} are exact, as soon as {@code put} has returned.
     */
    @Test
    void q3_sizeIsExactAtRest() throws Exception {
        Queue<Integer> queue = open();
        assertTrue(queue.isEmpty());
        for (int i = 1; i <= ROOM; i++) {
            queue.put(i);
            assertEquals(i, queue.size());
            assertFalse(queue.isEmpty());
        }
        for (int i = ROOM - 1; i >= 0; i--) {
            queue.take();
            assertEquals(i, queue.size());
        }
        assertTrue(queue.isEmpty());
    }

    /**
     * Q4: {@code capacity} is how many elements fit; {@code remainingCapacity} and {@code isFull}
     * follow.
     */
    @Test
    void q4_exactlyCapacityElementsFit() {
        Queue<Integer> queue = openBounded(3);
        for (int i = 0; i < 3; i++) {
            assertFalse(queue.isFull());
            assertEquals(3 - i, queue.remainingCapacity());
            assertTrue(queue.offer(i));
        }
        assertTrue(queue.isFull());
        assertEquals(0, queue.remainingCapacity());
        assertFalse(queue.offer(3));
        queue.remove();
        assertFalse(queue.isFull());
        assertEquals(1, queue.remainingCapacity());
    }

    /**
     * Q5: an unbounded queue has the capacity and the remaining capacity {@code Integer.MAX_VALUE}.
     */
    @Test
    void q5_unboundedIsNeverFull() {
        Queue<Integer> queue = holding(1000);
        if (queue.capacity() == Integer.MAX_VALUE) {
            assertEquals(Integer.MAX_VALUE, queue.remainingCapacity());
        } else {
            assertEquals(queue.capacity() - 1000, queue.remainingCapacity());
        }
        assertFalse(queue.isFull());
    }

    /** Q6: {@code offer} to a full queue returns {@code false} at once; nothing changed. */
    @Test
    void q6_offerToFullIsFalse() {
        Queue<Integer> queue = full(2);

        assertFalse(queue.offer(9));
        assertEquals(upTo(2), drain(queue));
    }

    /** Q7: {@code add} to a full queue throws {@code IllegalStateException}; nothing changed. */
    @Test
    void q7_addToFullThrows() {
        Queue<Integer> queue = full(2);

        assertThrows(IllegalStateException.class, () -> queue.add(9));
        assertEquals(upTo(2), drain(queue));
    }

    /**
     * Q8: from an empty queue {@code poll} and {@code peek} return null, {@code remove} and {@code
     * element} throw.
     */
    @Test
    void q8_emptyHasNothing() {
        Queue<Integer> queue = open();

        assertNull(queue.poll());
        assertNull(queue.peek());
        assertThrows(NoSuchElementException.class, queue::remove);
        assertThrows(NoSuchElementException.class, queue::element);
    }

    /** Q9: {@code peek} and {@code element} return the oldest element and leave it. */
    @Test
    void q9_peekLeavesTheElement() {
        Queue<Integer> queue = holding(200);

        for (int i = 0; i < 200; i++) {
            assertEquals(i, queue.peek());
            assertEquals(i, queue.element());
            assertEquals(200 - i, queue.size());
            assertEquals(i, queue.poll());
        }
    }

    /**
     * Q10: a null element throws {@code NullPointerException}, on a full queue too; nothing
     * changed.
     */
    @Test
    void q10_nullIsRefused() {
        Queue<Integer> empty = open(1);
        refusesNull(empty);
        empty.add(0);
        refusesNull(empty); // full now, unless it is unbounded
    }

    private static void refusesNull(Queue<Integer> queue) {
        int size = queue.size();
        assertThrows(NullPointerException.class, () -> queue.put(null));
        assertThrows(NullPointerException.class, () -> queue.add(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null, 1, TimeUnit.DAYS));
        assertEquals(size, queue.size());
    }

    /** Q11: {@code addAll} appends in order; a null collection throws; a null element ends it. */
    @Test
    void q11_addAllAppendsInOrder() {
        Queue<Integer> queue = open();

        assertTrue(queue.addAll(upTo(3)));
        assertFalse(queue.addAll(List.of()));
        assertThrows(NullPointerException.class, () -> queue.addAll(null));
        assertThrows(NullPointerException.class, () -> queue.addAll(Arrays.asList(3, null, 4)));
        assertEquals(upTo(4), drain(queue));
    }

    /**
     * Q12: {@code addAll} of the queue to itself throws {@code IllegalArgumentException}; nothing
     * changed.
     */
    @Test
    @SuppressWarnings("ModifyingCollectionWithItself") // on purpose
    void q12_addAllOfItselfThrows() {
        Queue<Integer> queue = holding(2);

        assertThrows(IllegalArgumentException.class, () -> queue.addAll(queue));
        assertEquals(upTo(2), drain(queue));
    }

    /**
     * Q13: {@code addAll} of more than fits throws {@code IllegalStateException}; what fitted
     * stays.
     */
    @Test
    void q13_addAllKeepsWhatFits() {
        Queue<Integer> queue = openBounded(3);

        assertThrows(IllegalStateException.class, () -> queue.addAll(upTo(5)));
        assertEquals(upTo(3), drain(queue));
    }

    /**
     * Q14: {@code drainTo} moves all elements in order, behind what the target holds, and counts
     * them.
     */
    @Test
    void q14_drainToMovesAllInOrder() {
        Queue<Integer> queue = holding(6);
        List<Integer> target = new ArrayList<>(List.of(-1));

        assertEquals(6, queue.drainTo(target));
        assertEquals(List.of(-1, 0, 1, 2, 3, 4, 5), target);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.drainTo(target));
        assertEquals(7, target.size());
    }

    /** Q15: {@code drainTo} with a maximum moves at most so many, the oldest. */
    @Test
    void q15_drainToMovesAtMostSoMany() {
        Queue<Integer> queue = holding(5);
        List<Integer> target = new ArrayList<>();

        assertEquals(2, queue.drainTo(target, 2));
        assertEquals(upTo(2), target);
        assertEquals(3, queue.size());
        assertEquals(3, queue.drainTo(target, Integer.MAX_VALUE));
        assertEquals(upTo(5), target);
    }

    /** Q16: {@code drainTo} with a maximum of 0 or less moves nothing. */
    @Test
    void q16_drainToNothing() {
        Queue<Integer> queue = holding(2);
        List<Integer> target = new ArrayList<>();

        assertEquals(0, queue.drainTo(target, 0));
        assertEquals(0, queue.drainTo(target, -1));
        assertEquals(List.of(), target);
        assertEquals(2, queue.size());
    }

    /** Q17: {@code drainTo} null throws {@code NullPointerException}; nothing changed. */
    @Test
    void q17_drainToNullThrows() {
        Queue<Integer> queue = holding(2);

        assertThrows(NullPointerException.class, () -> queue.drainTo(null));
        assertThrows(NullPointerException.class, () -> queue.drainTo(null, 1));
        assertEquals(upTo(2), drain(queue));
    }

    /** Q18: {@code drainTo} itself throws {@code IllegalArgumentException}; nothing changed. */
    @Test
    void q18_drainToItselfThrows() {
        Queue<Integer> queue = holding(2);

        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 1));
        assertEquals(upTo(2), drain(queue));
    }

    /**
     * Q19: what the target of {@code drainTo} throws reaches the caller; no element is passed
     * twice.
     */
    @Test
    void q19_drainToPassesFailuresOn() {
        Queue<Integer> queue = holding(4);
        List<Integer> target = new ArrayList<>();
        class Refusing extends ArrayList<Integer> {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean add(Integer element) {
                if (element == 2) {
                    throw new UnsupportedOperationException("refused");
                }
                return target.add(element);
            }
        }

        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(new Refusing()));
        assertEquals(upTo(2), target);
        List<Integer> rest = drain(queue);
        assertTrue(List.of(2, 3).containsAll(rest), () -> "passed twice: " + rest);
        assertTrue(queue.offer(5));
        assertEquals(5, queue.poll());
    }

    /** Q20: {@code clear} removes all elements; there is room again. */
    @Test
    void q20_clearMakesRoom() {
        Queue<Integer> queue = open();
        queue.addAll(upTo(ROOM));

        queue.clear();
        assertTrue(queue.isEmpty());
        assertTrue(queue.addAll(upTo(ROOM)));
        assertEquals(upTo(ROOM), drain(queue));
    }

    /** Q21: {@code toString} works on every queue. */
    @Test
    void q21_toStringWorks() {
        assertNotNull(holding(2).toString());
    }

    /** Q22: a queue has a name. */
    @Test
    void q22_hasAName() {
        assertFalse(open().name().isBlank());
    }

    /** Q23: capabilities are those of queues, and cannot be changed. */
    @Test
    void q23_capabilitiesAreFixed() {
        Set<Capability> capabilities = open().capabilities();

        assertTrue(
                EnumSet.of(
                                Capability.INTERIOR,
                                Capability.CROSSES_PROCESSES,
                                Capability.CROSSES_MACHINES,
                                Capability.LEASES)
                        .containsAll(capabilities));
        assertThrows(UnsupportedOperationException.class, () -> capabilities.remove(null));
        assertThrows(UnsupportedOperationException.class, capabilities::clear);
    }
}
