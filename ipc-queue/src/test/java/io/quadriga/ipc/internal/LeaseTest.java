package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Lease;
import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Leases beyond the contract: what is seen of them, and what holds room. */
class LeaseTest extends SyncTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private IpcQueue<String> queue(int capacity) {
        IpcQueueOptions options = IpcQueueOptions.defaults().capacity(capacity);
        return closing(IpcQueue.create(name("leases"), options));
    }

    private static Lease<String> lease(IpcQueue<String> queue, Duration term)
            throws InterruptedException {
        return Objects.requireNonNull(queue.lease(Duration.ZERO, term));
    }

    @Test
    void anElementWhoseTermEndedCounts() throws Exception {
        IpcQueue<String> queue = queue(4);
        queue.put("e");
        queue.put("f");
        Lease<String> held = lease(queue, Bounds.NEVER);
        Lease<String> ended = lease(queue, SHORT);
        Bounds.await("the term is over", () -> queue.size() == 1);

        assertFalse(queue.isEmpty());
        assertEquals("f", queue.peek());
        assertEquals(1, queue.size());
        assertEquals("f", queue.poll());
        assertTrue(queue.isEmpty());
        assertFalse(ended.ack());
        assertTrue(held.ack());
    }

    @Test
    void anElementWhoseTermEndedIsTheLesseesUntilSomebodyLooksForOne() throws Exception {
        IpcQueue<String> queue = queue(4);
        queue.put("e");
        Lease<String> lease = lease(queue, SHORT);
        Bounds.await("the term is over", () -> queue.size() == 1);

        assertTrue(lease.ack());
        assertEquals(0, queue.size());
    }

    @Test
    void anElementOfADeadLesseeIsSeenByWhoOnlyLooks() throws Exception {
        IpcQueue<String> queue = queue(4);
        queue.put("e");
        ActorProcess lessee = closing(ActorProcess.on(queue.name()));
        assertEquals("e", lessee.ask("lease"));
        assertEquals(0, queue.size());
        lessee.kill();

        Bounds.await("counted", () -> !queue.isEmpty());
        assertEquals("e", queue.peek());
    }

    @Test
    void aDeadLesseesElementIsPeekedAt() throws Exception {
        IpcQueue<String> queue = queue(4);
        queue.put("e");
        ActorProcess lessee = closing(ActorProcess.on(queue.name()));
        assertEquals("e", lessee.ask("lease"));
        lessee.kill();

        Bounds.await("seen", () -> queue.peek() != null);
        assertEquals("e", queue.peek());
    }

    @Test
    void whatComesBackToAFullQueueTakesNoRoom() throws Exception {
        IpcQueue<String> queue = queue(2);
        queue.put("a");
        queue.put("b");
        Lease<String> lease = lease(queue, Bounds.NEVER);
        assertEquals(1, queue.remainingCapacity());
        assertTrue(queue.offer("c"));
        lease.close();

        assertEquals(3, queue.size());
        assertEquals(0, queue.remainingCapacity());
        assertTrue(queue.isFull());
        assertNotNull(queue.poll());
        assertTrue(queue.isFull());
        assertFalse(queue.offer("d"));
        assertNotNull(queue.poll());
        assertEquals(1, queue.remainingCapacity());
        assertTrue(queue.offer("d"));
    }

    /** An element that can be sent and not be read. */
    private record Unknown() implements Serializable {
        private Object readResolve() {
            throw new IllegalStateException("not known here");
        }
    }

    @Test
    void aLeasedElementThatCannotBeDecodedGoesBackAndPollRemovesIt() throws Exception {
        IpcQueue<Object> queue = closing(IpcQueue.create(IpcQueueOptions.defaults()));
        queue.put(new Unknown());
        queue.put("next");
        for (int i = 0; i < 2; i++) {
            assertThrows(QuadrigaException.class, () -> queue.lease(Duration.ZERO, Bounds.NEVER));
            assertEquals(2, queue.size());
        }
        assertThrows(QuadrigaException.class, queue::poll);

        assertEquals("next", queue.poll());
        assertTrue(queue.isEmpty());
    }
}
