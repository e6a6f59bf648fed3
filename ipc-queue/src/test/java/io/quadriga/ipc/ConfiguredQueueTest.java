package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.ConfigurationException;
import io.quadriga.Quadriga;
import io.quadriga.QuadrigaException;
import io.quadriga.tck.Bounds;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared queues by configuration: which value counts, and what is said of wrong ones. */
@Timeout(Bounds.TEST_SECONDS)
class ConfiguredQueueTest {

    private final String name = "test-" + UUID.randomUUID();

    private static Quadriga open(String config) {
        return Quadriga.open(ConfigFactory.parseString(config));
    }

    private static String refused(String config) {
        var e = assertThrows(ConfigurationException.class, () -> open(config).close());
        return String.valueOf(e.getMessage());
    }

    @Test
    void whatTheUserSaysOfAllQueuesCountsMoreThanADefaultOfTheBackend() {
        String all = "quadriga.queue-defaults.capacity = 7, quadriga.queues.jobs.backend = ipc";
        try (Quadriga quadriga = open(all)) {
            assertEquals(7, quadriga.queue("jobs").capacity());
        }
        try (Quadriga quadriga = open(all + ", quadriga.backends.ipc.capacity = 8")) {
            assertEquals(8, quadriga.queue("jobs").capacity());
        }
        try (Quadriga quadriga = open(all + ", quadriga.queues.jobs.capacity = 9")) {
            assertEquals(9, quadriga.queue("jobs").capacity());
        }
        try (Quadriga quadriga = open("quadriga.queues.jobs.backend = ipc")) {
            assertEquals(1024, quadriga.queue("jobs").capacity());
        }
    }

    @Test
    void aQueueWithoutABoundIsRefusedSayingThatThereIsNone() {
        String said = refused("quadriga.queues.jobs { backend = ipc, capacity = unbounded }");
        assertTrue(
                said.contains(
                        "must be a whole number from 1 to 16777216:"
                                + " quadriga.queues.jobs.capacity=unbounded; it is always bounded"
                                + " here"),
                said);
    }

    @Test
    void oneSharedNameForAllQueuesIsRefused() {
        String said =
                refused("quadriga.backends.ipc.shared-name = zz, quadriga.queues.a.backend = ipc");
        assertTrue(said.contains("quadriga.backends.ipc.shared-name=zz; write it in the"), said);
    }

    @Test
    void valuesThatTheirRangeDoesNotRefuseAreToldWithTheOthers() {
        String said =
                refused(
                        "quadriga.queues.jobs { backend = ipc, ring-size = 3000 B, leases = -1,"
                                + " shared-name = \"a/b\" }");
        assertTrue(
                said.contains("must be a power of two: quadriga.queues.jobs.ring-size=3000 B"),
                said);
        assertTrue(said.contains("letter or digit: quadriga.queues.jobs.shared-name=a/b"), said);
        assertTrue(said.contains("from 0 to 65536: quadriga.queues.jobs.leases=-1"), said);
    }

    @Test
    void mistakesOfOneLineComeInOneOrder() {
        String said =
                refused("quadriga.queues.jobs { backend = ipc, leases = -1, capacity = 0, x = 1 }");
        assertTrue(said.indexOf("from 0 to 65536") < said.indexOf("from 1 to 16777216"), said);
        assertTrue(said.indexOf("from 1 to 16777216") < said.indexOf("jobs.x=1"), said);
    }

    @Test
    void aSharedQueueOfOtherOptionsIsAMistakeOfTheConfigurationWithItsPlace() {
        try (IpcQueue<String> queue =
                        IpcQueue.create(
                                name, IpcQueueOptions.defaults().capacity(5).largeElements(5));
                Quadriga quadriga =
                        open(
                                "quadriga.queues.jobs { backend = ipc, capacity = 6, shared-name ="
                                        + name
                                        + " }")) {
            var e = assertThrows(ConfigurationException.class, () -> quadriga.queue("jobs"));
            String said = String.valueOf(e.getMessage());
            assertTrue(said.contains("shared-name=" + name), said);
            assertTrue(said.contains("quadriga.queues.jobs"), said);
            assertTrue(said.contains("capacity=5, wanted=6"), said);
            assertFalse(said.contains("largeElements"), said);
            assertTrue(queue.offer("it works on"));
        }
    }

    @Test
    void largeElementsThatWereChosenAreCompared() {
        IpcQueueOptions made = IpcQueueOptions.defaults().capacity(5).largeElements(3);
        try (IpcQueue<String> queue = IpcQueue.create(name, made)) {
            var e =
                    assertThrows(
                            QuadrigaException.class,
                            () -> IpcQueue.createOrAttach(name, made.largeElements(4)));
            String said = String.valueOf(e.getMessage());
            assertTrue(said.contains("largeElements=3, wanted=4"), said);
            assertTrue(queue.isEmpty());
        }
    }
}
