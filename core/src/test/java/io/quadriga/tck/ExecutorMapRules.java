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
import io.quadriga.TaskFailedException;
import io.quadriga.TaskOptions;
import java.io.IOException;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code map} and {@code starmap}. */
abstract class ExecutorMapRules extends ExecutorAdmissionRules {

    /** Chunk sizes, 0 for the executor's own choice: none changes what the caller sees. */
    static final List<Integer> CHUNKS = List.of(0, 1, 3, 1_000);

    static Executor chunked(Executor executor, int chunk) {
        return chunk == 0 ? executor : executor.with(TaskOptions.chunkSize(chunk));
    }

    /** E95: {@code map} returns the results in input order, whatever the chunk. */
    @Test
    void e95_mapReturnsResultsInOrder() throws Exception {
        Executor executor = open(2);
        for (int chunk : CHUNKS) {
            for (int n : List.of(0, 1, 7, 1_000)) {
                assertEquals(upTo(n), chunked(executor, chunk).map((Integer i) -> i, upTo(n)));
            }
        }
    }

    /** E96: the list of results is modifiable, and its elements may be {@code null}. */
    @Test
    void e96_mapTakesAndGivesNull() throws Exception {
        Executor executor = open(2);
        List<@Nullable String> inputs = Arrays.asList("a", null, "b");
        List<@Nullable String> results =
                executor.<@Nullable String, @Nullable String>map(s -> s, inputs);
        assertEquals(inputs, results);
        results.add("c");
        results.set(0, "d");
        assertEquals(4, results.size());
    }

    /** E97: {@code map} takes any Iterable, sized or not. */
    @Test
    void e97_mapTakesAnyIterable() throws Exception {
        Executor executor = open(2);
        Iterable<Integer> unsized = () -> upTo(100).iterator();
        assertEquals(upTo(100), executor.map((Integer n) -> n, unsized));
    }

    /** E98: {@code starmap} calls with the key and value of each pair, {@code null}s included. */
    @Test
    void e98_starmapSpreadsPairs() throws Exception {
        Executor executor = open(2);
        List<Map.Entry<String, String>> pairs = List.of(Map.entry("a", "b"), Map.entry("c", "d"));
        assertEquals(List.of("ab", "cd"), executor.starmap((a, b) -> a + b, pairs));
        assertEquals(
                List.of("ab", "cd"), settled(executor.starmapAsync((a, b) -> a + b, pairs)).get());
        List<Map.Entry<@Nullable String, @Nullable String>> nulls =
                List.of(new SimpleEntry<>(null, null));
        assertEquals(List.of("nullnull"), executor.starmap((a, b) -> a + "" + b, nulls));
    }

