package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.BrokenExecutorException;
import io.quadriga.Executor;
import io.quadriga.ExecutorStats;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a body can ask, and what others hear of it. */
abstract class ExecutorTaskRules extends ExecutorWaitRules {

    @TempDir Path files;

    /** E142: {@code TaskContext} tells the executor, worker, label, attempt and deadline. */
    @Test
    void e142_theContextTellsOfTheTask() throws Exception {
        Executor executor = open(builder(1).name("ctx"));
        Instant before = Instant.now();
        Future<List<String>> plain = executor.submit(() -> describe());
        Future<List<String>> rich =
                executor.with(TaskOptions.label("L").deadline(Duration.ofDays(1)))
                        .submit(() -> describe());
        List<String> first = settled(plain).get();
        assertEquals("ctx", first.get(0));
        assertFalse(first.get(1).isEmpty());
        assertEquals(List.of("none", "1", "none"), first.subList(2, 5));
        List<String> second = settled(rich).get();
        assertEquals(List.of("L", "1"), second.subList(2, 4));
        Duration left = Duration.between(before, Instant.parse(second.get(4)));
        assertTrue(left.compareTo(Duration.ofHours(23)) > 0, left::toString);
        assertTrue(left.compareTo(Duration.ofHours(25)) < 0, left::toString);
    }

    /** What the context tells. */
    static List<String> describe() {
        TaskContext context = TaskContext.current();
        return new ArrayList<>(
                List.of(
                        context.executor(),
                        context.worker(),
                        context.label().orElse("none"),
                        "" + context.attempt(),
                        context.deadline().map(Instant::toString).orElse("none")));
    }

    /** E143: outside of a task {@code current} throws and {@code find} is empty. */
    @Test
    void e143_outsideOfATaskThereIsNoContext() throws Exception {
        assertTrue(TaskContext.find().isEmpty());
        assertThrows(IllegalStateException.class, TaskContext::current);
        settled(open(1).submit(() -> "x"));
        assertTrue(TaskContext.find().isEmpty());
    }

    /** E144: the context is absent in callbacks and in threads that the task starts. */
    @Test
    void e144_callbacksAndStartedThreadsHaveNoContext() throws Exception {
        Executor executor = open(1);
        CompletableFuture<Boolean> inCallback = new CompletableFuture<>();
        executor.submit(() -> "x")
                .onDone(result -> inCallback.complete(TaskContext.find().isPresent()));
        assertFalse(inCallback.get());
        Future<List<Boolean>> inThreads = executor.submit(() -> foundInStartedThreads());
        assertEquals(List.of(false, false), settled(inThreads).get());
    }

    /** Whether threads that a body starts have its context. */
    static List<Boolean> foundInStartedThreads() throws InterruptedException {
        List<Boolean> found = new CopyOnWriteArrayList<>();
        Runnable look = () -> found.add(TaskContext.find().isPresent());
        for (Thread thread : List.of(new Thread(look), Thread.ofVirtual().unstarted(look))) {
            thread.start();
            thread.join();
        }
        return new ArrayList<>(found);
    }

    /** Writes down what it hears. */
    static final class Notes implements ExecutorListener {

        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<Throwable> errors = new CopyOnWriteArrayList<>();

        private void note(TaskInfo task, String what) {
            heard.add(what + " " + task.label() + " " + task.attempt());
        }

        @Override
        public void submitted(TaskInfo task) {
            note(task, "submitted");
        }

        @Override
        public void started(TaskInfo task, String worker) {
            note(task, "started");
        }

        @Override
        public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
            if (error != null) {
                errors.add(error);
            }
            note(task, "finished " + state);
        }

        @Override
        public void progress(TaskInfo task, long done, long total) {
            note(task, "progress " + done + "/" + total);
        }

        @Override
        public void workerStarted(String executor, String worker) {
            heard.add("worker of " + executor);
        }

