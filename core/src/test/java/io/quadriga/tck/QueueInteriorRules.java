package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Capability;
import io.quadriga.Queue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be done to the elements inside. */
abstract class QueueInteriorRules extends QueueLifeRules {

    private Queue<Integer> interior(int n) {
        Queue<Integer> queue = holding(n);
        assumeInterior(queue);
        return queue;
    }

    /**
     * Q60: without INTERIOR {@code iterator}, {@code contains} and {@code remove(Object)} throw.
     */
    @Test
    void q60_withoutTheCapabilityInteriorOperationsThrow() {
        Queue<Integer> queue = holding(1);
        assumeFalse(queue.capabilities().contains(Capability.INTERIOR), "has INTERIOR");

        assertThrows(UnsupportedOperationException.class, queue::iterator);
        assertThrows(UnsupportedOperationException.class, () -> queue.contains(0));
        assertThrows(UnsupportedOperationException.class, () -> queue.remove((Object) 0));
        assertEquals(upTo(1), drain(queue));
    }

    /**
     * Q61: an iterator shows the elements in order and takes none; at its end {@code next} throws.
     */
    @Test
    void q61_iteratorShowsElementsInOrder() {
        Queue<Integer> queue = interior(200);
        Iterator<Integer> iterator = queue.iterator();
        List<Integer> seen = new ArrayList<>();
        while (iterator.hasNext()) {
            seen.add(iterator.next());
        }

        assertEquals(upTo(200), seen);
        assertThrows(NoSuchElementException.class, iterator::next);
        assertEquals(upTo(200), drain(queue));
        assertFalse(queue.iterator().hasNext());
    }

    /** Q62: an iterator removes what it returned last, once. */
    @Test
    void q62_iteratorRemoves() {
        Queue<Integer> queue = interior(200);
        Iterator<Integer> iterator = queue.iterator();
        assertThrows(IllegalStateException.class, iterator::remove);
        while (iterator.hasNext()) {
            if (iterator.next() % 2 == 0) {
                iterator.remove();
                assertThrows(IllegalStateException.class, iterator::remove);
            }
        }

        assertEquals(100, queue.size());
        assertEquals(upTo(200).stream().filter(i -> i % 2 == 1).toList(), drain(queue));
    }

    /** Q63: an iterator goes on while elements come and go, and shows those that stay once. */
    @Test
    void q63_iteratorIsWeaklyConsistent() {
        Queue<Integer> queue = interior(300);
        Iterator<Integer> iterator = queue.iterator();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            seen.add(iterator.next());
        }
        for (int i = 0; i < 100; i++) {
            queue.remove();
        }
        queue.remove((Object) 200);
        queue.offer(300);
        iterator.forEachRemaining(seen::add);

