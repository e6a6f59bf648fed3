package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quadriga.QueueClosedException;
import io.quadriga.ipc.Connections;
import io.quadriga.ipc.Hold;
import io.quadriga.ipc.IpcBarrier;
import io.quadriga.ipc.IpcCondition;
import io.quadriga.ipc.IpcEvent;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.IpcSemaphore;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for something that its process lets go does not wait for ever. */
class ClosingTest extends SyncTest {

    private static final Duration LONG = Duration.ofDays(1);

    private TestThread<?> waiting(boolean virtual, TestThread.Body body) {
        AtomicBoolean begun = new AtomicBoolean();
        TestThread.Body noted =
                () -> {
                    begun.set(true);
                    body.run();
                };
        TestThread<?> waiting = virtual ? TestThread.startVirtual(noted) : TestThread.start(noted);
        Bounds.await("it has begun", begun::get);
        waiting.awaitBlocked();
        return waiting;
    }

    private IpcQueue<Integer> queue() {
        return closing(IpcQueue.create(name("q"), IpcQueueOptions.defaults().capacity(1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingTheLastHandleEndsThoseWhoWaitAtAnEmptyQueue(boolean virtual) throws Exception {
        IpcQueue<Integer> queue = queue();
        List<TestThread<?>> waiting =
                List.of(
                        waiting(virtual, queue::take),
                        waiting(virtual, () -> queue.lease(LONG, LONG)),
                        waiting(virtual, () -> Connections.waitAny(List.of(queue))));
        queue.close();

        for (TestThread<?> each : waiting) {
            assertInstanceOf(QueueClosedException.class, each.join());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingTheLastHandleEndsThoseWhoWaitAtAFullQueue(boolean virtual) throws Exception {
        IpcQueue<Integer> queue = queue();
        queue.put(1);
        List<TestThread<?>> waiting =
                List.of(
                        waiting(virtual, () -> queue.put(2)),
                        waiting(virtual, () -> queue.putAll(List.of(3, 4))),
                        waiting(virtual, queue::join));
        queue.close();

        for (TestThread<?> each : waiting) {
            assertInstanceOf(QueueClosedException.class, each.join());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWaitsThroughAnotherHandleGoesOn(boolean virtual) throws Exception {
        IpcQueue<Integer> queue = queue();
        IpcQueue<Integer> other = closing(IpcQueue.attach(queue.name()));
        TestThread<?> waiting = waiting(virtual, () -> assertEquals(5, queue.take()));
        queue.close();
        other.put(5);

        assertEquals(null, waiting.join());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingTheLastHandleEndsThoseWhoWaitForASignal(boolean virtual) throws Exception {
        IpcEvent event = closing(IpcEvent.create(name("event")));
        IpcSemaphore semaphore = closing(IpcSemaphore.create(name("semaphore"), 0));
        IpcBarrier barrier = closing(IpcBarrier.create(name("barrier"), 2));
        IpcLock lock = closing(IpcLock.create(name("lock")));
        IpcCondition condition = closing(IpcCondition.create(name("condition"), lock));
        List<TestThread<?>> waiting =
                List.of(
                        waiting(virtual, event::await),
                        waiting(virtual, semaphore::acquire),
                        waiting(virtual, barrier::await),
                        waiting(virtual, () -> awaitLocked(lock, condition)));
        event.close();
        semaphore.close();
        barrier.close();
        condition.close();

        for (TestThread<?> each : waiting) {
            assertInstanceOf(IllegalStateException.class, each.join());
        }
        assertFalse(lock.isHeldByCurrentThread());
        lock.lock(); // the waiter had it again, and has unlocked it
        lock.unlock();
    }

    /** Whoever is inside is told that it is closed, and makes no segment that nobody removes. */
    @Test
    void closingWhileLargeElementsArePutAndTakenIsToldAndLeavesNothing() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            IpcQueue<byte[]> queue =
                    closing(IpcQueue.create(name("q" + round), IpcQueueOptions.defaults()));
            List<TestThread<?>> busy = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                busy.add(TestThread.start(() -> putUntilClosed(queue)));
                busy.add(TestThread.start(() -> takeUntilClosed(queue)));
            }
            new CountDownLatch(1).await(random.nextInt(30_000), TimeUnit.MICROSECONDS);
            queue.close();

            for (TestThread<?> each : busy) {
                assertInstanceOf(QueueClosedException.class, each.join());
            }
            assertEquals(List.of(), files(), "round=" + round);
        }
    }

    private static void putUntilClosed(IpcQueue<byte[]> queue) throws InterruptedException {
        for (int size = 100_000; ; size = size % 2_000_000 + 100_000) {
            queue.put(new byte[size]);
        }
    }

    private static void takeUntilClosed(IpcQueue<byte[]> queue) throws InterruptedException {
        while (queue.take().length > 0) {
            // the next one
        }
    }

    private static void awaitLocked(IpcLock lock, IpcCondition condition) throws Exception {
        try (Hold _ = lock.hold()) {
            condition.await();
        }
    }
}
