package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual threads wait without pinning a carrier, and what wakes them is never lost. */
@Timeout(Bounds.TEST_SECONDS)
class VirtualThreadTest {

    private static final int WAITERS = 1_000;

    private final IpcQueue<Integer> queue = IpcQueue.create(IpcQueueOptions.defaults());

    @AfterEach
    void close() {
        queue.close();
    }

    private List<TestThread<Integer>> takers(int count) {
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            takers.add(TestThread.startVirtual(queue::take));
        }
        takers.forEach(TestThread::awaitBlocked);
        return takers;
    }

    @Test
    void aThousandWaitersLeaveTheCarriersToOthers() throws Exception {
        List<TestThread<Integer>> takers = takers(WAITERS);
        for (int i = 0; i < 100; i++) {
            int round = i;
            assertEquals(round, TestThread.startVirtual(() -> round).result());
        }
        for (int i = 0; i < WAITERS; i++) {
            queue.put(i);
        }

        Set<Integer> seen = new HashSet<>();
        for (TestThread<Integer> taker : takers) {
            seen.add(taker.result());
        }
        assertEquals(WAITERS, seen.size());
    }

    @Test
    void whoLeavesTakesNothingWithHim() throws Exception {
        List<TestThread<Integer>> takers = takers(100);
        for (int i = 0; i < 100; i += 2) {
            takers.get(i).interrupt();
        }
        for (int i = 0; i < 100; i += 2) {
            assertInstanceOf(InterruptedException.class, takers.get(i).join());
        }
        for (int i = 0; i < 50; i++) {
            queue.put(i);
        }

        Set<Integer> seen = new HashSet<>();
        for (int i = 1; i < 100; i += 2) {
            seen.add(takers.get(i).result());
        }
        assertEquals(50, seen.size());
        assertNull(queue.poll());
    }

    @Test
    void timeoutsEndInTime() throws Exception {
        List<TestThread<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            takers.add(TestThread.startVirtual(() -> queue.poll(20, TimeUnit.MILLISECONDS)));
        }
        for (TestThread<Integer> taker : takers) {
            assertNull(taker.result());
        }
        queue.put(7);
        assertEquals(7, queue.poll());
    }

    @Test
    void platformAndVirtualThreadsWaitSideBySide() throws Exception {
        List<TestThread<Integer>> takers = new ArrayList<>(takers(50));
        for (int i = 0; i < 5; i++) {
            TestThread<Integer> platform = TestThread.start(queue::take);
            platform.awaitBlocked();
            takers.add(platform);
        }
        for (int i = 0; i < takers.size(); i++) {
            queue.put(i);
        }

        Set<Integer> seen = new HashSet<>();
        for (TestThread<Integer> taker : takers) {
            seen.add(taker.result());
        }
        assertEquals(takers.size(), seen.size());
    }

    @Test
    void theDeputyEndsWhenNobodyWaits() throws Exception {
        takers(3).forEach(taker -> queue.add(1));

        Bounds.await(
                "no deputy is left",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().endsWith(queue.name())));
        assertTrue(queue.isEmpty());
    }
}
