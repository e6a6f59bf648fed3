package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Capability;
import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class MemoryQueueTest {

    private final MemoryQueue<Integer> queue = new MemoryQueue<>("jobs", 4);

    @Test
    void capabilitiesAreInteriorAlone() {
        assertEquals(Set.of(Capability.INTERIOR), queue.capabilities());
    }

    @Test
    void closeIsShutdown() {
        queue.add(1);
        queue.close();

        assertTrue(queue.isShutdown());
        assertThrows(QueueClosedException.class, () -> queue.put(2));
        assertEquals(1, queue.poll());
    }

    @Test
    void capacityMustBeAtLeastOne() {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> new MemoryQueue<>("jobs", 0));

        assertEquals("must be at least 1: capacity=0, name=jobs", refusal.getMessage());
    }

    @Test
    void fullQueueSaysWhatToDo() {
        IntStream.range(0, 4).forEach(queue::add);
        var refusal = assertThrows(IllegalStateException.class, () -> queue.add(4));

        assertEquals("queue is full: name=jobs, capacity=4; use put to wait", refusal.getMessage());
    }

    @Test
    void tooManyTaskDoneSayWhatToDo() {
        var refusal = assertThrows(IllegalStateException.class, queue::taskDone);

        assertEquals(
                "taskDone called more often than elements were put: name=jobs; call it once for"
                        + " each element taken",
                refusal.getMessage());
    }

    @Test
    void refusedToLeaveTheProcessNamingIpc() throws Exception {
        try (var stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
            var refusal =
                    assertThrows(NotSerializableException.class, () -> stream.writeObject(queue));
            assertEquals(
                    "a memory queue cannot leave its process: name=jobs; use a queue with backend"
                            + " ipc, say",
                    refusal.getMessage());
        }
    }

    @Test
    void interruptedCallersThatNeedNotWaitDoNothingEither() throws Exception {
        queue.add(1);
        var body =
                TestThread.start(() -> {
                    interrupted(() -> queue.put(2));
                    interrupted(() -> queue.offer(2, 0, TimeUnit.DAYS));
                    interrupted(queue::take);
                    interrupted(() -> queue.poll(0, TimeUnit.DAYS));
                });

        assertNull(body.join());
        assertEquals(List.of(1), List.copyOf(queue));
    }

    private static void interrupted(org.junit.jupiter.api.function.Executable operation) {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, operation);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void elementsRemovedFromTheInsideCountForJoin() throws Exception {
        queue.addAll(List.of(1, 2, 3));
        assertTrue(queue.remove((Object) 2));
        Iterator<Integer> iterator = queue.iterator();
        iterator.next();
        iterator.remove();
        queue.clear();
        for (int i = 0; i < 3; i++) {
            assertFalse(joined());
            queue.taskDone();
        }

        queue.join();
    }

    private boolean joined() throws InterruptedException {
        var joiner = TestThread.start(queue::join);
        joiner.awaitBlocked();
        joiner.interrupt();
        return joiner.join() == null;
    }

    /** Accepts so many elements and no more. */
    private static final class Picky extends AbstractCollection<Integer> {
        private final List<Integer> accepted = new ArrayList<>();
        private final int limit;
        private final Runnable beforeRefusal;

        Picky(int limit, Runnable beforeRefusal) {
            this.limit = limit;
            this.beforeRefusal = beforeRefusal;
        }

        @Override
        public boolean add(Integer element) {
            if (accepted.size() == limit) {
                beforeRefusal.run();
                throw new UnsupportedOperationException("full");
            }
            return accepted.add(element);
        }

        @Override
        public Iterator<Integer> iterator() {
            return accepted.iterator();
        }

        @Override
        public int size() {
            return accepted.size();
        }
    }

    @Test
    void whatTheTargetOfDrainToRefusesGoesBackToTheFront() {
        MemoryQueue<Integer> large = new MemoryQueue<>("large", 1000);
        large.addAll(IntStream.range(0, 1000).boxed().toList());
        Picky target = new Picky(300, () -> {});

        assertThrows(UnsupportedOperationException.class, () -> large.drainTo(target));
        assertEquals(IntStream.range(0, 300).boxed().toList(), target.accepted);
        assertEquals(IntStream.range(300, 1000).boxed().toList(), List.copyOf(large));
        assertEquals(700, large.size());
    }

    @Test
    void whatGoesBackMayExceedTheCapacity() throws Exception {
        queue.addAll(List.of(0, 1, 2, 3));
        Picky target = new Picky(1, () -> queue.addAll(List.of(4, 5, 6, 7)));

        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(target));
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), List.copyOf(queue));
        assertTrue(queue.isFull());
        assertEquals(0, queue.remainingCapacity());
        var putter = TestThread.start(() -> queue.put(8));
        putter.awaitBlocked();
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, queue.take());
        }
        putter.assertStillWaits();
        assertEquals(4, queue.take());
        assertNull(putter.join());
        assertEquals(List.of(5, 6, 7, 8), List.copyOf(queue));
    }

    @Test
    void whatGoesBackIsGivenToWaitingTakersInOrder() throws Exception {
        queue.addAll(List.of(0, 1, 2));
        List<TestThread<Integer>> takers = new ArrayList<>();
        Picky target =
                new Picky(
                        0,
                        () -> {
                            for (int i = 0; i < 2; i++) {
                                takers.add(TestThread.start(queue::take));
                                takers.getLast().awaitBlocked();
                            }
                        });

        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(target));
        assertEquals(0, takers.get(0).result());
        assertEquals(1, takers.get(1).result());
        assertEquals(List.of(2), List.copyOf(queue));
    }

    @Test
    void waitingTakersAreServedInTheOrderTheyCame() throws Exception {
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            takers.add(TestThread.start(queue::take));
            takers.getLast().awaitParked();
        }
        for (int i = 0; i < 4; i++) {
            queue.put(i);
        }

        for (int i = 0; i < 4; i++) {
            assertEquals(i, takers.get(i).result());
        }
    }

    @Test
    void waitingPuttersAreServedInTheOrderTheyCame() throws Exception {
        MemoryQueue<Integer> small = new MemoryQueue<>("small", 1);
        small.put(0);
        List<TestThread<?>> putters = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            int element = i;
            putters.add(TestThread.start(() -> small.put(element)));
            putters.getLast().awaitParked();
        }

        for (int i = 0; i < 5; i++) {
            assertEquals(i, small.take());
        }
        for (TestThread<?> putter : putters) {
            assertNull(putter.join());
        }
    }

    @Test
    void elementsMayUseTheQueueInEquals() {
        Queue<Object> objects = new MemoryQueue<>("objects", 4);
        Object meddling =
                new Object() {
                    @Override
                    public boolean equals(Object other) {
                        objects.poll();
                        return objects.offer("from equals") && false;
                    }

                    @Override
                    public int hashCode() {
                        return 0;
                    }
                };
        objects.add("a");
        objects.add("b");

        assertFalse(objects.contains(meddling));
        assertFalse(objects.remove(meddling));
        assertEquals(2, objects.size());
    }

    @Test
    void elementTakenWhileEqualsRunsIsNotRemovedTwice() {
        queue.addAll(List.of(1, 2));
        Object takesFirst =
                new Object() {
                    @Override
                    public boolean equals(Object other) {
                        return queue.poll() == other;
                    }

                    @Override
                    public int hashCode() {
                        return 0;
                    }
                };

        assertFalse(queue.remove(takesFirst));
        assertTrue(queue.isEmpty());
    }

    @Test
    void streamsKnowThatTheSizeMayChange() {
        Spliterator<Integer> spliterator = queue.spliterator();

        assertTrue(
                spliterator.hasCharacteristics(
                        Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT));
        assertFalse(spliterator.hasCharacteristics(Spliterator.SIZED));
    }

    @Test
    void predicatesMayPutWhileElementsAreRemoved() {
        queue.addAll(List.of(1, 2, 3, 4));
        assertTrue(queue.removeIf(i -> i == 2 || (i == 3 && !queue.offer(i * 10))));

        assertEquals(List.of(1, 3, 4, 30), List.copyOf(queue));
        assertSame(Integer.class, queue.element().getClass());
    }
}
