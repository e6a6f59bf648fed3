package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who know Python expect of executors and promises and no rule of the kit says. */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonExecutorTest {

    private final Executor executor = ExecutorBuilder.of(new InlineBackend()).build();

    @AfterEach
    void close() {
        executor.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 100})
    void p11_resultsAreTheSameInChunksOfEverySize(int size) throws Exception {
        Executor chunked = executor.with(TaskOptions.chunkSize(size));
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        List<Integer> doubles = inputs.stream().map(n -> 2 * n).toList();

        assertEquals(doubles, chunked.map(n -> 2 * n, inputs));
        assertEquals(doubles, chunked.mapAsync(n -> 2 * n, inputs).result());
        assertEquals(doubles, chunked.stream(n -> 2 * n, inputs).toList());
        assertEquals(
                new HashSet<>(doubles),
                chunked.streamUnordered(n -> 2 * n, inputs).collect(Collectors.toSet()));
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
    void c09_theFirstOutcomeOfAPromiseStays() {
        Promise<String> promise = new Promise<>();
        assertTrue(promise.succeed("first"));

        assertFalse(promise.succeed("second"));
        assertFalse(promise.fail(new IllegalStateException("as meant")));
        assertFalse(promise.cancel(true));

        assertEquals("first", promise.resultNow());
    }

    @Test
    void c10_aPromiseRunsOnceItIsStarted() {
        Promise<String> promise = new Promise<>();
        assertEquals(TaskState.QUEUED, promise.taskState());

        promise.start();
        assertEquals(TaskState.RUNNING, promise.taskState());

        assertTrue(promise.cancel(false));
        assertEquals(TaskState.CANCELLED, promise.taskState());
    }
}
