package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Quadriga;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.WorkerLostException;
import io.quadriga.ipc.IpcBarrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads within the workers of a process pool, by configuration. */
@Timeout(120)
class InnerExecutorTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static Quadriga open(int workers, int threads) {
        return Quadriga.open(
                ConfigFactory.parseString(
                        """
                        quadriga.executors.deep {
                          backend = process-pool, workers = %d
                          inner { backend = thread-pool, workers = %d }
                        }
                        """
                                .formatted(workers, threads)));
    }

    @Test
    void thirtyTwoTasksOnFourWorkersOfEightThreadsMeetAtOneBarrier() throws Exception {
        try (Quadriga quadriga = open(4, 8);
                IpcBarrier barrier = IpcBarrier.create(32)) {
            Executor executor = quadriga.executor("deep");
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                futures.add(
                        executor.submit(() -> {
                            barrier.await(SOON);
                            return ProcessHandle.current().pid()
                                    + " "
                                    + Thread.currentThread().threadId();
                        }));
            }
            Set<String> places = new HashSet<>();
            Map<String, Integer> perWorker = new HashMap<>();
            for (Future<String> each : futures) {
                String place = each.get();
                places.add(place);
                perWorker.merge(place.split(" ")[0], 1, Integer::sum);
            }
            assertEquals(32, places.size());
            assertEquals(List.of(8, 8, 8, 8), List.copyOf(perWorker.values()));
            assertFalse(executor.capabilities().contains(Capability.SURVIVES_CRASH));
        }
    }

    @Test
    void aFreeThreadGetsATaskWhateverTheOthersOfItsWorkerAreIn(@TempDir Path folder)
            throws Exception {
        try (Quadriga quadriga = open(1, 3)) {
            Executor executor = quadriga.executor("deep");
            awaitSilence(executor.submit(() -> ProcessHandle.current().pid()).get());
            for (int i = 0; i < 3; i++) { // each when those before it are in their bodies
                String begun = folder.resolve("begun" + i).toString();
                Future<Object> _ = executor.submit(() -> sleep(begun));
                await(Path.of(begun));
            }
            executor.shutdownNow();
        }
    }

    @Test
    void theKillOfOneIsReportedToTheOthersOfItsWorker(@TempDir Path folder) throws Exception {
        try (Quadriga quadriga = open(1, 4)) {
            Executor executor = quadriga.executor("deep");
            List<Future<Object>> neighbours = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String begun = folder.resolve("begun" + i).toString();
                neighbours.add(executor.submit(() -> sleep(begun)));
            }
            for (int i = 0; i < 3; i++) {
                await(folder.resolve("begun" + i));
            }
            Future<Object> culprit =
                    executor.with(TaskOptions.label("spins").timeout(Duration.ofMillis(100)))
                            .submit(InnerExecutorTest::spin);
            assertInstanceOf(TaskTimeoutException.class, failure(culprit));
            for (Future<Object> each : neighbours) {
                Throwable lost = failure(each);
                assertInstanceOf(WorkerLostException.class, lost);
                assertTrue(lost.getMessage().contains(", culprit=spins, pid="), lost.getMessage());
            }
            assertEquals(1, executor.submit(() -> 1).get());
        }
    }

    @Test
    void theCrashOfOneIsReportedToAllWithTheWorkersEnd(@TempDir Path folder) throws Exception {
        try (Quadriga quadriga = open(1, 2)) {
            Executor executor = quadriga.executor("deep");
            String begun = folder.resolve("begun").toString();
            Future<Object> neighbour = executor.submit(() -> sleep(begun));
            await(Path.of(begun));
            Future<Object> culprit = executor.submit(InnerExecutorTest::die);
            assertTrue(failure(culprit).getMessage().contains("exit=7"));
            assertTrue(failure(neighbour).getMessage().contains("exit=7"));
            assertEquals(1, executor.submit(() -> 1).get());
        }
    }

    @Test
    void tasksHaveTheirOwnContextAndOutcomes() throws Exception {
        try (Quadriga quadriga = open(2, 3)) {
            Executor executor = quadriga.executor("deep");
            List<Future<String>> labels = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                labels.add(
                        executor.with(TaskOptions.label("task " + i))
                                .submit(() -> TaskContext.current().label().orElseThrow()));
            }
            for (int i = 0; i < 200; i++) {
                assertEquals("task " + i, labels.get(i).get());
            }
            List<Integer> inputs = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                inputs.add(i);
            }
            assertEquals(
                    inputs.stream().map(i -> i + 1).toList(), executor.map(i -> i + 1, inputs));
            Future<Object> failing = executor.submit(InnerExecutorTest::fail);
            assertEquals("as told", failure(failing).getMessage());
        }
    }

    @Test
    void aRunningTaskIsInterruptedAndItsWorkerGoesOn(@TempDir Path folder) throws Exception {
        try (Quadriga quadriga = open(1, 2)) {
            Executor executor = quadriga.executor("deep");
            long worker = executor.submit(() -> ProcessHandle.current().pid()).get();
            String begun = folder.resolve("begun").toString();
            Future<Object> sleeping = executor.submit(() -> sleep(begun));
            await(Path.of(begun));
            assertTrue(sleeping.cancel(true));
            assertThrows(CancellationException.class, sleeping::get);
            assertEquals(worker, executor.submit(() -> ProcessHandle.current().pid()).get());
        }
    }

    @Test
    void queuedTasksAreCancelledAndTheRestIsDone(@TempDir Path folder) throws Exception {
        try (Quadriga quadriga = open(1, 2)) {
            Executor executor = quadriga.executor("deep");
            String go = folder.resolve("go").toString();
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int number = i;
                all.add(
                        executor.submit(() -> {
                            await(Path.of(go));
                            return number;
                        }));
            }
            for (int i = 20; i < 60; i += 2) {
                assertTrue(all.get(i).cancel(false));
            }
            Files.createFile(Path.of(go));
            for (int i = 0; i < 60; i++) {
                if (i >= 20 && i % 2 == 0) {
                    assertTrue(all.get(i).isCancelled());
                } else {
                    assertEquals(i, all.get(i).get(30, TimeUnit.SECONDS));
                }
            }
        }
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    /** Until the worker shares memory with its parent: from then on it says no begins. */
    private static void awaitSilence(long worker) throws IOException {
        Path maps = Path.of("/proc/" + worker + "/maps");
        while (!Files.readString(maps).contains("page-" + worker + " (deleted)")) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Object sleep(String begun) throws Exception {
        Files.createFile(Path.of(begun));
        Thread.sleep(Duration.ofDays(1));
        return begun;
    }

    private static Object spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static Object die() {
        Runtime.getRuntime().halt(7);
        return "dead";
    }

    private static Object fail() {
        throw new IllegalStateException("as told");
    }
}
