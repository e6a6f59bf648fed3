package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Options of tasks, and views that have them. */
abstract class ExecutorOptionRules extends ExecutorInvokeRules {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final Duration GENEROUS =
            Duration.ofMillis(500); // more than a busy machine takes
    private static final Duration ZERO = Duration.ZERO;

    /** E56: {@code timeout} fails the future with TaskTimeoutException, and interrupts the body. */
    @Test
    void e56_timeoutFailsTheFutureAndInterruptsTheBody() throws Exception {
        Executor executor = warm(open(1), 1);
        Mark interrupted = mark();
        Mark end = mark();
        long start = System.nanoTime();
        Future<String> future =
                executor.with(TaskOptions.timeout(LIMIT).label("slow"))
                        .submit(() -> {
                            try {
                                end.await();
                                return "ended";
                            } catch (InterruptedException stop) {
                                interrupted.set();
                                throw stop;
                            }
                        });
        Throwable error = assertInstanceOf(TaskTimeoutException.class, failureOf(future));
        assertTook(start, LIMIT);
        assertTrue(error.getMessage().contains("slow"), error.getMessage());
        assertFalse(future.isCancelled());
        interrupted.expect();
        assertAlive(executor);
    }

    /** E57: {@code timeout} counts from the entry of the body; queueing is not counted. */
    @Test
    void e57_timeoutDoesNotCountQueueing() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        running(executor, end);
        Future<String> queued =
                executor.with(TaskOptions.timeout(GENEROUS)).submit(() -> "in time");
        assertFalse(queued.await(GENEROUS.multipliedBy(2)));
        end.set();
        assertEquals("in time", settled(queued).get());
    }

    /** E58: {@code timeout} counts per attempt, and is never retried. */
    @Test
    void e58_timeoutIsNeverRetried() throws Exception {
        Executor executor = warm(open(1), 1);
        Mark entered = mark();
        Mark end = mark();
        Future<String> future =
                executor.with(TaskOptions.retryOn(Throwable.class).timeout(LIMIT).retries(3, ZERO))
                        .submit(() -> {
                            entered.set();
                            end.await();
                            return "ended";
                        });
        assertInstanceOf(TaskTimeoutException.class, failureOf(future));
        assertEquals(1, entered.count());
    }

    /** E59: {@code timeout} counts per input, even inside a chunk. */
    @Test
    void e59_timeoutCountsPerInput() throws Exception {
        Executor executor = warm(open(1), 1);
        Mark end = mark();
        var results =
                executor.with(TaskOptions.timeout(GENEROUS).chunkSize(4)).stream(
                                (Integer n) -> {
                                    if (n == 1) {
                                        end.await();
                                    }
                                    return n;
                                },
                                upTo(4))
                        .iterator();
        assertEquals(0, results.next());
        assertThrows(TaskTimeoutException.class, results::next);
        assertEquals(2, results.next());
        assertEquals(3, results.next());
        assertFalse(results.hasNext());
    }

    /** E60: the future fails on time whatever the body does; the body is reported as stuck. */
    @Test
    void e60_timeoutSettlesInSpiteOfAStuckBody() throws Exception {
        assumeConcurrent();
        Executor executor =
                open(
                        builder(1)
                                .set("interrupt-grace", Duration.ofMillis(20))
                                .set("terminate-grace", Duration.ofMillis(20)));
        warm(executor, 1);
        Mark end = mark();
        Mark entered = mark();
        Future<String> future =
                executor.with(TaskOptions.timeout(LIMIT))
                        .submit(() -> {
                            entered.set();
                            end.awaitStubbornly();
                            return "stubborn";
                        });
        assertInstanceOf(TaskTimeoutException.class, failureOf(future));
        assertTrue(entered.isSet());
        if (executor.capabilities().contains(Capability.STOPS_ANY_CODE)) {
            Bounds.await("the body was ended", () -> executor.stats().running() == 0);
        } else {
            assertEquals(1, executor.stats().running());
        }
        end.set();
        Bounds.await("the body has ended", () -> executor.stats().running() == 0);
    }

    /** E61: the report of a stuck body has its stack. */
    @Test
    void e61_aStuckBodyIsReportedWithItsStack() throws Exception {
        assumeConcurrent();
        Executor executor = open(builder(1).set("interrupt-grace", Duration.ofMillis(20)));
        assumeNotStoppedByForce(executor);
        Mark end = mark();
        try (CapturedLog log = new CapturedLog()) {
            executor.with(TaskOptions.timeout(LIMIT).label("stubborn"))
                    .submit(() -> end.awaitStubbornly());
            Bounds.await(
                    "it is reported",
                    () -> log.text().contains("stuck") && log.text().contains("awaitStubbornly"));
            assertTrue(log.text().contains("stubborn"), log.text());
        }
        end.set();
    }

    /** E62: {@code deadline} counts from submission, queueing included. */
    @Test
    void e62_deadlineCountsQueueing() throws Exception {
        Executor executor = openConcurrent(1);
        running(executor, mark());
        Mark entered = mark();
        Future<?> queued = executor.with(TaskOptions.deadline(LIMIT)).submit(entered::set);
        assertInstanceOf(TaskTimeoutException.class, failureOf(queued));
        assertEquals(0, entered.count());
        assertEquals(0, executor.stats().queued());
    }

    /** E63: {@code deadline} interrupts a running body. */
    @Test
    void e63_deadlineInterruptsTheBody() throws Exception {
        Executor executor = warm(openConcurrent(1), 1);
        Mark end = mark();
        Future<?> running = executor.with(TaskOptions.deadline(LIMIT)).submit(() -> wait(end));
        assertInstanceOf(TaskTimeoutException.class, failureOf(running));
        assertAlive(executor);
    }

    /** Waits until the mark is set. */
    static String wait(Mark end) throws InterruptedException {
        end.await();
        return "waited";
    }

    /** E64: {@code deadline} counts over all attempts, delay and back-off included. */
    @Test
    void e64_deadlineCountsAllAttempts() throws Exception {
        Executor executor = warm(open(1), 1);
        Mark entered = mark();
        Future<?> future =
                executor.with(
                                TaskOptions.retryOn(IllegalStateException.class)
                                        .deadline(GENEROUS)
                                        .retries(1_000, Duration.ofMillis(10)))
                        .submit(() -> {
                            entered.set();
                            fail("again");
                        });
        assertInstanceOf(TaskTimeoutException.class, failureOf(future));
        int count = entered.count();
        assertTrue(count > 0 && count < 100, () -> "attempts=" + count);
        Future<String> delayed =
                executor.with(TaskOptions.deadline(LIMIT).delay(Bounds.NEVER)).submit(() -> "x");
        assertInstanceOf(TaskTimeoutException.class, failureOf(delayed));
    }

    /** E65: the {@code deadline} of a bulk call counts from the call (C24). */
    @Test
    void e65_deadlineOfABulkCallCountsFromTheCall() throws Exception {
        Executor executor = warm(openConcurrent(2), 2);
        Mark end = mark();
        Executor limited = executor.with(TaskOptions.deadline(LIMIT.multipliedBy(10)).chunkSize(1));
        assertThrows(
                TaskTimeoutException.class,
                () -> limited.map((Integer n) -> n == 2 ? wait(end) : "quick", upTo(3)));
        var results =
                limited.stream((Integer n) -> n == 2 ? wait(end) : "quick", upTo(3)).iterator();
        assertEquals("quick", results.next());
        assertEquals("quick", results.next());
        assertThrows(TaskTimeoutException.class, results::next);
        assertAlive(executor);
    }

    /** E66: {@code retryOn} repeats a body after these exceptions, and after no others. */
    @Test
    void e66_retryOnRepeatsTheBody() throws Exception {
        Executor executor = open(1);
        Mark entered = mark();
        Executor retrying =
                executor.with(TaskOptions.retryOn(IllegalStateException.class).retries(5, ZERO));
        Future<Integer> future =
                retrying.submit(() -> {
                    entered.set();
                    if (entered.count() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return TaskContext.current().attempt();
                });
        assertEquals(3, settled(future).get());
        Mark once = mark();
        Future<?> other =
                retrying.submit(() -> {
                    once.set();
                    throw new IllegalArgumentException("other");
                });
        assertEquals("other", failureOf(other).getMessage());
        assertEquals(1, once.count());
    }

    /** E67: when the retries are used up, the last error's message ends in {@code attempts=n}. */
    @Test
    void e67_theLastErrorTellsTheAttempts() throws Exception {
        Executor executor = open(1);
        Future<?> future =
                executor.with(TaskOptions.retryOn(IOException.class).retries(2, ZERO))
                        .submit(() -> {
                            throw new IOException("broken");
                        });
        Throwable error = assertInstanceOf(IOException.class, failureOf(future));
        assertTrue(error.getMessage().startsWith("broken"), error.getMessage());
        assertTrue(error.getMessage().endsWith("attempts=3"), error.getMessage());
        assertEquals(3, executor.stats().attempts());
        assertEquals(1, executor.stats().submitted());
    }

    /** E68: {@code retries} without {@code retryOn} do not repeat a body that failed. */
    @Test
    void e68_retriesAloneDoNotRepeatFailures() throws Exception {
        Executor executor = open(1);
        Mark entered = mark();
        Future<?> future =
                executor.with(TaskOptions.retries(3, ZERO))
                        .submit(() -> {
                            entered.set();
                            fail("once");
                        });
        assertEquals("once", failureOf(future).getMessage());
        assertEquals(1, entered.count());
    }

    /** E69: the back-off passes before each further attempt. */
    @Test
    void e69_theBackOffPassesBetweenAttempts() throws Exception {
        Executor executor = open(1);
        long start = System.nanoTime();
        Future<?> future =
                executor.with(TaskOptions.retryOn(IllegalStateException.class).retries(2, LIMIT))
                        .submit(() -> fail("x"));
        failureOf(future);
        assertTook(start, LIMIT.multipliedBy(2));
    }

    /** E70: a cancelled task is never tried again. */
    @Test
    void e70_aCancelledTaskIsNotRetried() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark end = mark();
        Future<String> future =
                executor.with(TaskOptions.retryOn(Throwable.class).retries(5, ZERO))
                        .submit(() -> {
                            entered.set();
                            return wait(end);
                        });
        entered.expect();
        assertTrue(future.cancel(true));
        executor.close();
        assertEquals(1, entered.count());
        assertTrue(future.isCancelled());
    }

    /** E71: an input of a bulk call is tried again alone. */
    @Test
    void e71_anInputOfABulkCallIsRetriedAlone() throws Exception {
        Executor executor = open(1);
        Mark entered = mark();
        Mark failedOnce = mark();
        List<Integer> results =
                executor.with(
                                TaskOptions.retryOn(IllegalStateException.class)
                                        .retries(1, ZERO)
                                        .chunkSize(5))
                        .map(
                                (Integer n) -> {
                                    entered.set();
                                    if (n == 2 && !failedOnce.isSet()) {
                                        failedOnce.set();
                                        throw new IllegalStateException("once");
                                    }
                                    return n;
                                },
                                upTo(5));
        assertEquals(upTo(5), results);
        assertEquals(6, entered.count());
    }

    /** E72: higher priority begins first among queued, first-in first-out within equal. */
    @Test
    void e72_priorityOrdersTheQueue() throws Exception {
        Executor executor = openConcurrent(1);
        assumeCapable(executor, Capability.PRIORITIES);
        assumeShared(executor);
        Mark end = mark();
        running(executor, end);
        List<String> order = new CopyOnWriteArrayList<>();
        for (String each : List.of("1a", "0a", "2a", "1b", "0b", "2b", "-1a")) {
            int priority = Integer.parseInt(each.substring(0, each.length() - 1));
            Runnable body = () -> order.add(each);
            executor.with(TaskOptions.priority(priority)).submit(body);
        }
        end.set();
        executor.close();
        assertEquals(List.of("2a", "2b", "1a", "1b", "0a", "0b", "-1a"), order);
    }

    /** E73: an executor without priorities refuses any but 0. */
    @Test
    void e73_withoutPrioritiesOnlyZeroIsTaken() throws Exception {
        Executor executor = open(1);
        assumeFalse(executor.capabilities().contains(Capability.PRIORITIES), "it has priorities");
        assertThrows(IllegalArgumentException.class, () -> executor.with(TaskOptions.priority(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder(1).tasks(TaskOptions.priority(1)).build());
        assertAlive(executor.with(TaskOptions.priority(0)));
    }

    /** E74: a delayed task waits, and counts as queued. */
    @Test
    void e74_aDelayedTaskWaitsAndCountsAsQueued() throws Exception {
        Executor executor = open(1);
        long start = System.nanoTime();
        Future<String> future = executor.with(TaskOptions.delay(LIMIT)).submit(() -> "late");
        if (!future.isDone()) {
            assertEquals(1, executor.stats().submitted());
            assertTrue(executor.stats().queued() == 1 || future.await(Bounds.SOON));
        }
        assertEquals("late", settled(future).get());
        assertTook(start, LIMIT);
        assertEquals(0, executor.stats().queued());
    }

    /** E75: {@code shutdown} keeps delayed tasks; {@code shutdownNow} cancels them. */
    @Test
    void e75_shutdownKeepsDelayedTasks() throws Exception {
        Executor executor = open(1);
        Future<String> single = executor.with(TaskOptions.delay(LIMIT)).submit(() -> "late");
        Future<List<Integer>> bulk =
                executor.with(TaskOptions.delay(LIMIT)).mapAsync((Integer n) -> n, upTo(3));
        executor.shutdown();
        awaitTermination(executor);
        assertEquals("late", single.get());
        assertEquals(upTo(3), bulk.get());

        Executor stopped = open(1);
        Executor delaying = stopped.with(TaskOptions.delay(Bounds.NEVER));
        Future<String> never = delaying.submit(() -> "never");
        Future<List<Integer>> neverBulk = delaying.mapAsync((Integer n) -> n, upTo(3));
        List<Runnable> queued = stopped.shutdownNow();
        assertTrue(never.isCancelled());
        assertTrue(neverBulk.isCancelled());
        assertTrue(queued.contains(never), queued::toString);
        awaitTermination(stopped);
    }

    /** E76: a delayed task can be cancelled, and holds nothing afterwards. */
    @Test
    void e76_aDelayedTaskCanBeCancelled() throws Exception {
        Executor executor = open(1);
        Future<String> future = executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "x");
        assertTrue(future.cancel(false));
        assertEquals(0, executor.stats().queued());
        assertEquals(1, executor.stats().cancelled());
        executor.shutdown();
        awaitTermination(executor);
    }
}
