package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.BiFn;
import io.quadriga.Executor;
import io.quadriga.Fn;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How an executor ends, and what it refuses. */
abstract class ExecutorLifeRules extends ExecutorSubmitRules {

    /** E19: a {@code null} body or option throws NullPointerException, at once. */
    @Test
    void e19_nullBodiesAreRefused() {
        Executor executor = open();
        List<org.junit.jupiter.api.function.Executable> calls =
                List.of(
                        () -> executor.execute((Action) null),
                        () -> executor.execute((Runnable) null),
                        () -> executor.submit((Task<String>) null),
                        () -> executor.submit((Callable<String>) null),
                        () -> executor.submit((Runnable) null),
                        () -> executor.submit((Action) null),
                        () -> executor.submit((Runnable) null, "result"),
                        () -> executor.submit((Action) null, "result"),
                        () -> executor.submit((Fn<String, String>) null, "a"),
                        () -> executor.submit((BiFn<String, String, String>) null, "a", "b"),
                        () -> executor.map(null, List.of(1)),
                        () -> executor.map((Integer n) -> n, null),
                        () -> executor.mapAsync(null, List.of(1)),
                        () -> executor.mapAsync((Integer n) -> n, null),
                        () -> executor.stream(null, List.of(1)),
                        () -> executor.stream((Integer n) -> n, null),
                        () -> executor.streamUnordered(null, List.of(1)),
                        () -> executor.starmap(null, List.of(Map.entry(1, 2))),
                        () -> executor.starmapAsync(null, List.of(Map.entry(1, 2))),
                        () -> executor.with(null),
                        () -> executor.awaitTermination(1, null));
        for (int i = 0; i < calls.size(); i++) {
            int which = i;
            assertThrows(NullPointerException.class, calls.get(i), () -> "call " + which);
        }
        assertEquals(0, executor.stats().submitted());
    }

    /**
     * E20: after a shutdown every submission throws RejectedExecutionException and leaves no trace.
     */
    @Test
    void e20_aShutDownExecutorRefusesEverySubmission() throws Exception {
        Executor executor = open();
        executor.shutdown();
        List<org.junit.jupiter.api.function.Executable> calls =
                List.of(
                        () -> executor.execute(() -> {}),
                        () -> executor.submit(() -> "x"),
                        () -> executor.submit(() -> {}),
                        () -> executor.submit(() -> {}, "x"),
                        () -> executor.submit((String s) -> s, "x"),
                        () -> executor.submit((String a, String b) -> a + b, "x", "y"),
                        () -> executor.map((Integer n) -> n, List.of(1)),
                        () -> executor.mapAsync((Integer n) -> n, List.of(1)),
                        () -> executor.stream((Integer n) -> n, List.of(1)).toList(),
                        () -> executor.streamUnordered((Integer n) -> n, List.of(1)).toList(),
                        () ->
                                executor.starmap(
                                        (Integer a, Integer b) -> a, List.of(Map.entry(1, 2))),
                        () -> executor.invokeAll(List.<Task<String>>of(() -> "x")),
                        () -> executor.invokeAny(List.<Task<String>>of(() -> "x")));
        for (int i = 0; i < calls.size(); i++) {
            int which = i;
            assertThrows(RejectedExecutionException.class, calls.get(i), () -> "call " + which);
        }
        awaitTermination(executor);
        assertEquals(0, executor.stats().submitted());
        assertEquals(0, executor.stats().queued());
    }

