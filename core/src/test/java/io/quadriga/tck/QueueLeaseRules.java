package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Capability;
import io.quadriga.Lease;
import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Elements taken on trial. */
abstract class QueueLeaseRules extends QueueInteriorRules {

    private Queue<Integer> leasing(int n) {
        Queue<Integer> queue = holding(n);
        assumeLeases(queue);
        return queue;
    }

    private static Lease<Integer> lease(Queue<Integer> queue) throws InterruptedException {
        Lease<Integer> lease = queue.lease(Bounds.NEVER, Bounds.NEVER);
        assertNotNull(lease);
        return lease;
    }

    /** Q79: without LEASES {@code lease} throws; nothing changed. */
    @Test
    void q79_withoutTheCapabilityLeaseThrows() {
        Queue<Integer> queue = holding(1);
        assumeFalse(queue.capabilities().contains(Capability.LEASES), "has LEASES");

        assertThrows(
                UnsupportedOperationException.class, () -> queue.lease(Bounds.BRIEF, Bounds.NEVER));
        assertEquals(upTo(1), drain(queue));
    }

    /** Q80: a lease holds the oldest element; nobody else gets it. */
    @Test
    void q80_aLeaseHoldsTheOldestElement() throws Exception {
        Queue<Integer> queue = leasing(2);
        try (Lease<Integer> lease = lease(queue)) {
            assertEquals(0, lease.value());
            assertEquals(1, queue.poll());
            assertNull(queue.poll());
            assertTrue(lease.ack());
        }
    }

    /** Q81: an acknowledged element is taken for good; acknowledging twice is once. */
    @Test
    void q81_ackTakesForGood() throws Exception {
        Queue<Integer> queue = leasing(1);
        Lease<Integer> lease = lease(queue);
        assertTrue(lease.ack());
        lease.ack();
        lease.close();
        lease.close();

        assertNull(queue.poll());
    }

    /** Q82: {@code close} without {@code ack} puts the element back to the front. */
    @Test
    void q82_closeGivesBackToTheFront() throws Exception {
        Queue<Integer> queue = leasing(2);
        Lease<Integer> lease = lease(queue);
        lease.close();
        lease.close();

        assertFalse(lease.ack());
        assertEquals(upTo(2), drain(queue));
    }

    /** Q83: when the term ends the element goes back to the front, and {@code ack} is false. */
    @Test
    void q83_theTermEnds() throws Exception {
        Queue<Integer> queue = leasing(2);
        Lease<Integer> lease = queue.lease(Bounds.NEVER, Bounds.BRIEF);
        Bounds.await("the element is back", () -> Integer.valueOf(0).equals(queue.peek()));

        assertFalse(lease.ack());
        assertEquals(upTo(2), drain(queue));
    }

    /** Q84: an element that goes back is given to a taker who waits. */
    @Test
    void q84_whatGoesBackWakesATaker() throws Exception {
        Queue<Integer> queue = leasing(1);
        Lease<Integer> lease = lease(queue);
        var taker = TestThread.start(queue::take);
        taker.awaitBlocked();
        lease.close();

        assertEquals(0, taker.result());
    }

    /** Q85: {@code lease} returns null if there was no element in time. */
    @Test
    void q85_noElementInTime() throws Exception {
        Queue<Integer> queue = leasing(0);

        assertNull(queue.lease(Duration.ZERO, Bounds.NEVER));
        assertNull(queue.lease(Duration.ofSeconds(-1), Bounds.NEVER));
        assertNull(queue.lease(Bounds.BRIEF, Bounds.NEVER));
    }

    /** Q86: {@code lease} waits for an element. */
    @Test
    void q86_leaseWaits() throws Exception {
        Queue<Integer> queue = leasing(0);
        var taker = TestThread.start(() -> lease(queue).value());
        taker.awaitBlocked();
        queue.put(1);

        assertEquals(1, taker.result());
    }

    /** Q87: an interrupt during {@code lease} throws; nothing is taken. */
    @Test
    void q87_interruptedLeaseTakesNothing() throws Exception {
        Queue<Integer> queue = leasing(0);
        var taker = TestThread.start(() -> queue.lease(Bounds.NEVER, Bounds.NEVER));
        taker.awaitBlocked();
        taker.interrupt();

        assertInstanceOf(InterruptedException.class, taker.join());
        queue.put(1);
        assertEquals(1, queue.poll());
    }

    /**
     * Q88: after {@code shutdown} {@code lease} drains and then throws, also in the middle of a
     * wait.
     */
    @Test
    void q88_leaseAfterShutdown() throws Exception {
        Queue<Integer> queue = leasing(1);
        assertTrue(lease(queue).ack());
        var taker = TestThread.start(() -> queue.lease(Bounds.NEVER, Bounds.NEVER));
        taker.awaitBlocked();
        queue.shutdown();

        assertInstanceOf(QueueClosedException.class, taker.join());
        assertThrows(QueueClosedException.class, () -> queue.lease(Bounds.NEVER, Bounds.NEVER));
    }

    /**
     * Q89: a term that is not positive throws {@code IllegalArgumentException}; nothing changed.
     */
    @Test
    void q89_theTermMustBePositive() {
        Queue<Integer> queue = leasing(1);

        for (Duration term : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThrows(IllegalArgumentException.class, () -> queue.lease(Bounds.NEVER, term));
        }
        assertEquals(upTo(1), drain(queue));
    }
}
