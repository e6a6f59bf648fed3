package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.tck.Bounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Draining to a collection that does not take everything. */
@Timeout(Bounds.TEST_SECONDS)
class DrainingTest {

    private static final IpcQueueOptions OPTIONS = IpcQueueOptions.defaults().capacity(8);

    @Test
    void whatACollectionRefusesStaysAtTheFront() throws Exception {
        try (IpcQueue<String> queue = IpcQueue.create(OPTIONS)) {
            queue.putAll(List.of("a", "b", "c", "d"));
            ArrayBlockingQueue<String> target = new ArrayBlockingQueue<>(2);

            assertThrows(IllegalStateException.class, () -> queue.drainTo(target));
            assertEquals(List.of("a", "b"), new ArrayList<>(target));
            assertEquals(List.of("c", "d"), List.of(queue.take(), queue.take()));
            for (int i = 0; i < 4; i++) {
                queue.taskDone();
            }
            queue.join();
        }
    }

    @Test
    void aLargeElementThatIsRefusedStaysWhole() throws Exception {
        try (IpcQueue<String> queue = IpcQueue.create(OPTIONS.largeElements(1))) {
            queue.put("x".repeat(100_000));

            assertThrows(
                    UnsupportedOperationException.class, () -> queue.drainTo(List.<String>of()));
            assertEquals("x".repeat(100_000), queue.poll());
            queue.put("y".repeat(100_000)); // into its place
        }
    }

    /** Cannot be hashed. */
    private record Unhashable(String name) implements Serializable {
        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash on purpose");
        }
    }

    @Test
    void whatASetCannotHashStaysAtTheFront() throws Exception {
        try (IpcQueue<Object> queue = IpcQueue.create(OPTIONS)) {
            queue.putAll(List.of("a", new Unhashable("b"), "c"));
            Set<Object> target = new HashSet<>();

            assertThrows(IllegalStateException.class, () -> queue.drainTo(target));
            assertEquals(Set.of("a"), target);
            assertEquals(List.of(new Unhashable("b"), "c"), List.of(queue.take(), queue.take()));
        }
    }

    @Test
    void aCollectionThatRefusesNothingGetsAllWithoutLeasesToo() throws Exception {
        for (int leases : new int[] {0, 1}) {
            try (IpcQueue<String> queue = IpcQueue.create(OPTIONS.leases(leases))) {
                queue.putAll(List.of("a", "b", "c"));
                ArrayBlockingQueue<String> target = new ArrayBlockingQueue<>(8);

                assertEquals(3, queue.drainTo(target));
                assertEquals(List.of("a", "b", "c"), new ArrayList<>(target));
                assertNull(queue.poll());
            }
        }
    }
}
