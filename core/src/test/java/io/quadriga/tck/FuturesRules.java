package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.Futures.When;
import io.quadriga.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for several futures at once. */
abstract class FuturesRules extends FutureLifetimeRules {

    private static Future<String> done(Executor executor, String value)
            throws InterruptedException {
        return settled(executor.submit(() -> value));
    }

    private static Future<String> failed(Executor executor) throws InterruptedException {
        return settled(Thrown.by(executor, new IllegalStateException("on purpose")));
    }

    private static Future<String> cancelled(Executor executor) {
        Future<String> future =
                executor.with(io.quadriga.TaskOptions.delay(Bounds.NEVER)).submit(() -> "never");
        future.cancel(true);
        return future;
    }

    /** The same future given twice counts once (C11). */
    @Test
    void f55_waitForCountsAFutureOnce() throws Exception {
        Future<String> future = open().submit(() -> "done");
        var waited = Futures.waitFor(List.of(future, future), When.ALL);
        assertEquals(Set.of(future), waited.done());
        assertEquals(Set.of(), waited.pending());
    }

    /** Inputs may be built lazily and are read once, before the wait. */
    @Test
    void f56_inputsAreReadOnce() throws Exception {
        Executor executor = open();
        Iterator<Future<String>> once =
                Stream.of(1, 2, 3).map(n -> executor.submit(() -> "n" + n)).iterator();
        assertEquals(3, Futures.waitFor(() -> once, When.ALL).done().size());
        Iterator<Future<String>> again =
                Stream.of(1, 2, 3).map(n -> executor.submit(() -> "n" + n)).iterator();
        assertEquals(3, Futures.asCompleted(() -> again).count());
    }

    /** FIRST_COMPLETED returns as soon as one is done, with exactly those that are (C12). */
    @Test
    void f57_firstCompletedReturnsWithTheFirst() throws Exception {
        Mark end = mark();
        Mark slowEnd = mark();
        Future<String> fast = running(openConcurrent(1), end);
        Future<String> slow = running(openConcurrent(1), slowEnd);
        var waiting =
                TestThread.start(() -> Futures.waitFor(List.of(slow, fast), When.FIRST_COMPLETED));
        waiting.awaitBlocked();
        end.set();
        assertEquals(Set.of(fast), waiting.result().done());
        assertEquals(Set.of(slow), waiting.result().pending());
    }

    /** FIRST_COMPLETED returns at once with all that are done already, cancelled ones too (C13). */
    @Test
    void f58_firstCompletedReturnsAtOnce() throws Exception {
        Executor executor = open();
        Future<String> slow = running(openConcurrent(1), mark());
        Future<String> done = done(executor, "done");
        Future<String> failed = failed(executor);
        Future<String> cancelled = cancelled(executor);
        var waited = Futures.waitFor(List.of(slow, done, failed, cancelled), When.FIRST_COMPLETED);
        assertEquals(List.of(done, failed, cancelled), List.copyOf(waited.done()));
        assertEquals(Set.of(slow), waited.pending());
        assertEquals(
                Set.of(cancelled),
                Futures.waitFor(List.of(slow, cancelled), When.FIRST_COMPLETED).done());
    }

    /** FIRST_FAILED returns as soon as one has failed (C14); cancelled ones do not count. */
    @Test
    void f59_firstFailedReturnsWithTheFailure() throws Exception {
        Executor executor = open();
        Mark end = mark();
        Future<String> slow = running(openConcurrent(1), mark());
        Future<String> done = done(executor, "done");
        Future<String> cancelled = cancelled(executor);
        Future<String> failing = failingAt(openConcurrent(1), end);
        var waiting =
                TestThread.start(() ->
                        Futures.waitFor(
                                List.of(done, slow, cancelled, failing), When.FIRST_FAILED));
        waiting.awaitBlocked();
        end.set();
        assertEquals(List.of(done, cancelled, failing), List.copyOf(waiting.result().done()));
        assertEquals(Set.of(slow), waiting.result().pending());
        assertEquals(
                Set.of(slow), Futures.waitFor(List.of(failing, slow), When.FIRST_FAILED).pending());
    }

