package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.BrokenExecutorException;
import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import io.quadriga.TaskTimeoutException;
import io.quadriga.WorkerLostException;
import io.quadriga.internal.InlineBackend;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the process pool promises beyond the contract. */
@Timeout(60)
class ProcessPoolTest {

    private static final List<byte[]> KEPT = new ArrayList<>(); // in a worker

    private static String worker() {
        return TaskContext.current().worker();
    }

    private static void await(String what, BooleanSupplier state) {
        long start = System.nanoTime();
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < 20_000_000_000L, what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void capabilitiesFollowTheConfiguration() {
        try (Executor plain = ProcessPool.builder().build();
                Executor nested =
                        ProcessPool.builder()
                                .inner(ExecutorBuilder.of(new InlineBackend()))
                                .build()) {
            Set<Capability> all =
                    Set.of(
                            Capability.STOPS_ANY_CODE,
                            Capability.SURVIVES_CRASH,
                            Capability.BOUNDS_QUEUE,
                            Capability.PRIORITIES,
                            Capability.HAS_INNER);
            assertEquals(all, plain.capabilities());
            assertFalse(nested.capabilities().contains(Capability.SURVIVES_CRASH));
        }
    }

    @Test
    void aPoolOfProcessesIsNoInnerExecutor() {
        var elsewhere = ProcessPool.builder().inner(ExecutorBuilder.of(new ProcessPoolBackend()));
        String said = assertThrows(IllegalArgumentException.class, elsewhere::build).getMessage();
        assertTrue(said.contains("must share the memory"), said);
    }

    @Test
    void aSpinningTaskIsStoppedAndItsNeighboursNeverNotice() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(2).build()) {
            long neighbour = executor.submit(() -> ProcessHandle.current().pid()).get();
            Future<Object> spinning =
                    executor.with(TaskOptions.timeout(Duration.ofMillis(100)))
                            .submit(() -> {
                                for (long n = 0; ; n++) {
                                    if (n == -1) {
                                        return n;
                                    }
                                }
                            });
            Throwable error = assertThrows(ExecutionException.class, spinning::get).getCause();
            assertInstanceOf(TaskTimeoutException.class, error);
            await("it was ended", () -> executor.stats().workersLost() == 1);
            assertEquals(1, executor.submit(() -> 1).get());
            assertNotEquals(0, neighbour);
        }
    }

    /** Takes for ever to send. */
    private static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
            until("/never");
        }
    }

    private static Object failWhenInterrupted() {
        while (!Thread.interrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
        throw new Unsendable();
    }

    /** A young worker encodes its first exception for longer than the grace: for nobody. */
    @Test
    void whatACancelledTaskThrowsIsNotSent() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            long pid = executor.submit(() -> ProcessHandle.current().pid()).get();
            Future<Object> cancelled = executor.submit(() -> failWhenInterrupted());
            await("it runs", () -> cancelled.taskState() == TaskState.RUNNING);
            assertTrue(cancelled.cancel(true));
            await("it has ended", () -> executor.stats().running() == 0);
            assertEquals(pid, executor.submit(() -> ProcessHandle.current().pid()).get());
            assertEquals(0, executor.stats().workersLost());
            assertTrue(cancelled.isCancelled());
        }
    }

    @Test
    void anOutcomeBetweenTwoLongTasksArrivesWhileTheSecondRuns(@TempDir Path folder)
            throws Exception {
        Path end = folder.resolve("end");
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            for (int round = 0; round < 20; round++) { // then many are sent ahead
                List<Future<Integer>> quick = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    quick.add(taking(executor, 0, folder));
                }
                for (Future<Integer> each : quick) {
                    each.get();
                }
            }
            Future<Integer> before =
                    taking(executor, 20_000_000, folder); // then all three are sent
            Future<Integer> first = taking(executor, 60_000_000, folder);
            Future<Integer> between = taking(executor, 0, folder);
            Future<Integer> second = taking(executor, 0, end);
            try {
                assertEquals(7, between.get(10, TimeUnit.SECONDS));
                assertFalse(second.isDone());
            } finally {
                Files.createFile(end);
            }
            assertEquals(21, before.get() + first.get() + second.get());
        }
    }

    private static Future<Integer> taking(Executor executor, long nanos, Path until) {
        String file = until.toString();
        return executor.submit(() -> take(nanos, file));
    }

    private static int take(long nanos, String file) {
        LockSupport.parkNanos(nanos);
        until(file);
        return 7;
    }

    @Test
    void aWorkerEndsWhateverThreadsItsTasksLeaveBehind() throws Exception {
        long pid;
        long closing;
        try (Executor executor =
                ProcessPool.builder()
                        .workers(1)
                        .terminateGrace(Duration.ofSeconds(40)) // it ends by itself
                        .build()) {
            pid = executor.submit(ProcessPoolTest::leaveAThreadBehind).get();
            closing = System.nanoTime();
        }
        assertFalse(isAlive(pid));
        assertTrue(System.nanoTime() - closing < 20_000_000_000L);
    }

    private static long leaveAThreadBehind() {
        Thread.ofPlatform().daemon(false).start(() -> until("/never"));
        return ProcessHandle.current().pid();
    }

    private static void until(String file) {
        while (!Files.exists(Path.of(file))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shutdownNowInTheMiddleSettlesEverything() throws Exception {
        Executor executor = ProcessPool.builder().workers(2).build();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            futures.add(executor.submit(() -> number));
        }
        futures.get(100).get();
        executor.shutdownNow();
        futures.forEach(future -> assertTrue(future.isDone()));
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
    }

    @Test
    void aWorkerIsReplacedAfterItsTasks() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).maxTasksPerWorker(2).build()) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                names.add(executor.submit(() -> worker()).get());
            }
            assertEquals(3, Set.copyOf(names).size(), names::toString);
            assertEquals(0, executor.stats().workersLost());
        }
    }

    @Test
    void aWorkerIsReplacedForItsHeap() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).maxHeap(40 << 20).build()) {
            String first = executor.submit(() -> worker()).get();
            executor.submit(() -> KEPT.add(new byte[50 << 20])).get();
            await("it was replaced", () -> !first.equals(nameOf(executor)));
        }
    }

    @Test
    void aWorkerIsReplacedForItsResidentMemory() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).maxRss(1).build()) {
            String first = executor.submit(() -> worker()).get();
            await("it was replaced", () -> !first.equals(nameOf(executor)));
        }
    }

    @Test
    void aWorkerIsReplacedForItsAge() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(1).maxAge(Duration.ofMillis(1)).build()) {
            String first = executor.submit(() -> worker()).get();
            await("it was replaced", () -> !first.equals(nameOf(executor)));
        }
    }

    private static String nameOf(Executor executor) {
        return executor.submit(() -> worker()).toCompletableFuture().join();
    }

    @Test
    void anIdleWorkerEndsAndAnotherStartsWhenNeeded() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(1).idleTimeout(Duration.ofMillis(50)).build()) {
            long pid = executor.submit(() -> ProcessHandle.current().pid()).get();
            await("it has ended", () -> !isAlive(pid));
            assertNotEquals(pid, executor.submit(() -> ProcessHandle.current().pid()).get());
            assertEquals(0, executor.stats().workersLost());
        }
    }

    @Test
    void aSpareWorkerTakesThePlaceOfALostOne() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).standby(1).build()) {
            executor.submit(() -> 1).get();
            await("the spare one is warm", () -> executor.stats().workersStarted() == 2);
            Future<?> dying = executor.submit(() -> Runtime.getRuntime().halt(1));
            assertThrows(ExecutionException.class, dying::get);
            assertTrue(executor.submit(() -> worker()).get().endsWith("-2"));
        }
    }

    @Test
    void breakOnDeathBreaksThePool() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).breakOnDeath().build()) {
            Future<?> dying = executor.submit(() -> Runtime.getRuntime().halt(1));
            assertThrows(ExecutionException.class, dying::get);
            await("it is broken", executor::isShutdown);
            assertInstanceOf(
                    BrokenExecutorException.class,
                    assertThrows(
                            RejectedExecutionException.class, () -> executor.submit(() -> "late")));
        }
    }

    @Test
    void theEnvironmentAndOptionsOfAWorkerAreTheUsers() throws Exception {
        try (Executor executor =
                ProcessPool.builder()
                        .workers(1)
                        .jvmArguments("-Dgiven=here")
                        .environment(Map.of("GIVEN", "too"))
                        .build()) {
            assertEquals(
                    "here too",
                    executor.submit(() ->
                                    System.getProperty("given") + " " + System.getenv("GIVEN"))
                            .get());
        }
    }

    private static Instant deadline() {
        return TaskContext.current().deadline().orElse(Instant.MAX);
    }

    private static Instant deadlineAfter(Duration pause) {
        for (long since = System.nanoTime(); System.nanoTime() - since < pause.toNanos(); ) {
            LockSupport.parkNanos(1_000_000);
        }
        return deadline();
    }

    /** The time that an input has, or what the submission has left: whichever is over first. */
    @Test
    void aBodyKnowsWhenItsTimeIsOver() throws Exception {
        TaskOptions hour = TaskOptions.timeout(Duration.ofHours(1));
        TaskOptions both = TaskOptions.timeout(Duration.ofHours(1)).deadline(Duration.ofHours(2));
        TaskOptions sooner = TaskOptions.timeout(Duration.ofHours(2)).deadline(Duration.ofHours(1));
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            List<Integer> inputs = List.of(1, 2, 3);
            for (TaskOptions options : List.of(hour, both, sooner)) {
                Executor limited = executor.with(options);
                Instant before = Instant.now();
                List<Instant> seen = new ArrayList<>();
                seen.add(limited.submit(() -> deadline()).get());
                seen.addAll(limited.map(input -> deadline(), inputs));
                seen.addAll(limited.stream(input -> deadline(), inputs).toList());
                Duration taken = Duration.between(before, Instant.now());
                for (Instant each : seen) {
                    Duration left = Duration.between(before, each);
                    assertTrue(left.compareTo(Duration.ofMinutes(59)) > 0, left::toString);
                    Duration most = Duration.ofHours(1).plus(taken).plusMillis(1);
                    assertTrue(left.compareTo(most) <= 0, left::toString);
                }
            }
            assertEquals(Instant.MAX, executor.submit(() -> deadline()).get());
        }
    }

    /** Each input has its own time, which begins with its body. */
    @Test
    void theTimeOfAnInputBeginsWithItsBody() throws Exception {
        TaskOptions options = TaskOptions.timeout(Duration.ofHours(1)).chunkSize(2);
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            List<Instant> seen =
                    executor.with(options)
                            .map(
                                    pause -> deadlineAfter(pause),
                                    List.of(Duration.ofMillis(50), Duration.ZERO));
            Duration between = Duration.between(seen.get(0), seen.get(1));
            assertTrue(between.compareTo(Duration.ofMillis(45)) >= 0, between::toString);
        }
    }

    @Test
    void poolsStandOnlySoDeepWithinOneAnother() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            String refused =
                    executor.submit(
                                    () -> {
                                        try (Executor nested =
                                                ProcessPool.builder()
                                                        .workers(1)
                                                        .maxDepth(1)
                                                        .build()) {
                                            return nested.submit(() -> "too deep").get();
                                        } catch (IllegalArgumentException limit) {
                                            return limit.getMessage();
                                        }
                                    })
                            .get();
            assertTrue(refused.contains("max-depth=1"), refused);
        }
    }

    @Test
    void largeValuesTravelInBothDirectionsAtTheSameTime() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(2).jvmArguments("-Xmx512m").build()) {
            List<Future<byte[]>> echoes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                echoes.add(executor.submit((byte[] bytes) -> bytes, new byte[20_000_000]));
            }
            for (Future<byte[]> echo : echoes) {
                assertEquals(20_000_000, echo.get().length);
            }
        }
    }

    @Test
    void whatAWorkerWasSentAndHasNotBegunRunsElsewhere() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(2).build()) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                futures.add(
                        executor.submit(() -> {
                            if (number == 10_000) {
                                Runtime.getRuntime().halt(9);
                            }
                            return number;
                        }));
            }
            for (int i = 0; i < futures.size(); i++) {
                Future<Integer> future = futures.get(i);
                if (i == 10_000) {
                    Throwable error =
                            assertThrows(ExecutionException.class, future::get).getCause();
                    assertInstanceOf(WorkerLostException.class, error);
                } else {
                    assertEquals(i, future.get());
                }
            }
            assertEquals(20_000, executor.stats().attempts());
        }
    }
}
