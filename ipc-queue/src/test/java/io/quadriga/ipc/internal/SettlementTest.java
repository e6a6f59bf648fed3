package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Lease;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code join} waits for when takers die, and that leases never wait for one another. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
class SettlementTest {

    private static IpcQueue<String> queue(IpcQueueOptions options) {
        return IpcQueue.create("settled-" + UUID.randomUUID(), options);
    }

    @Test
    void aTakeThatDiedUncountedIsNotWaitedForThoughALeaseCameBetween() throws Exception {
        try (IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8))) {
            queue.put("taken");
            queue.put("leased");
            try (ActorProcess dying = ActorProcess.on(queue.name())) {
                dying.dieAt(CrashPoint.HEAD_STORED, "take");
                lease(queue, "leased");
            }
            queue.join();
        }
    }

    @Test
    void whatWasLeasedBeforeTheFirstTakeIsStillToBeDone() throws Exception {
        try (IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8))) {
            queue.put("leased");
            queue.put("taken");
            try (Lease<String> lease = queue.lease(Bounds.SOON, Duration.ofMinutes(1))) {
                assertTrue(lease != null && lease.ack());
            }
            assertEquals("taken", queue.take());
            queue.taskDone();
            queue.taskDone();
            assertThrows(IllegalStateException.class, queue::taskDone);
        }
    }

    @Test
    void whatTheDeadHadAcknowledgedIsDone() throws Exception {
        try (IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8));
                ActorProcess dying = ActorProcess.on(queue.name())) {
            queue.put("done");
            assertEquals("true", dying.ask("leaseAck"));
            dying.kill();

            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
        }
    }

    /** Counting an acknowledgement is part of the next lease in that cell. */
    @ParameterizedTest
    @EnumSource(names = {"LEASE_INTENT", "LEASE_COUNTED"})
    void aLeaseKilledOverTheLastAckInItsCellLeavesThatOneDone(CrashPoint point) throws Exception {
        try (IpcQueue<String> queue = queue(IpcQueueOptions.defaults().capacity(8));
                ActorProcess dying = ActorProcess.on(queue.name())) {
            queue.put("done");
            queue.put("left");
            assertEquals("true", dying.ask("leaseAck"));
            dying.dieAt(point, "lease");
            assertEquals("left", queue.poll(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS));

            queue.taskDone();
            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
        }
    }

    @Test
    void whatTheDeadHadAcknowledgedIsDoneThoughOthersWantedAllCells() throws Exception {
        IpcQueueOptions options = IpcQueueOptions.defaults().capacity(8).leases(2);
        try (IpcQueue<String> queue = queue(options);
                ActorProcess first = ActorProcess.on(queue.name());
                ActorProcess dying = ActorProcess.on(queue.name());
                ActorProcess third = ActorProcess.on(queue.name())) {
            for (ActorProcess lessee : List.of(first, dying, third)) {
                queue.put("done");
                assertEquals("true", lessee.ask("leaseAck"));
            }
            queue.taskDone();
            queue.taskDone();
            dying.kill();

            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
        }
    }

    @Test
    void aLeaseNeedsNoSlotOfTheLargeElementsBehindIt() throws Exception {
        IpcQueueOptions options =
                IpcQueueOptions.defaults().capacity(8).largeElements(1).leaseBytes(64);
        try (IpcQueue<String> queue = queue(options)) {
            queue.put("m".repeat(2_000));
            queue.put("l".repeat(100_000));
            lease(queue, "m".repeat(2_000));
            lease(queue, "l".repeat(100_000));
        }
    }

    private static void lease(IpcQueue<String> queue, String expected) throws Exception {
        try (Lease<String> lease = queue.lease(Bounds.SOON, Duration.ofMinutes(1))) {
            assertNotNull(lease);
            assertEquals(expected, lease.value());
            assertTrue(lease.ack());
            queue.taskDone();
        }
    }
}