    /** E99: {@code map} throws the first failure in input order, as {@code result} would. */
    @Test
    void e99_mapThrowsTheFirstFailureInInputOrder() throws Exception {
        Executor executor = open(2);
        for (int chunk : CHUNKS) {
            Mark ran = mark();
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    chunked(executor, chunk)
                                            .map((Integer n) -> failAt(n, ran), upTo(20)));
            assertEquals("at 3", thrown.getMessage());
            assertEquals(List.of("at 7"), messages(thrown.getSuppressed()));
            assertEquals(20, ran.count(), "every input ran");
        }
        TaskFailedException checked =
                assertThrows(
                        TaskFailedException.class,
                        () -> executor.map((Integer n) -> checkedFailure(), List.of(1)));
        assertInstanceOf(IOException.class, checked.getCause());
    }

    /** Fails at 3 and 7. */
    static int failAt(int n, Mark ran) {
        ran.set();
        if (n == 3 || n == 7) {
            throw new IllegalStateException("at " + n);
        }
        return n;
    }

    /** Fails. */
    static int checkedFailure() throws IOException {
        throw new IOException("checked");
    }

    private static List<String> messages(Throwable... errors) {
        return Arrays.stream(errors).map(Throwable::getMessage).toList();
    }

    /** E100: at most 8 other failures are suppressed in it, then one that says how many more. */
    @Test
    void e100_mapSuppressesAtMostEightFailures() {
        Executor executor = open(2);
        for (int n : List.of(9, 10, 20)) {
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    executor.map(
                                            (Integer i) -> {
                                                throw new IllegalStateException("at " + i);
                                            },
                                            upTo(n)));
            assertEquals("at 0", thrown.getMessage());
            List<String> suppressed = messages(thrown.getSuppressed());
            for (int i = 0; i < 8; i++) {
                assertEquals("at " + (i + 1), suppressed.get(i));
            }
            assertEquals(n > 9 ? 9 : 8, suppressed.size());
            if (n > 9) {
                Throwable last = thrown.getSuppressed()[8];
                assertInstanceOf(TaskFailedException.class, last);
                assertTrue(last.getMessage().contains("" + (n - 9)), last.getMessage());
            }
        }
    }

    /** E101: a failure that several inputs share is suppressed once, and never in itself. */
    @Test
    void e101_aSharedFailureIsSuppressedOnce() {
        Executor executor = open(2);
        assumeShared(executor);
        IllegalStateException shared = new IllegalStateException("shared");
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException thrown =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                executor.map(
                                        (Integer n) -> {
                                            throw n == 0 ? first : shared;
                                        },
                                        upTo(20)));
        assertSame(first, thrown);
        assertEquals(List.of(shared), List.of(thrown.getSuppressed()));
        assertSame(
                shared,
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                executor.map(
                                        (Integer n) -> {
                                            throw shared;
                                        },
                                        upTo(20))));
        assertEquals(0, shared.getSuppressed().length);
    }

    /** E102: {@code map} waits until every input ran, also after a failure. */
    @Test
    void e102_mapWaitsForEveryInput() throws Exception {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        Mark entered = mark();
        var caller =
                TestThread.start(() ->
                        executor.with(TaskOptions.chunkSize(1))
                                .map(
                                        (Integer n) -> {
                                            if (n == 0) {
                                                throw new IllegalStateException("first");
                                            }
                                            entered.set();
                                            end.await();
                                            return n;
                                        },
                                        upTo(2)));
        entered.expect();
        caller.awaitBlocked();
        caller.assertStillWaits();
        end.set();
        assertEquals(
                "first", assertInstanceOf(IllegalStateException.class, caller.join()).getMessage());
    }

    /** E103: {@code map} interrupted, before or while it waits, cancels what is unfinished. */
    @Test
    void e103_mapInterruptedCancels() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark end = mark();
        var caller =
                TestThread.start(() ->
                        executor.map(
                                (Integer n) -> {
                                    entered.set();
                                    end.await();
                                    return n;
                                },
                                upTo(10)));
        entered.expect();
        caller.awaitBlocked();
        caller.interrupt();
        assertInstanceOf(InterruptedException.class, caller.join());
        executor.close();
        assertEquals(1, entered.count());

        Executor other = open(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> other.map((Integer n) -> n, upTo(3)));
        assertEquals(0, other.stats().submitted());
    }

    /** E104: {@code mapAsync} has pulled every input when it returns, and processes all (C25). */
    @Test
    void e104_mapAsyncPullsEveryInput() throws Exception {
        Executor executor = open(2);
        List<Integer> inputs = new ArrayList<>(upTo(100));
        Mark ran = mark();
        Future<List<Integer>> future =
                executor.mapAsync(
                        (Integer n) -> {
                            ran.set();
                            return n;
                        },
                        inputs);
        inputs.clear();
        executor.close();
        assertEquals(100, ran.count());
        assertEquals(upTo(100), future.get());
    }

    /** E105: cancelling the future of {@code mapAsync} cancels what is unfinished. */
    @Test
    void e105_cancellingMapAsyncCancelsItsTasks() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark end = mark();
        Future<List<String>> future =
                executor.mapAsync(
                        (Integer n) -> {
                            entered.set();
                            return wait(end);
                        },
                        upTo(100));
        entered.expect();
        assertTrue(future.cancel(true));
        assertThrows(CancellationException.class, future::get);
        executor.close();
        assertEquals(1, entered.count());
        assertEquals(99, executor.stats().cancelled());
    }

    /** E106: an Iterable that throws makes the bulk call throw it; nothing was accepted. */
    @Test
    void e106_aFailingIterableFailsTheCall() throws Exception {
        Executor executor = open(1);
        Iterable<Integer> failing =
                () -> {
                    throw new IllegalStateException("no inputs");
                };
        assertThrows(IllegalStateException.class, () -> executor.map((Integer n) -> n, failing));
        assertThrows(
                IllegalStateException.class, () -> executor.mapAsync((Integer n) -> n, failing));
        assertEquals(0, executor.stats().submitted());
        executor.close();
    }

    /** E107: a bulk call counts each of its inputs as a task, not its chunks. */
    @Test
    void e107_bulkCallsCountInputs() throws Exception {
        Executor executor = open(1);
        executor.with(TaskOptions.chunkSize(10)).map((Integer n) -> n, upTo(95));
        assertEquals(95, executor.stats().submitted());
        Bounds.await("all bodies ended", () -> executor.stats().finished() == 95);
        assertEquals(95, executor.stats().attempts());
        assertEquals(5, executor.stream((Integer n) -> n, upTo(5)).count());
        assertEquals(100, executor.stats().submitted());
    }

    /** E108: short and long inputs mixed keep every outcome at its position (adaptive chunks). */
    @Test
    void e108_adaptingChunksKeepsPositions() throws Exception {
        Executor executor = open(2);
        List<Integer> results =
                executor.map(
                        (Integer n) -> {
                            if (n % 50 == 0) {
                                java.util.concurrent.locks.LockSupport.parkNanos(15_000_000);
                            }
                            return n;
                        },
                        upTo(500));
        assertEquals(upTo(500), results);
        assertEquals(500, executor.stats().submitted());
        Bounds.await("all bodies ended", () -> executor.stats().finished() == 500);
        assertEquals(0, executor.stats().queued());
    }

    /** E109: a bulk call honours {@code delay}, and counts as queued until then. */
    @Test
    void e109_aBulkCallMayBeDelayed() throws Exception {
        Executor executor = open(1);
        Mark ran = mark();
        Executor delaying = executor.with(TaskOptions.delay(java.time.Duration.ofMillis(200)));
        long start = System.nanoTime();
        Future<List<Integer>> future =
                delaying.mapAsync(
                        (Integer n) -> {
                            ran.set();
                            return n;
                        },
                        upTo(3));
        assertTrue(ran.count() == 0 || System.nanoTime() - start > 200_000_000L);
        assertEquals(3, executor.stats().submitted());
        assertEquals(upTo(3), settled(future).get());
        assertTook(start, java.time.Duration.ofMillis(200));
        start = System.nanoTime();
        assertEquals(3, delaying.stream((Integer n) -> n, upTo(3)).count());
        assertTook(start, java.time.Duration.ofMillis(200));
        assertFalse(executor.isShutdown());
        assertNull(settled(executor.submit(() -> {})).get());
    }

    /** E110: bulk calls of many callers at once keep their results apart. */
    @Test
    void e110_bulkCallsKeepTheirResultsApart() throws Exception {
        Executor executor = open(2);
        List<TestThread<List<Integer>>> callers = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            int offset = c * 1_000;
            callers.add(TestThread.start(() -> executor.map((Integer n) -> n + offset, upTo(500))));
        }
        for (int c = 0; c < 4; c++) {
            int offset = c * 1_000;
            assertEquals(upTo(500).stream().map(n -> n + offset).toList(), callers.get(c).result());
        }
    }
}
