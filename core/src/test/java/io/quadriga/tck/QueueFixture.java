package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.Capability;
import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Opens and closes the queues of one test. */
@Timeout(Bounds.TEST_SECONDS)
abstract class QueueFixture {

    static final int ROOM = 8;

    private final List<Queue<?>> opened = new ArrayList<>();

    abstract <T> Queue<T> make(int capacity);

    /** An empty queue with room for {@link #ROOM} elements at least. */
    final <T> Queue<T> open() {
        return open(ROOM);
    }

    final <T> Queue<T> open(int capacity) {
        Queue<T> queue = make(capacity);
        opened.add(queue);
        return queue;
    }

    /** A queue of this capacity; the test is skipped where queues are unbounded. */
    final <T> Queue<T> openBounded(int capacity) {
        Queue<T> queue = open(capacity);
        assumeTrue(queue.capacity() != Integer.MAX_VALUE, "this queue is unbounded");
        assertEquals(capacity, queue.capacity());
        return queue;
    }

    /** A full queue: 0 to capacity - 1. */
    final Queue<Integer> full(int capacity) {
        return fill(openBounded(capacity), capacity);
    }

    /** A queue with 0 to n - 1 and with room for more. */
    final Queue<Integer> holding(int n) {
        return fill(open(n + ROOM), n);
    }

    private static Queue<Integer> fill(Queue<Integer> queue, int n) {
        upTo(n).forEach(queue::add);
        return queue;
    }

    /** 0 to n - 1. */
    static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    /** Takes what is there. */
    static <T> List<T> drain(Queue<T> queue) {
        List<T> drained = new ArrayList<>();
        queue.drainTo(drained);
        return drained;
    }

    static void assumeInterior(Queue<?> queue) {
        assumeTrue(queue.capabilities().contains(Capability.INTERIOR), "no INTERIOR");
    }

    static void assumeLeases(Queue<?> queue) {
        assumeTrue(queue.capabilities().contains(Capability.LEASES), "no LEASES");
    }

    @AfterEach
    void closeQueues() {
        for (Queue<?> queue : opened) {
            end(queue);
        }
    }

    private static void end(Queue<?> queue) {
        try (queue) {
            queue.shutdown();
        } catch (QueueClosedException closed) {
            // the test has closed the handle, and with it the queue that nobody else has
        }
    }
}