        assertEquals(seen.stream().distinct().sorted().toList(), seen);
        List<Integer> stayed = new ArrayList<>(upTo(300).subList(100, 300));
        stayed.remove((Object) 200);
        assertTrue(seen.containsAll(stayed));
    }

    /** Q64: removing the head before each step of an iterator ends with an empty queue. */
    @Test
    void q64_iteratorBesideRemovals() {
        Queue<Integer> queue = interior(3);
        for (Iterator<Integer> iterator = queue.iterator(); iterator.hasNext(); ) {
            queue.remove();
            iterator.next();
        }

        assertEquals(0, queue.size());
    }

    /** Q90: of what has gone meanwhile, iterators and spliterators show at most the next one. */
    @ParameterizedTest
    @MethodSource("removals")
    void q90_iteratorsLeaveOutWhatHasGone(Consumer<Queue<Integer>> removal) {
        Queue<Integer> queue = interior(10);
        Iterator<Integer> iterator = queue.iterator();
        Spliterator<Integer> spliterator = queue.spliterator();
        assertEquals(0, iterator.next());
        assertTrue(spliterator.tryAdvance(first -> assertEquals(0, first)));
        removal.accept(queue);

        List<Integer> shown = new ArrayList<>();
        iterator.forEachRemaining(shown::add);
        assertTrue(List.of(List.of(), List.of(1)).contains(shown), shown::toString);
        shown.clear();
        spliterator.forEachRemaining(shown::add);
        assertTrue(List.of(List.of(), List.of(1)).contains(shown), shown::toString);
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
    }

    static Stream<Consumer<Queue<Integer>>> removals() {
        return Stream.of(
                Queue::clear,
                queue -> queue.removeIf(element -> true),
                queue -> queue.drainTo(new ArrayList<>()),
                queue -> upTo(10).forEach(queue::remove),
                queue -> upTo(10).forEach(element -> queue.remove()));
    }

    /** Q65: an iterator that removes what has gone removes nothing else. */
    @Test
    void q65_iteratorDoesNotRemoveASuccessor() {
        Queue<Integer> queue = interior(3);
        Iterator<Integer> iterator = queue.iterator();
        iterator.next();
        queue.remove();
        queue.offer(0);
        iterator.remove();

        assertEquals(List.of(1, 2, 0), drain(queue));
    }

    /** Q66: a standing iterator keeps nobody from using the queue. */
    @Test
    void q66_iteratorBlocksNobody() throws Exception {
        Queue<Integer> queue = interior(3);
        for (Integer element : queue) {
            var other =
                    TestThread.start(() -> {
                        queue.put(queue.take());
                        return queue.size();
                    });
            assertEquals(3, other.result());
            if (element == 2) {
                break;
            }
        }
    }

    /** Q67: {@code contains} and {@code containsAll} find equal elements; null is in no queue. */
    @Test
    void q67_containsFindsEqualElements() {
        Queue<String> queue = open();
        assumeInterior(queue);
        queue.addAll(List.of("a", "b"));

        assertTrue(queue.contains(new String("b")));
        assertFalse(queue.contains("c"));
        assertFalse(queue.contains(null));
        assertTrue(queue.containsAll(List.of("b", "a")));
        assertFalse(queue.containsAll(List.of("a", "c")));
        queue.remove();
        assertFalse(queue.contains("a"));
    }

    /**
     * Q68: {@code remove(Object)} removes the first equal element; it is false if there is none.
     */
    @Test
    void q68_removeRemovesTheFirstEqualElement() {
        Queue<String> queue = open();
        assumeInterior(queue);
        queue.addAll(List.of("a", "b", "c", "b"));

        assertTrue(queue.remove(new String("b")));
        assertFalse(queue.remove("d"));
        assertFalse(queue.remove(null));
        assertEquals(List.of("a", "c", "b"), drain(queue));
        assertFalse(queue.remove("a"));
    }

    /**
     * Q69: {@code removeIf}, {@code removeAll} and {@code retainAll} remove what they say; null
     * throws.
     */
    @Test
    void q69_bulkRemoval() {
        Queue<Integer> queue = interior(200);
        assertTrue(queue.removeIf(i -> i >= 100));
        assertFalse(queue.removeIf(i -> i >= 100));
        assertTrue(queue.removeAll(List.of(0, 1, 500)));
        assertFalse(queue.removeAll(List.of(0)));
        assertTrue(queue.retainAll(upTo(6)));
        assertFalse(queue.retainAll(upTo(6)));

        assertThrows(NullPointerException.class, () -> queue.removeIf(null));
        assertThrows(NullPointerException.class, () -> queue.removeAll(null));
        assertThrows(NullPointerException.class, () -> queue.retainAll(null));
        assertEquals(List.of(2, 3, 4, 5), drain(queue));
    }

    /** Q70: {@code toArray} holds the elements in order and is the caller's own. */
    @Test
    void q70_toArrayIsInOrder() {
        Queue<Integer> queue = interior(3);
        Object[] array = queue.toArray();
        assertArrayEquals(new Object[] {0, 1, 2}, array);
        assertSame(Object[].class, array.getClass());
        array[0] = 9;

        assertEquals(upTo(3), drain(queue));
        assertArrayEquals(new Object[0], queue.toArray());
    }

    /**
     * Q71: {@code toArray} fills a given array that is long enough, null behind, else a new one
     * like it.
     */
    @Test
    void q71_toArrayFillsTheGivenArray() {
        Queue<Integer> queue = interior(2);
        Integer[] exact = new Integer[2];
        Integer[] longer = {7, 7, 7, 7};

        assertSame(exact, queue.toArray(exact));
        assertArrayEquals(new Integer[] {0, 1}, exact);
        assertSame(longer, queue.toArray(longer));
        assertArrayEquals(new Integer[] {0, 1, null, 7}, longer);
        assertArrayEquals(new Integer[] {0, 1}, queue.toArray(new Integer[0]));
        assertArrayEquals(new Integer[] {0, 1}, queue.toArray(Integer[]::new));
    }

    /** Q72: {@code toArray(null)} throws, and so does an array that cannot hold the elements. */
    @Test
    @SuppressWarnings("CollectionToArraySafeParameter") // on purpose
    void q72_toArrayRefusesWrongArrays() {
        Queue<Integer> queue = interior(2);

        assertThrows(NullPointerException.class, () -> queue.toArray((Object[]) null));
        assertThrows(ArrayStoreException.class, () -> queue.toArray(new String[9]));
        assertThrows(ArrayStoreException.class, () -> queue.toArray(new String[0]));
        assertEquals(upTo(2), drain(queue));
    }

    /** Q73: {@code forEach} and {@code stream} show the elements in order; null throws. */
    @Test
    void q73_forEachAndStreamAreInOrder() {
        Queue<Integer> queue = interior(200);
        List<Integer> seen = new ArrayList<>();
        queue.forEach(seen::add);

        assertEquals(upTo(200), seen);
        assertEquals(upTo(200), queue.stream().toList());
        assertEquals(upTo(200), queue.parallelStream().toList());
        assertThrows(NullPointerException.class, () -> queue.forEach(null));
    }

    /** Q74: {@code toString} shows the elements. */
    @Test
    void q74_toStringShowsTheElements() {
        String text = interior(3).toString();

        assertTrue(upTo(3).stream().allMatch(i -> text.contains(i.toString())), text);
    }

    /** Q75: removal from the inside makes room for those who wait for it. */
    @Test
    void q75_removalMakesRoom() throws Exception {
        List<Consumer<Queue<Integer>>> removals =
                List.of(
                        queue -> queue.remove((Object) 1),
                        queue -> queue.removeIf(i -> i == 1),
                        queue -> queue.removeAll(List.of(1)));
        for (var removal : removals) {
            Queue<Integer> queue = full(3);
            assumeInterior(queue);
            var putter = TestThread.start(() -> queue.put(3));
            putter.awaitBlocked();
            removal.accept(queue);

            assertNull(putter.join());
            assertEquals(List.of(0, 2, 3), drain(queue));
        }
    }

    /** Q76: what was removed from the inside leaves no trace, however often. */
    @Test
    void q76_removalLeavesNoTrace() throws Exception {
        Queue<Integer> queue = interior(1);
        for (int i = 1; i < 1000; i++) {
            queue.put(i);
            assertTrue(queue.remove((Object) i));
        }
        queue.put(1000);

        assertEquals(2, queue.size());
        assertEquals(List.of(0, 1000), List.copyOf(queue));
        assertEquals(List.of(0, 1000), drain(queue));
    }

    /** Q77: after {@code shutdown} interior operations work on what is left. */
    @Test
    void q77_interiorAfterShutdown() {
        Queue<Integer> queue = interior(3);
        queue.shutdown();

        assertTrue(queue.contains(2));
        assertTrue(queue.remove((Object) 1));
        assertEquals(List.of(0, 2), List.copyOf(queue));
        assertEquals(List.of(0, 2), drain(queue));
        assertFalse(queue.iterator().hasNext());
    }

    /**
     * Q78: the interior can be looked at and thinned while others put and take; nothing else is
     * lost.
     */
    @Test
    void q78_interiorBesidePuttersAndTakers() throws Exception {
        int n = 20_000;
        Queue<Integer> queue = open(64);
        assumeInterior(queue);
        var putter =
                TestThread.start(() -> {
                    for (int i = 0; i < n; i++) {
                        queue.put(i);
                    }
                    queue.shutdown();
                });
        var thinner =
                TestThread.start(() -> {
                    List<Integer> removed = new ArrayList<>();
                    while (!putter.ended()) {
                        for (Iterator<Integer> it = queue.iterator(); it.hasNext(); ) {
                            Integer element = it.next();
                            if (element % 5 == 0 && queue.remove(element)) {
                                removed.add(element);
                            }
                        }
                    }
                    return removed;
                });
        List<Integer> seen = new ArrayList<>();
        while (!queue.isShutdown() || !queue.isEmpty()) {
            Integer element = queue.poll();
            if (element != null) {
                seen.add(element);
            }
        }
        assertNull(putter.join());
        seen.addAll(thinner.result());

        assertEquals(upTo(n), seen.stream().sorted().toList());
    }
}
