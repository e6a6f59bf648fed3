package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who know Python's {@code queue} expect, of our queue and of the JDK's. */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonQueueTest {

    private final Queue<Integer> queue = new MemoryQueue<>("jobs", 2);

    @Test
    void anImmediateShutdownIsAShutdownAndAClear() throws Exception {
        var taker = TestThread.start(queue::take);
        taker.awaitBlocked();
        queue.shutdown();
        assertInstanceOf(QueueClosedException.class, taker.join());

        Queue<Integer> full = new MemoryQueue<>("full", 2);
        full.add(1);
        full.shutdown();
        full.clear();

        assertThrows(QueueClosedException.class, full::take);
        var joiner = TestThread.start(full::join);
        joiner.awaitBlocked();
        full.taskDone();
        assertNull(joiner.join());
    }

    @Test
    void emptyAndFullAreErrorsToThoseWhoWantThem() {
        assertThrows(NoSuchElementException.class, queue::remove);
        queue.addAll(List.of(1, 2));
        assertTrue(queue.isFull());

        assertThrows(IllegalStateException.class, () -> queue.add(3));

        assertFalse(queue.isEmpty());
    }

    @Test
    void theJdkHasTheLastInFirstOutQueue() throws Exception {
        LinkedBlockingDeque<Integer> stack = new LinkedBlockingDeque<>(2);
        stack.putFirst(1);
        stack.putFirst(2);

        assertFalse(stack.offerFirst(3));

        assertEquals(2, stack.takeFirst());
        assertEquals(1, stack.takeFirst());
    }

    @Test
    void theJdkHasThePriorityQueue() throws Exception {
        PriorityBlockingQueue<Integer> lowestFirst = new PriorityBlockingQueue<>();
        lowestFirst.addAll(List.of(3, 1, 2));

        assertEquals(1, lowestFirst.take());
        assertEquals(2, lowestFirst.take());
        assertEquals(3, lowestFirst.take());
    }

    @Test
    void theJdkHasTheSimpleQueue() throws Exception {
        LinkedBlockingQueue<Integer> simple = new LinkedBlockingQueue<>();
        assertNull(simple.poll());
        simple.put(1);

        assertEquals(1, simple.size());
        assertEquals(1, simple.take());
        assertTrue(simple.isEmpty());
    }
}
