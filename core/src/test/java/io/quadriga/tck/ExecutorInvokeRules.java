package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The JDK's {@code invokeAll} and {@code invokeAny}. */
abstract class ExecutorInvokeRules extends ExecutorCloseRules {

    private static final long BRIEF = Bounds.BRIEF.toMillis();
    private static final TimeUnit MS = TimeUnit.MILLISECONDS;

    private static Task<String> returning(String value) {
        return () -> value;
    }

    private static Task<String> failing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    private static Task<String> waiting(Mark entered, Mark end) {
        return () -> {
            entered.set();
            end.await();
            return "waited";
        };
    }

    /** E43: {@code invokeAll} and {@code invokeAny} of {@code null}, or a null unit, throw. */
    @Test
    void e43_invokingNullThrows() {
        Executor executor = open();
        List<Task<String>> tasks = List.of(returning("a"));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(null));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(null, 1, MS));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(tasks, 1, null));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(null));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(null, 1, MS));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(tasks, 1, null));
    }

    /** E44: {@code invokeAll} of nothing returns an empty list. */
    @Test
    void e44_invokeAllOfNothingIsEmpty() throws Exception {
        Executor executor = open();
        assertTrue(executor.invokeAll(List.<Task<String>>of()).isEmpty());
        assertTrue(executor.invokeAll(List.<Task<String>>of(), 1, MS).isEmpty());
    }

    /** E45: {@code invokeAll} with a null element throws; what was submitted is cancelled. */
    @Test
    void e45_invokeAllWithANullElementThrows() throws Exception {
        Executor executor = open();
        List<Task<String>> tasks = Arrays.asList(returning("a"), null);
        assertThrows(NullPointerException.class, () -> executor.invokeAll(tasks));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(tasks, 1, MS));
        assertAlive(executor);
    }

    /** E46: {@code invokeAll} returns the futures in order, all done, failures included. */
    @Test
    void e46_invokeAllReturnsAllDone() throws Exception {
        Executor executor = open();
        List<Task<String>> tasks = List.of(returning("a"), failing("b"), returning("c"));
        for (boolean timed : List.of(false, true)) {
            List<Future<String>> futures =
                    timed ? executor.invokeAll(tasks, 1, TimeUnit.DAYS) : executor.invokeAll(tasks);
            assertEquals(3, futures.size());
            futures.forEach(future -> assertTrue(future.isDone()));
            assertEquals("a", futures.get(0).get());
            assertThrows(ExecutionException.class, futures.get(1)::get);
            assertEquals("c", futures.get(2).get());
        }
    }

    /** E47: when the time of {@code invokeAll} is over, what is unfinished is cancelled. */
    @Test
    void e47_invokeAllTimedOutCancels() throws Exception {
        Executor executor = openConcurrent(2);
        Mark entered = mark();
        List<Future<String>> futures =
                executor.invokeAll(
                        List.of(returning("a"), waiting(entered, mark()), waiting(entered, mark())),
                        50 * BRIEF,
                        MS);
        assertEquals(3, futures.size());
        futures.forEach(future -> assertTrue(future.isDone()));
        assertFalse(futures.get(0).isCancelled());
        assertTrue(futures.get(1).isCancelled());
        assertTrue(futures.get(2).isCancelled());
    }

    /** E174: after its time {@code invokeAll} begins nothing; what did not begin is cancelled. */
    @Test
    void e174_invokeAllBeginsNothingAfterItsTime() throws Exception {
        Executor executor = open(1);
        Mark begun = mark();
        Task<String> never =
                () -> {
                    begun.set();
                    return "begun";
                };
        for (long timeout : List.of(0L, -1L, Long.MIN_VALUE)) {
            List<Future<String>> futures = executor.invokeAll(List.of(never, never), timeout, MS);
            assertEquals(2, futures.size());
            futures.forEach(future -> assertTrue(future.isCancelled()));
        }
        Task<String> late = runsInCaller() ? taking(2 * BRIEF) : waiting(mark(), mark());
        List<Future<String>> futures = executor.invokeAll(List.of(late, never), BRIEF, MS);
        assertTrue(futures.get(0).isDone());
        assertTrue(futures.get(1).isCancelled());
        assertThrows(CancellationException.class, futures.get(1)::get);
        executor.close();
        assertEquals(0, begun.count());
    }

    private static Task<String> taking(long millis) {
        return () -> {
            long start = System.nanoTime();
            long left = MS.toNanos(millis);
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = MS.toNanos(millis) - (System.nanoTime() - start);
            }
            return "taken";
        };
    }

    /** E48: {@code invokeAll} interrupted, before or while it waits, throws and cancels all. */
    @Test
    void e48_invokeAllInterruptedCancels() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        var caller = TestThread.start(() -> executor.invokeAll(List.of(waiting(entered, mark()))));
        entered.expect();
        caller.awaitBlocked();
        caller.interrupt();
        assertInstanceOf(InterruptedException.class, caller.join());
        assertAlive(executor);

        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> executor.invokeAll(List.of(waiting(mark(), mark()))));
        assertAlive(executor);
    }

    /** E49: {@code invokeAny} of nothing throws IllegalArgumentException. */
    @Test
    void e49_invokeAnyOfNothingThrows() {
        Executor executor = open();
        List<Task<String>> none = List.of();
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(none));
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(none, 1, MS));
    }

    /** E50: {@code invokeAny} with a null element before any success throws. */
    @Test
    void e50_invokeAnyWithANullElementThrows() throws Exception {
        Executor executor = open();
        List<Task<String>> tasks = new ArrayList<>();
        tasks.add(null);
        tasks.add(returning("a"));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(tasks));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(tasks, 1, MS));
        assertAlive(executor);
    }

    /** E51: {@code invokeAny} returns the result of one that succeeded. */
    @Test
    void e51_invokeAnyReturnsOneResult() throws Exception {
        Executor executor = open();
        List<Task<String>> tasks = List.of(failing("a"), returning("b"), failing("c"));
        assertEquals("b", executor.invokeAny(tasks));
        assertEquals("b", executor.invokeAny(tasks, 1, TimeUnit.DAYS));
    }

    /** E52: {@code invokeAny} cancels the others when one has succeeded. */
    @Test
    void e52_invokeAnyCancelsTheOthers() throws Exception {
        Executor executor = openConcurrent(2);
        Mark entered = mark();
        assertEquals("b", executor.invokeAny(List.of(waiting(entered, mark()), returning("b"))));
        executor.close();
    }

    /** E53: {@code invokeAny} throws ExecutionException if all fail. */
    @Test
    void e53_invokeAnyThrowsIfAllFail() {
        Executor executor = open();
        List<Task<String>> tasks = List.of(failing("x"), failing("x"));
        ExecutionException plain =
                assertThrows(ExecutionException.class, () -> executor.invokeAny(tasks));
        assertEquals("x", plain.getCause().getMessage());
        assertThrows(ExecutionException.class, () -> executor.invokeAny(tasks, 1, TimeUnit.DAYS));
    }

    /** E54: {@code invokeAny} throws TimeoutException when its time is over, and cancels all. */
    @Test
    void e54_invokeAnyTimesOut() throws Exception {
        Executor executor = openConcurrent(1);
        assertThrows(
                TimeoutException.class,
                () ->
                        executor.invokeAny(
                                List.of(waiting(mark(), mark()), waiting(mark(), mark())),
                                BRIEF,
                                MS));
        executor.close();
    }

    /** E55: {@code invokeAny} interrupted, before or while it waits, throws and cancels all. */
    @Test
    void e55_invokeAnyInterruptedCancels() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        var caller = TestThread.start(() -> executor.invokeAny(List.of(waiting(entered, mark()))));
        entered.expect();
        caller.awaitBlocked();
        caller.interrupt();
        assertInstanceOf(InterruptedException.class, caller.join());
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> executor.invokeAny(List.of(waiting(mark(), mark()))));
        executor.close();
    }
}