    private static Future<String> failingAt(Executor executor, Mark end) {
        return executor.submit(() -> {
            end.await();
            throw new IllegalStateException("on purpose");
        });
    }

    /** Without a failure FIRST_FAILED waits for all. */
    @Test
    void f60_firstFailedWaitsForAllWithoutAFailure() throws Exception {
        Executor executor = open();
        Mark end = mark();
        Future<String> slow = running(openConcurrent(1), end);
        Future<String> done = done(executor, "done");
        Future<String> cancelled = cancelled(executor);
        var waiting =
                TestThread.start(
                        () -> Futures.waitFor(List.of(cancelled, slow, done), When.FIRST_FAILED));
        waiting.awaitBlocked();
        end.set();
        assertEquals(List.of(cancelled, slow, done), List.copyOf(waiting.result().done()));
    }

    /** ALL waits for every future, failed and cancelled ones included. */
    @Test
    void f61_allWaitsForEveryFuture() throws Exception {
        Executor executor = open();
        Mark end = mark();
        Future<String> slow = running(openConcurrent(1), end);
        Future<String> failed = failed(executor);
        Future<String> cancelled = cancelled(executor);
        var waiting =
                TestThread.start(() -> Futures.waitFor(List.of(failed, slow, cancelled), When.ALL));
        waiting.awaitBlocked();
        waiting.assertStillWaits();
        end.set();
        assertEquals(List.of(failed, slow, cancelled), List.copyOf(waiting.result().done()));
        assertEquals(Set.of(), waiting.result().pending());
    }

    /** That the time is over is no error: it returns what is done and what is not (C16). */
    @Test
    void f62_aWaitOutOfTimeReturnsTheSplit() throws Exception {
        Executor executor = open();
        Future<String> slow = running(openConcurrent(1), mark());
        Future<String> done = done(executor, "done");
        Future<String> failed = failed(executor);
        for (Duration time : List.of(brief(), Duration.ZERO, Duration.ofSeconds(-1))) {
            var waited = Futures.waitFor(List.of(done, slow, failed), When.ALL, time);
            assertEquals(List.of(done, failed), List.copyOf(waited.done()));
            assertEquals(Set.of(slow), waited.pending());
        }
        assertEquals(
                Set.of(), Futures.waitFor(List.of(slow), When.FIRST_COMPLETED, brief()).done());
    }

    /** Nothing to wait for is no wait. */
    @ParameterizedTest
    @EnumSource
    void f63_nothingToWaitFor(When when) throws Exception {
        var waited = Futures.waitFor(List.<Future<String>>of(), when);
        assertEquals(Set.of(), waited.done());
        assertEquals(Set.of(), waited.pending());
        assertEquals(0, Futures.asCompleted(List.<Future<String>>of()).count());
    }

