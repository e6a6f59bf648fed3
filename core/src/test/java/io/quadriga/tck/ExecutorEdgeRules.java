package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds at the edges: nothing left, no time left, no room left. Numbers as CONTRACT.md. */
abstract class ExecutorEdgeRules extends ExecutorTroubleRules {

    /** Counts, and keeps the deadlines that it was told. */
    private static final class Tally implements ExecutorListener {

        final AtomicInteger submitted = new AtomicInteger();
        final AtomicInteger finished = new AtomicInteger();
        final List<Optional<Instant>> deadlines = new CopyOnWriteArrayList<>();

        @Override
        public void submitted(TaskInfo task) {
            submitted.incrementAndGet();
            deadlines.add(Optional.ofNullable(task.deadline()));
        }

        @Override
        public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
            finished.incrementAndGet();
        }
    }

    /** E185: listeners hear nothing of a task that was refused. */
    @Test
    void e185_listenersHearNothingOfARefusedTask() throws Exception {
        Tally tally = new Tally();
        Executor executor = open(builder(1).listener(tally));
        executor.shutdown();
        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "late"));
        assertEquals(0, tally.finished.get());
    }

    /** E186: listeners hear the end of every input of a cancelled map. */
    @Test
    void e186_listenersHearTheEndOfEveryInputOfACancelledMap() throws Exception {
        assumeConcurrent();
        Tally tally = new Tally();
        Executor executor = open(builder(1).listener(tally));
        Mark end = mark();
        Future<List<Integer>> map =
                executor.with(TaskOptions.chunkSize(1)).mapAsync(n -> waiting(end, n), upTo(100));
        map.cancel(true);
        end.set();
        executor.shutdown();
        awaitTermination(executor);
        assertEquals(100, tally.submitted.get());
        assertEquals(100, tally.finished.get());
    }

    private static int waiting(Mark end, int n) throws InterruptedException {
        end.await();
        return n;
    }

    /** E187: what listeners are told of a task with a timeout has no deadline before its body. */
    @Test
    void e187_aTimeoutIsNoDeadlineBeforeTheBody() throws Exception {
        Tally tally = new Tally();
        Executor executor = open(builder(1).listener(tally));
        settled(executor.with(TaskOptions.timeout(Bounds.NEVER)).submit(() -> "x"));
        assertEquals(List.of(Optional.empty()), tally.deadlines);
    }

    /** E188: a stream whose deadline passes with inputs left fails; it never just ends. */
    @Test
    void e188_aStreamThatMissesItsDeadlineNeverJustEnds() throws Exception {
        Executor executor = open(1);
        TaskOptions brief = TaskOptions.deadline(Bounds.BRIEF).window(1);
        Iterator<Integer> results =
                executor.with(brief).stream(n -> n, Collections.nCopies(1_000_000, 1)).iterator();
        assertThrows(
                TaskTimeoutException.class,
                () -> {
                    while (results.hasNext()) {
                        results.next();
                        TimeUnit.MILLISECONDS.sleep(1); // between two bodies, not in one
                    }
                });
        // the input that was under way may have been the first to miss it
        Bounds.await("the end", () -> isAtEnd(results));
    }

    private static boolean isAtEnd(Iterator<Integer> results) {
        try {
            return !results.hasNext();
        } catch (TaskTimeoutException missed) {
            return false;
        }
    }

    /** E189: inputs that fail do so at their position, however they are chunked. */
    @Test
    void e189_inputsThatFailDoSoAtTheirPosition() throws Exception {
        Executor executor = open(1);
        for (int chunk : new int[] {1, 3, 10}) {
            List<Object> seen = new ArrayList<>();
            Iterator<Integer> results =
                    executor.with(TaskOptions.chunkSize(chunk)).stream(n -> n, failingAt(5))
                            .iterator();
            boolean more = true;
            while (more) {
                try {
                    more = results.hasNext();
                    if (more) {
                        seen.add(results.next());
                    }
                } catch (IllegalStateException failed) {
                    seen.add("failed");
                }
            }
            assertEquals(List.of(0, 1, 2, 3, 4, "failed", 6, 7, 8), seen, "chunk " + chunk);
        }
    }

    private static Iterable<Integer> failingAt(int position) {
        return () ->
                new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < 9;
                    }

                    @Override
                    public Integer next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        if (next++ == position) {
                            throw new IllegalStateException("no input");
                        }
                        return next - 1;
                    }
                };
    }

    /** E190: a chunk larger than the inputs takes no more memory than they do. */
    @Test
    void e190_aHugeChunkTakesOnlyWhatThereIs() throws Exception {
        Executor executor = open(1).with(TaskOptions.chunkSize(Integer.MAX_VALUE));
        assertEquals(List.of(0, 1, 2), executor.stream(n -> n, upTo(3)).toList());
        assertEquals(List.of(0, 1, 2), executor.map(n -> n, upTo(3)));
    }

    /** E191: {@code caller-runs}: the executor terminates after the body that its caller runs. */
    @Test
    void e191_theBodyOfACallerHoldsTheExecutor() throws Exception {
        assumeShared(openConcurrent(1));
        Executor executor = openBounded(1, "caller-runs");
        Mark end = mark();
        Mark endHere = mark();
        Future<String> running = running(executor, end);
        Future<String> queued = executor.submit(() -> "x");
        TestThread<Integer> caller =
                TestThread.start(() -> executor.submit(() -> waiting(endHere, 1)).get());
        Bounds.await("the caller runs it", () -> executor.stats().running() == 2);
        executor.shutdown();
        end.set();
        settled(running);
        settled(queued);
        assertFalse(executor.awaitTermination(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        endHere.set();
        awaitTermination(executor);
        assertEquals(1, caller.result());
    }

    /** E192: {@code caller-runs}: a caller that waits is no worker, so it closes no cycle. */
    @Test
    void e192_aCallerThatWaitsClosesNoCycle() throws Exception {
        assumeShared(openConcurrent(1));
        openBounded(1, "caller-runs").close();
        Executor executor =
                open(builder(2).set("queue-capacity", 2).set("when-full", "caller-runs"));
        Mark end = mark();
        Mark ready = mark();
        AtomicReference<Future<String>> awaited = new AtomicReference<>();
        Callable<String> waiter =
                () -> {
                    ready.await();
                    return awaited.get().get();
                };
        running(executor, end);
        Future<String> inWorker = executor.submit(waiter);
        Bounds.await("both run", () -> executor.stats().running() == 2);
        awaited.set(executor.with(TaskOptions.timeout(Bounds.NEVER)).submit(() -> "x"));
        executor.submit(() -> "fills the queue");
        ready.set();
        TestThread<String> caller = TestThread.start(() -> executor.submit(waiter).get());
        Bounds.await("the caller runs it", () -> executor.stats().running() == 3);
        end.set();
        assertEquals("x", settled(inWorker).get());
        assertEquals("x", caller.result());
    }

    /** E193: a delayed body never runs in the thread that watches the time limits of others. */
    @Test
    void e193_aDelayedBodyHoldsUpNoTimeLimit() throws Exception {
        Executor executor = open(2);
        Mark end = mark();
        Mark entered = mark();
        Future<String> delayed =
                executor.with(TaskOptions.delay(Duration.ofMillis(1)))
                        .submit(() -> {
                            entered.set();
                            end.await();
                            return "x";
                        });
        entered.expect();
        Future<String> limited =
                executor.with(TaskOptions.delay(Bounds.NEVER).deadline(Bounds.BRIEF))
                        .submit(() -> "never");
        assertTrue(failureOf(limited) instanceof TaskTimeoutException);
        end.set();
        settled(delayed);
    }

    /** E194: counting the futures of {@code asCompleted} waits for them. */
    @Test
    void e194_countingWhatIsCompletedWaits() throws Exception {
        Executor executor = openConcurrent(1);
        Future<String> future = executor.with(TaskOptions.delay(Bounds.BRIEF)).submit(() -> "x");
        assertEquals(1, Futures.asCompleted(List.of(future)).count());
        assertTrue(future.isDone());
    }

    /** E195: a timed {@code invokeAll} submits nothing when its time is over. */
    @Test
    void e195_aTimedInvokeAllSubmitsNothingAfterItsTime() throws Exception {
        Executor executor = open(1);
        List<Callable<String>> tasks = Collections.nCopies(3, () -> "x");
        List<java.util.concurrent.Future<String>> futures =
                executor.invokeAll(tasks, 0, TimeUnit.SECONDS);
        assertEquals(3, futures.size());
        futures.forEach(future -> assertTrue(future.isCancelled()));
        assertEquals(0, executor.stats().submitted());
    }

    /** E196: a failure seen through {@code getNow} has been looked at. */
    @Test
    void e196_getNowLooksAtTheFailure() throws Exception {
        Executor executor = open(1);
        try (CapturedLog log = new CapturedLog()) {
            Executor labelled = executor.with(TaskOptions.label("looked-at"));
            Task<String> failing =
                    () -> {
                        throw new IllegalStateException("seen");
                    };
            lookAt((CompletableFuture<String>) settled(labelled.submit(failing)));
            settled(executor.with(TaskOptions.label("forgotten")).submit(failing));
            Bounds.await(
                    "the other is reported",
                    () -> {
                        System.gc();
                        return log.lines("task=forgotten") > 0;
                    });
            assertEquals(0, log.lines("nobody looked at: task=looked-at"), log.text());
        }
    }

    private static void lookAt(CompletableFuture<String> future) {
        assertThrows(CompletionException.class, () -> future.getNow("none"));
    }
}
