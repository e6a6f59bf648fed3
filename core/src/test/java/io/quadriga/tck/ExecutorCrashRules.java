package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.WorkerLostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of code that crashes or will not stop, where the backend can cope with it. */
abstract class ExecutorCrashRules extends ExecutorTaskRules {

    private Executor openSurviving() {
        Executor executor = open(1);
        assumeCapable(executor, Capability.SURVIVES_CRASH);
        return executor;
    }

    private Executor openStopping() {
        Executor executor = open(1);
        assumeCapable(executor, Capability.STOPS_ANY_CODE);
        return executor;
    }

    /** Ends its process the first {@code crashes} times. */
    static int crash(Mark entered, int crashes) {
        entered.set();
        if (entered.count() <= crashes) {
            Runtime.getRuntime().halt(77);
        }
        return entered.count();
    }

    /**
     * E155: {@code SURVIVES_CRASH}: a crash of a body fails that task alone, with
     * WorkerLostException; queued ones run (pitfalls 1 and 5).
     */
    @Test
    void e155_aCrashFailsThatTaskAlone() throws Exception {
        Executor executor = openSurviving();
        Mark entered = mark();
        Future<Integer> crashing =
                executor.with(TaskOptions.label("crashing")).submit(() -> crash(entered, 9));
        Future<String> queued = executor.submit(() -> "queued");
        Throwable error = assertInstanceOf(WorkerLostException.class, failureOf(crashing));
        assertTrue(error.getMessage().contains("crashing"), error.getMessage());
        assertEquals("queued", settled(queued).get());
        assertEquals(1, entered.count());
        assertTrue(executor.stats().workersLost() >= 1);
        assertAlive(executor);
    }

    /** E156: {@code retries(n)} means attempts after the loss of a worker. */
    @Test
    void e156_retriesFollowTheLossOfAWorker() throws Exception {
        Executor executor = openSurviving();
        Mark entered = mark();
        Executor retrying = executor.with(TaskOptions.retries(2, Duration.ZERO));
        assertEquals(3, settled(retrying.submit(() -> crash(entered, 2))).get());
        Mark always = mark();
        Throwable error = failureOf(retrying.submit(() -> crash(always, 9)));
        assertInstanceOf(WorkerLostException.class, error);
        assertTrue(error.getMessage().endsWith("attempts=3"), error.getMessage());
    }

    /**
     * E157: after a crash inside a chunk finished inputs keep their results, the current one fails,
     * the others are sent again.
     */
    @Test
    void e157_aCrashInsideAChunkFailsTheCurrentInputAlone() throws Exception {
        Executor executor = openSurviving();
        var results =
                executor.with(TaskOptions.chunkSize(5)).stream(
                                (Integer n) -> {
                                    if (n == 2) {
                                        Runtime.getRuntime().halt(77);
                                    }
                                    return n;
                                },
                                upTo(5))
                        .iterator();
        assertEquals(0, results.next());
        assertEquals(1, results.next());
        assertThrows(WorkerLostException.class, results::next);
        assertEquals(3, results.next());
        assertEquals(4, results.next());
    }

    /** E158: {@code STOPS_ANY_CODE}: a timeout ends code that ignores interrupts (pitfall 11). */
    @Test
    void e158_aTimeoutEndsAnyCode() throws Exception {
        Executor executor = openStopping();
        Mark never = mark();
        Future<?> future =
                executor.with(TaskOptions.timeout(Duration.ofMillis(200)))
                        .submit(never::awaitStubbornly);
        assertInstanceOf(TaskTimeoutException.class, failureOf(future));
        Bounds.await("the body was ended", () -> executor.stats().running() == 0);
        assertAlive(executor);
    }

    /** E159: {@code STOPS_ANY_CODE}: a cancel ends code that ignores interrupts (pitfall 12). */
    @Test
    void e159_aCancelEndsAnyCode() throws Exception {
        Executor executor = openStopping();
        Mark entered = mark();
        Mark never = mark();
        Future<?> future =
                executor.submit(() -> {
                    entered.set();
                    never.awaitStubbornly();
                });
        entered.expect();
        assertTrue(future.cancel(true));
        Bounds.await("the body was ended", () -> executor.stats().running() == 0);
        assertAlive(executor);
    }
}
