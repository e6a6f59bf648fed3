package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code stream} and {@code streamUnordered}. */
abstract class ExecutorStreamRules extends ExecutorMapRules {

    /** 0, 1, 2 and so on without end; counts what was pulled. */
    private static final class Naturals implements Iterable<Integer> {

        final AtomicInteger pulled = new AtomicInteger();

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    return pulled.getAndIncrement();
                }
            };
        }
    }

    private static Stream<Integer> same(Executor executor, boolean ordered, Iterable<Integer> in) {
        return ordered
                ? executor.stream((Integer n) -> n, in)
                : executor.streamUnordered((Integer n) -> n, in);
    }

    private static Collection<Integer> asExpected(boolean ordered, Collection<Integer> list) {
        return ordered ? list : new HashSet<>(list);
    }

    /**
     * E111: {@code stream} gives the results in input order, {@code streamUnordered} all of them.
     */
    @Test
    void e111_streamsGiveEveryResult() {
        Executor executor = open(2);
        for (boolean ordered : List.of(true, false)) {
            for (int chunk : CHUNKS) {
                List<Integer> got = same(chunked(executor, chunk), ordered, upTo(500)).toList();
                assertEquals(500, got.size());
                assertEquals(asExpected(ordered, upTo(500)), asExpected(ordered, got));
            }
            assertEquals(0, same(executor, ordered, List.of()).count());
        }
    }

    /** E112: {@code streamUnordered} gives results as they end. */
    @Test
    void e112_unorderedStreamsGiveResultsAsTheyEnd() throws Exception {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        try (Stream<Integer> stream =
                executor.with(TaskOptions.chunkSize(1))
                        .streamUnordered(
                                (Integer n) -> {
                                    if (n == 0) {
                                        end.await();
                                    }
                                    return n;
                                },
                                upTo(3))) {
            Iterator<Integer> results = stream.iterator();
            assertEquals(java.util.Set.of(1, 2), java.util.Set.of(results.next(), results.next()));
            end.set();
            assertEquals(0, results.next());
            assertFalse(results.hasNext());
        }
    }

    /** E113: nothing is pulled from the inputs before the terminal operation. */
    @Test
    void e113_nothingIsPulledBeforeTheTerminalOperation() {
        Executor executor = open(2);
        for (boolean ordered : List.of(true, false)) {
            Naturals inputs = new Naturals();
            Stream<Integer> stream = same(executor, ordered, inputs).limit(3);
            assertEquals(0, inputs.pulled.get());
            assertEquals(0, executor.stats().submitted());
            assertEquals(3, stream.count());
            assertTrue(inputs.pulled.get() >= 3);
            executor.close();
            executor = open(2);
        }
    }

    /** E114: never more than {@code window} inputs are pulled ahead of the consumer. */
    @Test
    void e114_neverMoreThanAWindowIsPulledAhead() {
        Executor executor = open(2);
        for (boolean ordered : List.of(true, false)) {
            for (int chunk : List.of(0, 1, 3, 100)) {
                Naturals inputs = new Naturals();
                Executor windowed = chunked(executor.with(TaskOptions.window(5)), chunk);
                try (Stream<Integer> stream = same(windowed, ordered, inputs)) {
                    Iterator<Integer> results = stream.iterator();
                    for (int delivered = 0; delivered < 50; delivered++) {
                        int ahead = inputs.pulled.get() - delivered;
                        assertTrue(ahead <= 5, () -> "ahead=" + ahead);
                        results.next();
                    }
                }
            }
        }
    }

    /** E115: the default window is 2 x workers x chunk. */
    @Test
    void e115_theDefaultWindowIsTwiceTheWorkersTimesTheChunk() {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        Naturals inputs = new Naturals();
        var consumer =
                TestThread.start(() -> {
                    try (Stream<Integer> stream =
                            executor.with(TaskOptions.chunkSize(3)).stream(
                                    (Integer n) -> {
                                        end.await();
                                        return n;
                                    },
                                    inputs)) {
                        return stream.iterator().next();
                    }
                });
        Bounds.await("the window is full", () -> inputs.pulled.get() >= 2 * 2 * 3);
        consumer.awaitBlocked();
        assertEquals(2 * 2 * 3, inputs.pulled.get());
        end.set();
    }

    /** E116: the default chunk of a stream starts at 1: the first result comes after one body. */
    @Test
    void e116_theFirstResultComesAtOnce() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        try (Stream<Integer> stream =
                executor.stream(
                        (Integer n) -> {
                            if (n > 0) {
                                end.await();
                            }
                            return n;
                        },
                        new Naturals())) {
            assertEquals(0, stream.iterator().next());
            end.set();
        }
    }

    /** E117: an infinite Iterable streams in constant memory: what is delivered is not retained. */
    @Test
    void e117_anInfiniteInputStreamsInConstantMemory() {
        Executor executor = open(2);
        for (boolean ordered : List.of(true, false)) {
            List<WeakReference<byte[]>> inputs = new ArrayList<>();
            Iterable<byte[]> endless = () -> Stream.generate(() -> remember(inputs)).iterator();
            try (Stream<byte[]> stream =
                    ordered
                            ? executor.stream((byte[] b) -> b, endless)
                            : executor.streamUnordered((byte[] b) -> b, endless)) {
                Iterator<byte[]> results = stream.iterator();
                for (int i = 0; i < 2_000; i++) {
                    assertEquals(1_000, results.next().length);
                }
                Bounds.await("delivered inputs are collected", () -> living(inputs) < 1_000);
            }
        }
    }

    private static byte[] remember(List<WeakReference<byte[]>> inputs) {
        byte[] input = new byte[1_000];
        inputs.add(new WeakReference<>(input));
        return input;
    }

    private static long living(List<WeakReference<byte[]>> inputs) {
        System.gc();
        return inputs.stream().limit(2_000).filter(each -> each.get() != null).count();
    }

    /** E118: a result consumed and dropped becomes unreachable before the next (C28). */
    @Test
    void e118_deliveredResultsAreNotRetained() {
        Executor executor = open(1);
        try (Stream<Payload> stream =
                executor.with(TaskOptions.chunkSize(1).window(1)).stream(
                        (Integer n) -> new Payload(), new Naturals())) {
            Iterator<Payload> results = stream.iterator();
            for (int i = 0; i < 3; i++) {
                awaitCollected(new WeakReference<>(results.next()));
            }
        }
    }

    /** E119: {@code trySplit} returns {@code null}: the stream does not split. */
    @Test
    void e119_streamsDoNotSplit() {
        Executor executor = open(2);
        for (boolean ordered : List.of(true, false)) {
            try (Stream<Integer> stream = same(executor, ordered, upTo(10))) {
                assertNull(stream.spliterator().trySplit());
            }
            assertEquals(45, same(executor, ordered, upTo(10)).parallel().mapToInt(n -> n).sum());
        }
    }

    /** E120: {@code null} inputs and results are legal. */
    @Test
    void e120_streamsTakeAndGiveNull() {
        Executor executor = open(2);
        List<@Nullable String> inputs = Arrays.asList("a", null, "b");
        List<@Nullable String> results = new ArrayList<>();
        executor.<@Nullable String, @Nullable String>stream(s -> s, inputs).forEach(results::add);
        assertEquals(inputs, results);
        results.clear();
        executor.<@Nullable String, @Nullable String>streamUnordered(s -> s, inputs)
                .forEach(results::add);
        assertEquals(new HashSet<>(inputs), new HashSet<>(results));
    }

    /**
     * E121: {@code iterator} throws a failure at its position, from {@code hasNext} or {@code
     * next}, and goes on afterwards (C23).
     */
    @Test
    void e121_theIteratorThrowsAtThePositionAndGoesOn() {
        Executor executor = open(2);
        for (int chunk : CHUNKS) {
            Mark ran = mark();
            Executor view = chunked(executor, chunk);
            try (Stream<Integer> stream = view.stream((Integer n) -> failAt(n, ran), upTo(10))) {
                assertEquals(
                        List.of("0", "1", "2", "at 3", "4", "5", "6", "at 7", "8", "9"),
                        outcomes(stream.iterator()));
            }
            try (Stream<Integer> stream =
                    view.streamUnordered((Integer n) -> failAt(n, ran), upTo(10))) {
                assertEquals(
                        java.util.Set.of("0", "1", "2", "at 3", "4", "5", "6", "at 7", "8", "9"),
                        new HashSet<>(outcomes(stream.iterator())));
            }
            assertEquals(20, ran.count());
        }
    }

    private static List<String> outcomes(Iterator<Integer> results) {
        List<String> outcomes = new ArrayList<>();
        while (true) {
            try {
                if (!results.hasNext()) {
                    assertThrows(NoSuchElementException.class, results::next);
                    return outcomes;
                }
                outcomes.add("" + results.next());
            } catch (IllegalStateException failure) {
                outcomes.add(failure.getMessage());
            }
        }
    }

    /** E122: a failure that leaves any other terminal operation is thrown, and cancels the rest. */
    @Test
    void e122_aFailureThatLeavesCancelsTheRest() throws Exception {
        Executor executor = openConcurrent(1);
        for (boolean ordered : List.of(true, false)) {
            Mark end = mark();
            Mark entered = mark();
            Executor view = executor.with(TaskOptions.chunkSize(1).window(4));
            io.quadriga.Fn<Integer, Integer> fn =
                    n -> {
                        if (n == 0) {
                            throw new IllegalStateException("first");
                        }
                        entered.set();
                        end.await();
                        return n;
                    };
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () -> {
                                if (ordered) {
                                    view.stream(fn, new Naturals()).forEach(n -> {});
                                } else {
                                    view.streamUnordered(fn, new Naturals()).forEach(n -> {});
                                }
                            });
            assertEquals("first", thrown.getMessage());
            Bounds.await("the rest was cancelled", () -> isIdle(executor));
            assertTrue(entered.count() <= 1);
        }
    }

    /** E123: closing the stream cancels the rest. */
    @Test
    void e123_closingCancelsTheRest() throws Exception {
        Executor executor = openConcurrent(1);
        for (boolean ordered : List.of(true, false)) {
            Mark end = mark();
            io.quadriga.Fn<Integer, Integer> fn =
                    n -> {
                        if (n > 0) {
                            end.await();
                        }
                        return n;
                    };
            Stream<Integer> stream =
                    ordered
                            ? executor.stream(fn, new Naturals())
                            : executor.streamUnordered(fn, new Naturals());
            assertEquals(0, stream.iterator().next());
            stream.close();
            Bounds.await("the rest was cancelled", () -> isIdle(executor));
        }
        executor.close();
    }

    /** E124: a short-circuiting operation leaves nothing running once the stream is closed. */
    @Test
    void e124_shortCircuitsEnd() throws Exception {
        Executor executor = open(2);
        try (Stream<Integer> stream = executor.stream((Integer n) -> n, new Naturals())) {
            assertEquals(7, stream.filter(n -> n == 7).findFirst().orElseThrow());
        }
        executor.close();
        assertTrue(executor.isTerminated());
    }

    /** E125: an interrupted consumer gets CancellationException, with the flag set. */
    @Test
    void e125_anInterruptedConsumerIsCancelled() throws Exception {
        Executor executor = openConcurrent(1);
        for (boolean ordered : List.of(true, false)) {
            Mark end = mark();
            io.quadriga.Fn<Integer, String> fn = n -> wait(end);
            var consumer =
                    TestThread.start(() -> {
                        try (Stream<String> stream =
                                ordered
                                        ? executor.stream(fn, new Naturals())
                                        : executor.streamUnordered(fn, new Naturals())) {
                            Iterator<String> results = stream.iterator();
                            assertThrows(CancellationException.class, results::next);
                            return Thread.currentThread().isInterrupted();
                        }
                    });
            consumer.awaitBlocked();
            consumer.interrupt();
            assertTrue(consumer.result());
            Bounds.await("the rest was cancelled", () -> isIdle(executor));
        }
    }

    /** E126: a stream whose executor is stopped ends with CancellationException, never a hang. */
    @Test
    void e126_aStoppedExecutorEndsItsStreams() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        var consumer =
                TestThread.start(
                        () -> executor.stream((Integer n) -> wait(end), new Naturals()).count());
        consumer.awaitBlocked();
        executor.shutdownNow();
        assertInstanceOf(CancellationException.class, consumer.join());
        awaitTermination(executor);
    }

    /** E127: inputs are pulled by the thread of the terminal operation. */
    @Test
    void e127_inputsArePulledByTheConsumer() {
        Executor executor = open(2);
        Thread consumer = Thread.currentThread();
        Iterable<Integer> watching =
                () ->
                        upTo(50).stream()
                                .peek(n -> assertEquals(consumer, Thread.currentThread()))
                                .iterator();
        assertEquals(50, executor.stream((Integer n) -> n, watching).count());
        assertEquals(50, executor.streamUnordered((Integer n) -> n, watching).count());
    }

    /** E128: inputs that throw make the terminal operation throw it, and cancel the rest. */
    @Test
    void e128_failingInputsFailTheStream() throws Exception {
        Executor executor = open(2);
        Iterable<Integer> failing =
                () ->
                        Stream.iterate(0, n -> n + 1)
                                .peek(n -> {
                                    if (n == 9) {
                                        fail("input 9");
                                    }
                                })
                                .iterator();
        for (boolean ordered : List.of(true, false)) {
            Stream<Integer> stream = same(executor, ordered, failing);
            assertEquals(
                    "input 9",
                    assertThrows(IllegalStateException.class, () -> stream.forEach(n -> {}))
                            .getMessage());
        }
        executor.close();
    }
}
