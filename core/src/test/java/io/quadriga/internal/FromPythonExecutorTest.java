package io.quadriga.internal;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.Bounds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who know Python's executors and pools expect of one here, on the backend inline. */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonExecutorTest {

    private final Executor executor = ExecutorBuilder.of(new InlineBackend()).build();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void c31_submitPassesArgumentsAndIsRefusedAfterShutdown() throws Exception {
        assertEquals("ab", executor.submit(a -> a + "b", "a").result());
        assertEquals("ab", executor.submit((a, b) -> a + b, "a", "b").result());

        executor.shutdown();
        executor.shutdown();

        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "late"));
    }

    @Test
    void c32_closeWaitsForEverythingSubmitted() {
        Executor later = executor.with(TaskOptions.delay(Bounds.BRIEF));
        List<Future<Integer>> futures =
                Stream.generate(() -> later.submit(calls::incrementAndGet)).limit(50).toList();

        executor.close();

        assertEquals(50, calls.get());
        assertTrue(futures.stream().allMatch(Future::isDone));
    }

    @Test
    void c32_shutdownDoesNotWait() {
        Future<Integer> pending = never().submit(calls::incrementAndGet);

        executor.shutdown();

        assertFalse(pending.isDone());
        assertFalse(executor.isTerminated());
        assertTrue(pending.cancel(false));
    }

    @Test
    void t10_whatIsQueuedCanBeCancelled() {
        Executor view = never();
        Future<Integer> pending = view.submit(calls::incrementAndGet);

        assertEquals(1, view.cancelPending());
        assertTrue(pending.isCancelled());

        Future<Integer> other = view.submit(calls::incrementAndGet);
        assertEquals(1, executor.shutdownNow().size());
        assertTrue(other.isCancelled());
        assertEquals(0, calls.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 100})
    void p11_mapKeepsTheOrderInChunksOfEverySize(int chunk) throws Exception {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        List<Integer> doubles = inputs.stream().map(n -> 2 * n).toList();

        assertEquals(doubles, executor.with(TaskOptions.chunkSize(chunk)).map(n -> 2 * n, inputs));
        assertEquals(doubles, executor.mapAsync(n -> 2 * n, inputs).result());
        assertEquals(doubles, executor.stream(n -> 2 * n, inputs).toList());
        assertEquals(
                new HashSet<>(doubles),
                executor.streamUnordered(n -> 2 * n, inputs).collect(Collectors.toSet()));
    }

    @Test
    void p12_starmapSpreadsPairs() throws Exception {
        var pairs = List.of(entry(6, 2), entry(9, 3));

        assertEquals(List.of(3, 3), executor.starmap((a, b) -> a / b, pairs));
        assertEquals(List.of(3, 3), executor.starmapAsync((a, b) -> a / b, pairs).result());
    }

    @Test
    void p13_mapAsyncTellsItsCallbackOnceWithTheWholeListOrTheError() throws Exception {
        var heard = new LinkedBlockingQueue<Object>();
        Callback<Object> callback = Callback.of(heard::add, heard::add);

        executor.mapAsync(n -> 6 / n, List.of(1, 2)).onDone(callback);
        assertEquals(List.of(6, 3), heard.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        executor.mapAsync(n -> 6 / n, List.of(1, 0)).onDone(callback);
        executor.close();

        assertSame(ArithmeticException.class, heard.remove().getClass());
        assertTrue(heard.isEmpty());
    }

    @Test
    void p18_nothingInNothingOut() throws Exception {
        List<Integer> none = List.of();

        assertEquals(none, executor.map(n -> n, none));
        assertEquals(none, executor.mapAsync(n -> n, none).result());
        assertEquals(none, executor.stream(n -> n, none).toList());
        assertEquals(none, executor.streamUnordered(n -> n, none).toList());
    }

    @Test
    void c23_theIteratorThrowsAtThePositionAndGoesOn() {
        Iterator<Integer> results = executor.stream(n -> 6 / n, List.of(2, 3, 0, 6)).iterator();

        assertEquals(3, results.next());
        assertEquals(2, results.next());
        assertThrows(ArithmeticException.class, results::next);
        assertEquals(1, results.next());
        assertFalse(results.hasNext());
    }

    @Test
    void c23_mapRunsEveryInputAndThrowsTheFirstFailure() {
        assertThrows(
                ArithmeticException.class,
                () ->
                        executor.with(TaskOptions.chunkSize(3))
                                .map(n -> calls.addAndGet(1) / n, List.of(0, 1, 2)));
        assertEquals(3, calls.get());
    }

    @Test
    void c24_aDeadlineEndsTheWholeCallAndATimeoutOneInput() {
        for (TaskOptions limit : Set.of(TaskOptions.deadline(LIMIT), TaskOptions.timeout(LIMIT))) {
            Iterator<Integer> results =
                    executor.with(limit).stream(this::blockAtZero, List.of(2, 1, 0)).iterator();

            assertEquals(2, results.next());
            assertEquals(1, results.next());
            assertThrows(TaskTimeoutException.class, results::next);
        }
    }

    private static final Duration LIMIT = Duration.ofMillis(500);

    private int blockAtZero(int n) throws InterruptedException {
        if (n == 0) {
            new CountDownLatch(1).await();
        }
        return n;
    }

    @Test
    void c25_mapAsyncRunsWithoutAnybodyWhoAsks() {
        executor.mapAsync(n -> calls.addAndGet(n), List.of(1, 1, 1));
        executor.close();

        assertEquals(3, calls.get());
    }

    @Test
    void c25_aStreamPullsNoMoreThanItsWindow() {
        Stream<Integer> endless = Stream.iterate(0, n -> n + 1).peek(n -> calls.incrementAndGet());
        Iterator<Integer> results =
                executor.with(TaskOptions.chunkSize(1).window(3)).stream(n -> n, endless::iterator)
                        .iterator();

        assertEquals(0, calls.get());
        assertEquals(0, results.next());
        assertTrue(calls.get() <= 4, () -> "pulled=" + calls);
    }

    private Executor never() {
        return executor.with(TaskOptions.delay(Bounds.NEVER));
    }
}
