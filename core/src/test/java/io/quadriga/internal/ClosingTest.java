package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Queue;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.SettingValues;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClosingTest {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final FakeExecutor idle = new FakeExecutor("idle", true, events);
    private final FakeExecutor busy = new FakeExecutor("busy", false, events);
    private final FakeExecutor last = new FakeExecutor("last", true, events);
    private final FakeQueueBackend shelf = new FakeQueueBackend("shelf");

    /**
     * W2: all executors are shut down before the first is waited for, then the queues are closed.
     */
    @Test
    void w2_executorsDrainTogetherThenQueuesAreClosed() {
        List<String> cutOff =
                new Closing(Duration.ofDays(1))
                        .close(List.of(idle.executor(), last.executor()), List.of(queue("jobs")));

        assertEquals(List.of("shutdown idle", "shutdown last"), events);
        assertEquals(List.of("jobs"), shelf.closed);
        assertEquals(List.of(), cutOff);
    }

    /** W2: what is left after the close timeout is stopped and named. */
    @Test
    void w2_whatIsLeftAfterTheTimeoutIsCutOffAndNamed() {
        List<String> cutOff =
                new Closing(Duration.ofMillis(20))
                        .close(
                                List.of(idle.executor(), busy.executor(), last.executor()),
                                List.of(queue("jobs")));

        assertEquals(
                List.of("shutdown idle", "shutdown busy", "shutdown last", "shutdownNow busy"),
                events);
        assertEquals(List.of("busy"), cutOff);
        assertEquals(List.of("jobs"), shelf.closed);
    }

    /** W2: the timeout is one for all executors together. */
    @Test
    void w2_theTimeoutIsSharedNotRepeated() {
        FakeExecutor second = new FakeExecutor("second", false, events);

        List<String> cutOff =
                new Closing(Duration.ofMillis(20))
                        .close(List.of(busy.executor(), second.executor()), List.of());

        assertEquals(List.of("busy", "second"), cutOff);
        assertTrue(busy.waitedNanos > 0);
        assertEquals(0, second.waitedNanos);
    }

    @Test
    void anInterruptStopsWhatIsLeftAtOnceAndKeepsTheFlag() throws Exception {
        FutureTask<Boolean> close =
                new FutureTask<>(() -> {
                    List<String> cutOff =
                            new Closing(Duration.ofDays(1))
                                    .close(
                                            List.of(idle.executor(), busy.executor()),
                                            List.of(queue("jobs")));
                    return cutOff.equals(List.of("busy")) && Thread.interrupted();
                });
        Thread closer = new Thread(close, "closer");
        closer.start();
        assertTrue(busy.waiting.await(20, TimeUnit.SECONDS));
        closer.interrupt();

        assertTrue(close.get(20, TimeUnit.SECONDS));
        closer.join();
        assertEquals(List.of("shutdown idle", "shutdown busy", "shutdownNow busy"), events);
        assertEquals(List.of("jobs"), shelf.closed);
    }

    @Test
    void oneThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException other = new IllegalStateException("other");

        assertSame(
                first,
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                new Closing(Duration.ofDays(1))
                                        .close(
                                                List.of(refusing(first), idle.executor()),
                                                List.of(refusingQueue(other), queue("jobs")))));
        assertEquals(List.of(other), List.of(first.getSuppressed()));
        assertEquals(List.of("shutdown idle"), events);
        assertEquals(List.of("jobs"), shelf.closed);
    }

    /** W2: an Error is no reason to leave the rest open, nor to cut it off before its time. */
    @Test
    void anErrorOfOneDoesNotKeepTheOthersOpen() {
        AssertionError first = new AssertionError("first");

        assertSame(
                first,
                assertThrows(
                        AssertionError.class,
                        () ->
                                new Closing(Duration.ofDays(1))
                                        .close(
                                                List.of(
                                                        throwing("awaitTermination", first),
                                                        idle.executor()),
                                                List.of(queue("jobs")))));
        assertTrue(idle.waitedNanos > 0);
        assertEquals(List.of("shutdown idle"), events);
        assertEquals(List.of("jobs"), shelf.closed);
    }

    private Queue<?> queue(String name) {
        return shelf.create(new QueueSpec(name, "shelf", SettingValues.EMPTY));
    }

    private static Executor refusing(RuntimeException refusal) {
        return throwing("shutdown", refusal);
    }

    private static Executor throwing(String name, Throwable refusal) {
        return (Executor)
                Proxy.newProxyInstance(
                        Executor.class.getClassLoader(),
                        new Class<?>[] {Executor.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals(name)) {
                                throw refusal;
                            }
                            return method.getReturnType() == boolean.class ? true : "refusing";
                        });
    }

    private static Queue<?> refusingQueue(RuntimeException refusal) {
        return (Queue<?>)
                Proxy.newProxyInstance(
                        Queue.class.getClassLoader(),
                        new Class<?>[] {Queue.class},
                        (proxy, method, arguments) -> {
                            throw refusal;
                        });
    }
}