    /** E21: {@code shutdown} lets everything accepted run, queued tasks included (C32). */
    @Test
    void e21_shutdownKeepsWhatWasAccepted() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        List<Future<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            queued.add(executor.submit((Integer n) -> n, i));
        }

        executor.shutdown();
        assertTrue(executor.isShutdown());
        assertFalse(executor.isTerminated());
        end.set();
        awaitTermination(executor);

        assertTrue(executor.isTerminated());
        assertEquals("ran", running.get());
        for (int i = 0; i < queued.size(); i++) {
            assertTrue(queued.get(i).isDone());
            assertEquals(i, queued.get(i).get());
        }
    }

    /** E22: an executor is not shut down before {@code shutdown}; a second one does nothing. */
    @Test
    void e22_shutdownTwiceDoesNothing() throws Exception {
        Executor executor = open();
        assertFalse(executor.isShutdown());
        assertFalse(executor.isTerminated());
        executor.shutdown();
        executor.shutdown();
        awaitTermination(executor);
        assertTrue(executor.isShutdown());
        assertTrue(executor.isTerminated());
        executor.shutdown();
        assertTrue(executor.shutdownNow().isEmpty());
    }

    /** E23: {@code shutdownNow} cancels queued and running futures before it returns. */
    @Test
    void e23_shutdownNowCancelsBeforeItReturns() throws Exception {
        Executor executor = openConcurrent(1);
        Future<String> running = running(executor, mark());
        Future<String> queued = executor.submit(() -> "queued");
        Future<List<Integer>> bulk = executor.mapAsync((Integer n) -> n, upTo(100));

        executor.shutdownNow();
        for (Future<?> future : List.of(running, queued, bulk)) {
            assertTrue(future.isDone());
            assertTrue(future.isCancelled());
            assertEquals(TaskState.CANCELLED, future.taskState());
            assertThrows(CancellationException.class, future::get);
        }
        awaitTermination(executor);
    }

    /**
     * E24: {@code shutdownNow} returns the queued ones: the original Runnable of {@code execute},
     * else a Runnable that is the cancelled future and does nothing.
     */
    @Test
    void e24_shutdownNowReturnsTheQueuedOnes() throws Exception {
        Executor executor = openConcurrent(1);
        Mark begun = mark();
        running(executor, mark());
        Action command = begun::set;
        executor.execute(command);
        Future<?> single = executor.submit(begun::set);
        Future<?> labelled = executor.with(options().label("rich")).submit(begun::set);

        List<Runnable> queued = executor.shutdownNow();

        assertEquals(3, queued.size());
        assertTrue(
                queued.stream().anyMatch(each -> each == command), () -> "no command: " + queued);
        for (Future<?> future : List.of(single, labelled)) {
            assertTrue(queued.stream().anyMatch(each -> each == future), () -> "lacks " + future);
        }
        queued.stream().filter(each -> each != command).forEach(Runnable::run);
        assertEquals(0, begun.count());
    }

    /** E25: {@code shutdownNow} leaves no queued task that starts afterwards. */
    @Test
    void e25_nothingStartsAfterShutdownNow() throws Exception {
        Executor executor = openConcurrent(2);
        Mark begun = mark();
        for (int i = 0; i < 200; i++) {
            executor.submit(begun::set);
        }
        int listed = executor.shutdownNow().size();
        int count = begun.count();
        awaitTermination(executor);
        long never = executor.stats().cancelled();
        assertTrue(begun.count() + never <= 200, () -> begun.count() + " + " + never);
        assertEquals(200, executor.stats().finished() + never);
        assertEquals(listed, never);
        assertTrue(count <= begun.count());
    }

    /** E26: {@code awaitTermination} returns false when the time is over, true afterwards. */
    @Test
    void e26_awaitTerminationIsTimed() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        running(executor, end);
        assertFalse(executor.awaitTermination(0, TimeUnit.NANOSECONDS));
        executor.shutdown();
        long start = System.nanoTime();
        assertFalse(executor.awaitTermination(Bounds.BRIEF.toNanos(), TimeUnit.NANOSECONDS));
        assertTook(start, Bounds.BRIEF);
        assertFalse(executor.awaitTermination(-1, TimeUnit.SECONDS));
        end.set();
        awaitTermination(executor);
        assertTrue(executor.awaitTermination(0, TimeUnit.NANOSECONDS));
    }

    /** E27: an interrupted {@code awaitTermination} throws and changes nothing. */
    @Test
    void e27_awaitTerminationIsInterruptible() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        executor.shutdown();
        var waiter = TestThread.start(() -> awaitTermination(executor));
        waiter.awaitBlocked();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.join());
        assertFalse(running.isDone());
        end.set();
        assertEquals("ran", running.get());
    }

    /** E28: {@code close} waits without bound for everything accepted. */
    @Test
    void e28_closeDrains() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        Future<String> queued = executor.submit(() -> "queued");
        var closer = TestThread.start(executor::close);
        Bounds.await("closing", executor::isShutdown);
        closer.assertStillWaits();
        end.set();
        assertNull(closer.join());
        assertTrue(executor.isTerminated());
        assertEquals("ran", running.get());
        assertEquals("queued", queued.get());
    }

    /** E29: a second {@code close} does nothing. */
    @Test
    void e29_closeTwiceDoesNothing() {
        Executor executor = open();
        executor.close();
        executor.close();
        assertTrue(executor.isTerminated());
    }

    /**
     * E30: {@code close} interrupted, before or while it waits, stops all tasks as {@code
     * shutdownNow}, waits on, and returns with the flag set.
     */
    @Test
    void e30_closeInterruptedStopsAllTasks() throws Exception {
        for (boolean before : List.of(true, false)) {
            Executor executor = openConcurrent(1);
            Future<String> running = running(executor, mark());
            Future<String> queued = executor.submit(() -> "queued");
            var closer =
                    TestThread.start(() -> {
                        if (before) {
                            Thread.currentThread().interrupt();
                        }
                        executor.close();
                        return Thread.currentThread().isInterrupted();
                    });
            if (!before) {
                closer.awaitBlocked();
                closer.interrupt();
            }
            assertTrue(closer.result());
            assertTrue(executor.isTerminated());
            assertTrue(running.isCancelled());
            assertTrue(queued.isCancelled());
        }
    }
}