    /** An interrupt ends {@code waitFor} with InterruptedException; the tasks go on. */
    @Test
    void f64_anInterruptEndsWaitFor() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        for (When when : When.values()) {
            var waiting = TestThread.start(() -> Futures.waitFor(List.of(future), when));
            waiting.awaitBlocked();
            waiting.interrupt();
            assertInstanceOf(InterruptedException.class, waiting.join());
        }
        assertFalse(future.isDone());
        end.set();
        assertEquals("ran", future.result());
    }

    /** A null among the futures is refused before the wait, as are null arguments. */
    @Test
    @SuppressWarnings("NullAway") // on purpose
    void f65_nullFuturesAreRefused() {
        Future<String> future = running(openConcurrent(1), mark());
        List<Future<String>> withNull = new ArrayList<>(List.of(future));
        withNull.add(null);
        refused("future", () -> Futures.waitFor(withNull, When.ALL));
        refused("future", () -> Futures.asCompleted(withNull));
        refused("when", () -> Futures.waitFor(List.of(future), null));
        refused("futures", () -> Futures.waitFor(null, When.ALL));
        refused("futures", () -> Futures.asCompleted(null));
        refused("timeout", () -> Futures.waitFor(List.of(future), When.ALL, null));
        refused("timeout", () -> Futures.asCompleted(List.of(future), null));
    }

    /**
     * {@code asCompleted} delivers each once: those done already first, then as they are done (C18,
     * C20).
     */
    @Test
    void f66_asCompletedFollowsTheCompletion() throws Exception {
        Executor executor = open();
        Mark firstEnd = mark();
        Mark secondEnd = mark();
        Future<String> first = running(openConcurrent(1), firstEnd);
        Future<String> second = running(openConcurrent(1), secondEnd);
        Future<String> done = done(executor, "done");
        Future<String> failed = failed(executor);
        Future<String> cancelled = cancelled(executor);
        Iterator<Future<String>> completed =
                Futures.asCompleted(List.of(second, first, done, done, failed, second, cancelled))
                        .iterator();
        assertEquals(
                Set.of(done, failed, cancelled),
                Set.of(completed.next(), completed.next(), completed.next()));
        firstEnd.set();
        assertSame(first, completed.next());
        secondEnd.set();
        assertSame(second, completed.next());
        assertFalse(completed.hasNext());
    }

    /**
     * When its time is over {@code asCompleted} delivers what is done, then says how many are not
     * (C19, C21).
     */
    @Test
    void f67_asCompletedEndsInTime() throws Exception {
        Executor executor = open();
        List<Future<String>> futures = new ArrayList<>();
        futures.add(running(openConcurrent(1), mark()));
        futures.add(done(executor, "a"));
        futures.add(running(openConcurrent(1), mark()));
        futures.add(done(executor, "b"));
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), brief())) {
            Iterator<Future<String>> completed = Futures.asCompleted(futures, time).iterator();
            assertTrue(completed.next().isDone());
            assertTrue(completed.next().isDone());
            WaitTimeoutException late =
                    assertThrows(WaitTimeoutException.class, completed::hasNext);
            assertTrue(late.getMessage().contains("2 of 4 unfinished"), late.getMessage());
        }
    }

    /** The time of {@code asCompleted} counts from the call, not from each future. */
    @Test
    void f68_theTimeCountsFromTheCall() throws Exception {
        Future<String> slow = running(openConcurrent(1), mark());
        Stream<Future<String>> completed = Futures.asCompleted(List.of(slow), brief());
        assertFalse(slow.await(brief()));
        long start = System.nanoTime();
        assertThrows(WaitTimeoutException.class, completed::toList);
        long taken = System.nanoTime() - start;
        Stream<Future<String>> whole = Futures.asCompleted(List.of(slow), Bounds.NEVER);
        assertTrue(taken < Bounds.SOON.toNanos());
        whole.close();
    }

    /**
     * An interrupt ends the wait of {@code asCompleted} with CancellationException and the flag
     * set.
     */
    @Test
    void f69_anInterruptEndsAsCompleted() throws Exception {
        Future<String> slow = running(openConcurrent(1), mark());
        var waiting =
                TestThread.start(() -> {
                    assertThrows(
                            CancellationException.class,
                            () -> Futures.asCompleted(List.of(slow)).toList());
                    return Thread.interrupted();
                });
        waiting.awaitBlocked();
        waiting.interrupt();
        assertEquals(true, waiting.result());
        assertFalse(slow.isDone());
    }

    /** The stream of {@code asCompleted} does not split. */
    @Test
    void f70_asCompletedDoesNotSplit() throws Exception {
        Executor executor = open();
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            futures.add(executor.submit(() -> "done"));
        }
        assertNull(Futures.asCompleted(futures).spliterator().trySplit());
        Set<Thread> threads = Collections.synchronizedSet(new java.util.HashSet<>());
        Futures.asCompleted(futures).parallel().forEach(f -> threads.add(Thread.currentThread()));
        assertEquals(Set.of(Thread.currentThread()), threads);
    }
}
