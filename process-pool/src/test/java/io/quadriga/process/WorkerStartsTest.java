package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.BrokenExecutorException;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.WorkerLostException;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that end before they are ready: what is tried again, for how long, and what is said. */
@Timeout(60)
class WorkerStartsTest {

    private static final String STARTS = "starts-";

    @TempDir Path folder;

    // ---- initializers

    /** Is not ready before there is a file that says so. */
    private static void startSlowly(String folder) {
        tell(folder);
        while (!Files.exists(Path.of(folder, "go"))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The first is ready at once, the others never before there is a file that says so. */
    private static void startFirst(String folder) {
        try {
            Files.createFile(Path.of(folder, "first"));
        } catch (IOException present) {
            if (!Files.exists(Path.of(folder, "go"))) {
                tell(folder);
                dieByKill();
            }
        }
    }

    private static void dieByKill() {
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder("kill", "-KILL", self).start().waitFor();
        } catch (IOException | InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
        while (true) {
            LockSupport.park(); // until it is dead
        }
    }

    private static void tell(String folder) {
        try {
            Files.createFile(Path.of(folder, STARTS + ProcessHandle.current().pid()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The processes that have told. */
    private Set<Long> started() {
        try (Stream<Path> files = Files.list(folder)) {
            Set<Long> pids = new HashSet<>();
            for (Path each : files.toList()) {
                String name = each.getFileName().toString();
                if (name.startsWith(STARTS)) {
                    pids.add(Long.parseLong(name.substring(STARTS.length())));
                }
            }
            return pids;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    // ----

    /** Whoever kills workers that start has not proved that none can start. */
    @Test
    void aWorkerKilledFromOutsideWhileItStartsIsStartedAgain() throws Exception {
        String here = folder.toString();
        try (Executor executor =
                ProcessPool.builder().workers(1).initializer(() -> startSlowly(here)).build()) {
            Future<String> answer = executor.submit(() -> "answer");
            Set<Long> killed = new HashSet<>();
            while (killed.size() < 5) {
                Bounds.await("another one starts", () -> started().size() > killed.size());
                for (long pid : started()) {
                    if (killed.add(pid)) {
                        kill(pid);
                    }
                }
            }
            Files.createFile(folder.resolve("go"));
            assertEquals("answer", answer.get(30, TimeUnit.SECONDS));
            assertEquals(5, executor.stats().workersLost());
        }
    }

    /** All at the same time, and more than three: still nobody's own doing. */
    @Test
    void aWaveOfKillsBreaksNoPool() throws Exception {
        String here = folder.toString();
        try (Executor executor =
                ProcessPool.builder().workers(4).initializer(() -> startSlowly(here)).build()) {
            Future<String> answer = executor.submit(() -> "answer");
            Bounds.await("all start", () -> started().size() == 4);
            started().forEach(WorkerStartsTest::kill);
            Files.createFile(folder.resolve("go"));
            assertEquals("answer", answer.get(30, TimeUnit.SECONDS));
        }
    }

    /** Not for ever: what kills every start, such as a system out of memory, is named. */
    @Test
    void workersThatAreKilledWheneverTheyStartBreakThePool() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(1).initializer(() -> dieByKill()).build()) {
            Future<String> queued = executor.submit(() -> "never");
            Throwable error = assertThrows(ExecutionException.class, queued::get).getCause();
            assertInstanceOf(BrokenExecutorException.class, error);
            String cause =
                    assertInstanceOf(WorkerLostException.class, error.getCause()).getMessage();
            assertTrue(cause.startsWith("workers are killed while they start: "), cause);
            assertTrue(cause.contains("starts=8, "), cause);
            assertTrue(cause.contains("signal=9 (SIGKILL)"), cause);
            assertEquals(8, executor.stats().workersLost());
        }
    }

    /** Where some are ready they go on, and others are tried when one of them ends. */
    @Test
    void whereNoOtherWorkerStartsThoseThatAreReadyGoOn() throws Exception {
        String here = folder.toString();
        try (Executor executor =
                ProcessPool.builder().workers(2).initializer(() -> startFirst(here)).build()) {
            long only = executor.submit(() -> ProcessHandle.current().pid()).get();
            Bounds.await("all were tried", () -> executor.stats().workersLost() == 16);
            assertEquals(only, executor.submit(() -> ProcessHandle.current().pid()).get());
            assertFalse(executor.isShutdown());
            assertEquals(16, started().size());

            Files.createFile(folder.resolve("go"));
            Future<?> dying = executor.submit(() -> Runtime.getRuntime().halt(1));
            assertThrows(ExecutionException.class, dying::get);
            assertEquals("next", executor.submit(() -> "next").get(30, TimeUnit.SECONDS));
            Bounds.await("both are there", () -> executor.stats().workersStarted() == 3);
        }
    }

    /** The JVM ends after it was ready, by itself, before or in its first task. */
    private static void endSoon(String folder, int value) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (!Files.exists(Path.of(folder, "go"))) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    LockSupport.parkNanos(50_000_000); // it is ready by then
                    System.err.println("no licence for " + value);
                    Runtime.getRuntime().halt(value);
                });
    }

    /** Ready, and gone again, each time: that is no worker, and no reason to wait for ever. */
    @Test
    void workersThatEndAsSoonAsTheyAreReadyBreakThePool() throws Exception {
        String here = folder.toString();
        try (Executor executor =
                ProcessPool.builder().workers(1).initializer(() -> endSoon(here, 3)).build()) {
            assertEquals("first", executor.submit(() -> "first").get());
            Files.createFile(folder.resolve("go"));
            Bounds.await("no more are tried", executor::isShutdown);
            Throwable error =
                    assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> 1));
            assertInstanceOf(BrokenExecutorException.class, error);
            String cause =
                    assertInstanceOf(WorkerLostException.class, error.getCause()).getMessage();
            assertTrue(cause.startsWith("workers end before they run anything: "), cause);
            assertTrue(cause.contains("exit=3"), cause);
            assertTrue(cause.contains("last output=\"no licence for 3\""), cause);
            assertEquals(4, executor.stats().workersLost()); // the first had run something
        }
    }

    /** With tasks that wait for them too: each has an outcome. */
    @Test
    void tasksOfWorkersThatEndAsSoonAsTheyAreReadyFail() throws Exception {
        String here = folder.toString();
        Files.createFile(folder.resolve("go"));
        try (Executor executor =
                ProcessPool.builder().workers(2).initializer(() -> endSoon(here, 3)).build()) {
            List<Future<Object>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(executor.submit(() -> park()));
            }
            for (Future<Object> each : all) {
                Throwable error =
                        assertThrows(ExecutionException.class, () -> each.get(30, TimeUnit.SECONDS))
                                .getCause();
                assertTrue(
                        error instanceof WorkerLostException
                                || error instanceof BrokenExecutorException,
                        error::toString);
            }
            Bounds.await("no more are tried", executor::isShutdown);
        }
    }