        List<String> of(String label) {
            return heard.stream().filter(each -> each.contains(" " + label + " ")).toList();
        }
    }

    /** E145: listeners hear of each task: submitted, started, progress, finished, in that order. */
    @Test
    void e145_listenersHearOfEachTask() throws Exception {
        Notes notes = new Notes();
        Executor executor = open(builder(1).name("heard").listener(notes));
        Future<?> good =
                executor.with(TaskOptions.label("good"))
                        .submit(() -> TaskContext.current().progress(1, 2));
        Future<?> bad = executor.with(TaskOptions.label("bad")).submit(() -> fail("x"));
        settled(good);
        settled(bad);
        executor.with(TaskOptions.label("map").chunkSize(2)).map((Integer n) -> n, upTo(3));
        executor.close();
        assertEquals(
                List.of(
                        "submitted good 1",
                        "started good 1",
                        "progress 1/2 good 1",
                        "finished SUCCEEDED good 1"),
                notes.of("good"));
        assertEquals(
                List.of("submitted bad 1", "started bad 1", "finished FAILED bad 1"),
                notes.of("bad"));
        assertEquals("x", notes.errors.getFirst().getMessage());
        for (String what : List.of("submitted", "started", "finished SUCCEEDED")) {
            assertEquals(3, notes.of("map").stream().filter(each -> each.startsWith(what)).count());
        }
    }

    /** E146: listeners hear of streams, retries and cancels. */
    @Test
    void e146_listenersHearOfStreamsRetriesAndCancels() throws Exception {
        assumeConcurrent();
        Notes notes = new Notes();
        Executor executor = open(builder(1).listener(notes));
        assertEquals(
                2,
                executor.with(TaskOptions.label("stream")).stream((Integer n) -> n, upTo(2))
                        .count());
        Future<?> retried =
                executor.with(
                                TaskOptions.retryOn(IllegalStateException.class)
                                        .retries(1, Duration.ZERO)
                                        .label("retried"))
                        .submit(() -> fail("x"));
        settled(retried);
        Mark end = mark();
        running(executor, end);
        executor.with(TaskOptions.label("cancelled")).submit(() -> "x").cancel(true);
        end.set();
        executor.close();
        assertEquals(6, notes.of("stream").size(), notes::toString);
        assertEquals(
                List.of(
                        "submitted retried 1",
                        "started retried 1",
                        "started retried 2",
                        "finished FAILED retried 2"),
                notes.of("retried"));
        assertEquals(
                List.of("submitted cancelled 1", "finished CANCELLED cancelled 1"),
                notes.of("cancelled"));
    }

    /** E147: what a listener throws is logged once and changes nothing. */
    @Test
    void e147_aThrowingListenerIsLoggedOnce() throws Exception {
        ExecutorListener throwing =
                new ExecutorListener() {
                    @Override
                    public void started(TaskInfo task, String worker) {
                        throw new IllegalStateException("of a listener");
                    }
                };
        Notes notes = new Notes();
        try (CapturedLog log = new CapturedLog()) {
            Executor executor = open(builder(1).listener(throwing).listener(notes));
            for (int i = 0; i < 5; i++) {
                assertAlive(executor);
            }
            executor.close();
            assertEquals(1, log.lines("of a listener"), log::text);
        }
        assertEquals(5, notes.heard.stream().filter(each -> each.startsWith("started")).count());
    }

    /** E148: {@code stats} counts each figure exactly. */
    @Test
    void e148_statsCountsEachFigure() throws Exception {
        assumeConcurrent();
        Executor executor = open(1);
        assertEquals(new ExecutorStats(0, 0, 0, 0, 0, 0, 0, 0), executor.stats());
        Mark end = mark();
        running(executor, end);
        Future<?> cancelled = executor.submit(() -> "cancelled");
        executor.submit(() -> fail("x"));
        executor.mapAsync((Integer n) -> n, upTo(10));
        assertTrue(cancelled.cancel(true));
        ExecutorStats busy = executor.stats();
        assertEquals(13, busy.submitted());
        assertEquals(11, busy.queued());
        assertEquals(1, busy.running());
        assertEquals(0, busy.finished());
        assertEquals(1, busy.cancelled());
        assertEquals(1, busy.attempts());
        end.set();
        executor.close();
        ExecutorStats over = executor.stats();
        assertEquals(13, over.submitted());
        assertEquals(0, over.queued());
        assertEquals(0, over.running());
        assertEquals(12, over.finished());
        assertEquals(1, over.cancelled());
        assertEquals(12, over.attempts());
        assertTrue(over.workersStarted() >= 1, over::toString);
        assertEquals(0, over.workersLost());
    }

    /** E149: a cancelled body counts as running until it ends. */
    @Test
    void e149_aCancelledBodyCountsAsRunning() throws Exception {
        assumeConcurrent();
        Executor executor = open(1);
        assumeNotStoppedByForce(executor);
        Mark end = mark();
        Future<String> running = running(executor, end);
        assertTrue(running.cancel(false));
        assertEquals(1, executor.stats().running());
        assertEquals(0, executor.stats().cancelled());
        end.set();
        Bounds.await("the body has ended", () -> executor.stats().running() == 0);
        assertEquals(1, executor.stats().finished());
    }

    /** E150: retries count as attempts of one task. */
    @Test
    void e150_statsCountsAttempts() throws Exception {
        Executor executor = open(1);
        Future<?> future =
                executor.with(
                                TaskOptions.retryOn(IllegalStateException.class)
                                        .retries(3, Duration.ZERO))
                        .submit(() -> fail("x"));
        settled(future);
        executor.close();
        ExecutorStats stats = executor.stats();
        assertEquals(1, stats.submitted());
        assertEquals(4, stats.attempts());
        assertEquals(1, stats.finished());
        assertEquals(0, stats.queued());
    }

    /** E151: an initializer runs in each worker before its first task (C38). */
    @Test
    void e151_theInitializerRunsInEachWorker() throws Exception {
        assumeConcurrent();
        Mark initialized = mark();
        Action initializer = initialized::set;
        Executor executor = open(builder(2).object("initializer", initializer));
        Mark end = mark();
        List<Future<Integer>> counts = new ArrayList<>();
        Mark entered = mark();
        for (int i = 0; i < 2; i++) {
            counts.add(
                    executor.submit(() -> {
                        entered.set();
                        end.await();
                        return initialized.count();
                    }));
        }
        Bounds.await("both run", () -> entered.count() == 2);
        end.set();
        for (Future<Integer> count : counts) {
            assertTrue(settled(count).get() >= 1);
        }
        assertTrue(initialized.count() >= 1);
    }

    /**
     * E152: a failing initializer breaks the executor: the task that met it and every later
     * submission fail with BrokenExecutorException that carries its error (C37, pitfall 7).
     */
    @Test
    void e152_aFailingInitializerBreaksTheExecutor() throws Exception {
        assumeConcurrent();
        Mark tried = mark();
        Action initializer =
                () -> {
                    tried.set();
                    fail("of the initializer");
                };
        Executor executor = open(builder(2).object("initializer", initializer));
        Future<String> first;
        try {
            first = executor.submit(() -> "x");
        } catch (BrokenExecutorException already) {
            assertEquals("of the initializer", rootMessage(already));
            return;
        }
        Throwable failure = failureOf(first);
        assertInstanceOf(BrokenExecutorException.class, failure);
        assertEquals("of the initializer", rootMessage(failure));
        RejectedExecutionException later =
                assertThrows(BrokenExecutorException.class, () -> executor.submit(() -> "x"));
        assertEquals("of the initializer", rootMessage(later));
        awaitTermination(executor);
        assertTrue(tried.count() <= 2 * 3, "no storm of respawned workers");
    }

    private static @Nullable String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    /** E153: a recording has an event for each task, with its label, worker and outcome. */
    @Test
    void e153_aFlightRecordingHasEachTask() throws Exception {
        Path file = files.resolve("kit.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("quadriga.Task").withoutThreshold();
            recording.enable("quadriga.WorkerStarted");
            recording.start();
            Executor executor = open(builder(1).name("recorded"));
            settled(executor.with(TaskOptions.label("good")).submit(() -> "x"));
            settled(executor.submit(() -> fail("x")));
            executor.close();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> tasks =
                RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals("quadriga.Task"))
                        .filter(event -> "recorded".equals(event.getString("executor")))
                        .toList();
        assertEquals(2, tasks.size());
        assertEquals(1, tasks.stream().filter(e -> "good".equals(e.getString("label"))).count());
        assertEquals(1, tasks.stream().filter(e -> "FAILED".equals(e.getString("state"))).count());
        tasks.forEach(event -> assertNotNull(event.getString("worker")));
        Files.delete(file);
    }

    /** E154: a body keeps its worker's thread: one body at a time in each worker. */
    @Test
    void e154_aWorkerRunsOneBodyAtATime() throws Exception {
        Executor executor = openShared(1);
        int[] inside = new int[1]; // written by one worker
        Callable<Integer> body =
                () -> {
                    int now = ++inside[0];
                    Thread.yield();
                    inside[0]--;
                    return now;
                };
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(executor.submit(body));
        }
        for (Future<Integer> future : futures) {
            assertSame(1, settled(future).get());
        }
    }
}
