package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.WorkerLostException;
import io.quadriga.ipc.SharedLong;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Outcomes of a chunk share frames, and none is lost with the worker that has said it. */
@Timeout(60)
class ChunkOutcomesTest {

    private static final int INPUTS = 100_000;

    private static List<Integer> inputs() {
        return IntStream.range(0, INPUTS).boxed().toList();
    }

    private static int negated(int input) {
        return -input;
    }

    /** Dies at some input as long as there are deaths left, and counts what it computes. */
    private static int dying(int input, SharedLong deaths, SharedLong computed) {
        if (input % 5_000 == 4_321 && deaths.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            Runtime.getRuntime().halt(9);
        }
        computed.incrementAndGet();
        return -input;
    }

    @Test
    void aWorkerThatDiesInAChunkCostsNoInputThatIsDone() throws Exception {
        try (SharedLong deaths = SharedLong.create();
                SharedLong computed = SharedLong.create();
                Executor pool = ProcessPool.builder().workers(2).build()) {
            deaths.set(5);
            Executor patient = pool.with(TaskOptions.chunkSize(20_000).retries(20, Duration.ZERO));

            List<Integer> results = patient.map(n -> dying(n, deaths, computed), inputs());

            assertEquals(inputs().stream().map(ChunkOutcomesTest::negated).toList(), results);
            assertEquals(INPUTS, computed.get()); // so none ran twice
            assertEquals(5, pool.stats().workersLost());
        }
    }

    @Test
    void withoutRetriesOnlyTheInputThatKilledFails() throws Exception {
        try (SharedLong deaths = SharedLong.create();
                SharedLong computed = SharedLong.create();
                Executor pool = ProcessPool.builder().workers(2).build()) {
            deaths.set(1);
            Executor inChunks = pool.with(TaskOptions.chunkSize(20_000));

            assertThrows(
                    WorkerLostException.class,
                    () -> inChunks.map(n -> dying(n, deaths, computed), inputs()));
            assertEquals(INPUTS - 1, computed.get());
        }
    }

    @Test
    void resultsOfAllKindsKeepTheirPlaces() throws Exception {
        try (Executor pool = ProcessPool.builder().workers(2).build()) {
            List<Object> results =
                    pool.with(TaskOptions.chunkSize(1_000))
                            .map(ChunkOutcomesTest::ofSomeKind, inputs());
            for (int i = 0; i < INPUTS; i++) {
                assertEquals(ofSomeKind(i), results.get(i));
            }
        }
    }

    private static Object ofSomeKind(int i) {
        return switch (i % 7) {
            case 0 -> i;
            case 1 -> "text " + i;
            case 2 -> List.of(i, i + 1);
            case 3 -> null;
            case 4 -> (long) i;
            case 5 -> "\u2603".repeat(i % 50);
            default -> i % 1_000 == 6 ? "x".repeat(70_000) : i / 2.0;
        };
    }

    @Test
    void anInputCancelledBeforeItsOutcomeIsKnownKeepsThePlacesOfTheOthers() throws Exception {
        try (Executor pool = ProcessPool.builder().workers(2).build()) {
            for (int round = 0; round < 10; round++) {
                var call = pool.with(TaskOptions.chunkSize(500)).mapAsync(n -> n + 1, inputs());
                if (ThreadLocalRandom.current().nextBoolean()) {
                    call.cancel(true);
                } else {
                    assertEquals(INPUTS, call.get().getLast());
                }
            }
            assertEquals(7, pool.submit(() -> 7).get());
            assertEquals(0, pool.stats().queued());
            assertEquals(0, pool.stats().running());
        }
    }
}
