package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Options as values, and views that have them. */
abstract class ExecutorViewRules extends ExecutorOptionRules {

    private static final Duration ZERO = Duration.ZERO;

    /** E77: options unset are inherited by views; those set replace. */
    @Test
    void e77_viewsInheritOptions() throws Exception {
        Executor executor = open(builder(1).tasks(TaskOptions.label("default")));
        assertEquals("default", labelIn(executor));
        assertEquals("default", labelIn(executor.with(TaskOptions.timeout(Bounds.NEVER))));
        Executor view = executor.with(TaskOptions.label("view"));
        assertEquals("view", labelIn(view));
        assertEquals("view", labelIn(view.with(TaskOptions.chunkSize(2))));
        assertEquals("default", labelIn(executor));
    }

    private static String labelIn(Executor executor) throws Exception {
        return settled(executor.submit(() -> TaskContext.current().label().orElse("none"))).get();
    }

    /** E78: options are immutable values. */
    @Test
    void e78_optionsAreValues() {
        TaskOptions.Chain base = TaskOptions.label("a");
        TaskOptions.Chain more = base.chunkSize(3);
        assertFalse(base.equals(more));
        assertEquals(TaskOptions.label("a"), base);
        assertEquals(TaskOptions.label("a").chunkSize(3), more);
        assertEquals(more.hashCode(), TaskOptions.label("a").chunkSize(3).hashCode());
    }

    /** E79: options out of range are refused, naming the value. */
    @Test
    void e79_optionsOutOfRangeAreRefused() {
        assertRefused("timeout=PT0S", () -> TaskOptions.timeout(ZERO));
        assertRefused("deadline=PT0S", () -> TaskOptions.deadline(ZERO));
        assertRefused("timeout=PT-1S", () -> TaskOptions.timeout(Duration.ofSeconds(-1)));
        assertRefused("retries=-1", () -> TaskOptions.retries(-1, ZERO));
        assertRefused("backOff=PT-1S", () -> TaskOptions.retries(1, Duration.ofSeconds(-1)));
        assertRefused("chunkSize=0", () -> TaskOptions.chunkSize(0));
        assertRefused("window=0", () -> TaskOptions.window(0));
        assertRefused("delay=PT-1S", () -> TaskOptions.delay(Duration.ofSeconds(-1)));
    }

    private static void assertRefused(String value, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(value), message);
    }

    /**
     * E171: less than one worker is refused, naming the value and the bound, where workers are
     * counted (C30).
     */
    @Test
    void e171_lessThanOneWorkerIsRefused() {
        assumeTrue(countsWorkers(), "no key workers");
        for (int workers : new int[] {0, -1, Integer.MIN_VALUE}) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> builder(1).set("workers", workers))
                            .getMessage();
            assertTrue(message.contains("workers=" + workers), message);
            assertTrue(message.matches("(?s).*(from|at least) 1\\b.*"), message);
        }
    }

    private boolean countsWorkers() {
        try {
            builder(1).set("workers", 1);
            return true;
        } catch (IllegalArgumentException unknownKey) {
            return false;
        }
    }

    /** E80: a view is the same pool: shutdown on one is shutdown on all. */
    @Test
    void e80_aViewIsTheSamePool() throws Exception {
        Executor executor = open(1);
        Executor view = executor.with(TaskOptions.label("view"));
        settled(view.submit(() -> "x"));
        assertEquals(1, executor.stats().submitted());
        assertEquals(executor.capabilities(), view.capabilities());
        view.shutdown();
        assertTrue(executor.isShutdown());
        assertRefuses(executor);
        awaitTermination(executor);
        assertTrue(view.isTerminated());
    }

    /** E81: {@code cancelPending} cancels what was submitted through that view and not begun. */
    @Test
    void e81_cancelPendingConcernsTheView() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Executor view = executor.with(TaskOptions.label("view"));
        Future<String> running = running(view, end);
        List<Future<?>> cancelled = new ArrayList<>();
        List<Future<?>> kept = new ArrayList<>();
        cancelled.add(view.submit(() -> "x"));
        cancelled.add(view.mapAsync((Integer n) -> n, upTo(10)));
        kept.add(executor.submit(() -> "x"));
        kept.add(executor.mapAsync((Integer n) -> n, upTo(10)));
        kept.add(view.with(TaskOptions.chunkSize(1)).submit(() -> "x"));

        assertEquals(11, view.cancelPending());
        assertEquals(0, view.cancelPending());
        cancelled.forEach(future -> assertTrue(future.isCancelled()));
        kept.forEach(future -> assertFalse(future.isDone()));
        end.set();
        for (Future<?> future : kept) {
            assertFalse(settled(future).isCancelled());
        }
        assertEquals("ran", running.get());
        assertEquals(11, executor.stats().cancelled());
    }

    /** E82: {@code cancelPending} cancels delayed tasks too. */
    @Test
    void e82_cancelPendingCancelsDelayedTasks() {
        Executor delaying = open(1).with(TaskOptions.delay(Bounds.NEVER));
        Future<String> single = delaying.submit(() -> "x");
        Future<List<Integer>> bulk = delaying.mapAsync((Integer n) -> n, upTo(3));
        assertEquals(4, delaying.cancelPending());
        assertTrue(single.isCancelled());
        assertTrue(bulk.isCancelled());
    }
}