    private static Object park() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Killed by somebody: tried again, later each time, but not for ever. */
    @Test
    void workersThatAreKilledAsSoonAsTheyAreReadyBreakThePool() throws Exception {
        String mine = "-Dtest.pool=" + UUID.randomUUID();
        try (Executor executor = ProcessPool.builder().workers(1).jvmArguments(mine).build()) {
            long first = executor.submit(() -> ProcessHandle.current().pid()).get();
            kill(first);
            Set<Long> killed = new HashSet<>(Set.of(first));
            while (!executor.isShutdown()) {
                ProcessHandle.current()
                        .children()
                        .filter(child -> hasArgument(child, mine))
                        .map(ProcessHandle::pid)
                        .filter(pid ->
                                executor.stats().workersStarted() > executor.stats().workersLost())
                        .filter(killed::add)
                        .forEach(WorkerStartsTest::kill);
                LockSupport.parkNanos(5_000_000);
            }
            RejectedExecutionException error =
                    assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> 1));
            String cause =
                    assertInstanceOf(WorkerLostException.class, error.getCause()).getMessage();
            assertTrue(cause.startsWith("workers are killed before they run anything: "), cause);
            assertTrue(cause.contains("starts=8, "), cause);
        }
    }

    private static boolean hasArgument(ProcessHandle process, String argument) {
        return process.info()
                .arguments()
                .map(List::of)
                .filter(line -> line.contains(argument))
                .isPresent();
    }

    /** A limit that no JVM keeps: replaced after each task, not for nothing. */
    @Test
    void anIdleWorkerThatIsTooLargeFromTheBeginningStays() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).maxRss(1).build()) {
            executor.submit(() -> 1).get();
            Bounds.await("it is replaced", () -> executor.stats().workersStarted() == 2);
            long end = System.nanoTime() + 300_000_000; // a JVM is there in less
            while (System.nanoTime() < end) {
                assertEquals(2, executor.stats().workersStarted());
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** What the JVM says is in the error, once, and it is not asked again. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseNoSuchThing", "-Xmx1x", "--no-such-option"})
    void anOptionThatTheJvmDoesNotKnowIsSaidOnce(String option) throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).jvmArguments(option).build()) {
            Future<String> queued = executor.submit(() -> "never");
            Throwable error = assertThrows(ExecutionException.class, queued::get).getCause();
            assertInstanceOf(BrokenExecutorException.class, error);
            String cause =
                    assertInstanceOf(WorkerLostException.class, error.getCause()).getMessage();
            String shown = option.replaceFirst("^-XX:\\+", "");
            assertTrue(cause.contains(shown), cause);
            assertTrue(cause.endsWith("\"; correct jvm-arguments"), cause);
            assertFalse(cause.contains("Could not create"), cause);
            assertFalse(error.getMessage().contains(shown), error.getMessage());
            assertEquals(1, executor.stats().workersLost());
        }
    }
}
