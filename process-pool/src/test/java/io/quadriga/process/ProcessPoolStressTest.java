package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.WorkerLostException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Deaths, cancels, time limits and recycling under load: every task has the one outcome that is its
 * own. {@code -Dquadriga.soak=200} runs more rounds.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ProcessPoolStressTest {

    private static final int ROUNDS = Integer.getInteger("quadriga.soak", 4);
    private static final int TASKS = 120;
    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofMillis(20);

    /** What a task does, and what becomes of it. */
    private enum Kind {
        RETURNS,
        THROWS,
        DIES,
        SPINS,
        IS_CANCELLED
    }

    private record Running(Kind kind, int number, Future<Integer> future) {}

    private final Random random = new Random(seed());

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        return seed;
    }

    private Kind anyKind() {
        int at = random.nextInt(100);
        if (at < 90) {
            return Kind.RETURNS;
        }
        return at < 94
                ? Kind.THROWS
                : at < 96 ? Kind.DIES : at < 97 ? Kind.SPINS : Kind.IS_CANCELLED;
    }

    private static int body(Kind kind, int number) {
        switch (kind) {
            case THROWS -> throw new IllegalStateException("task " + number);
            case DIES -> Runtime.getRuntime().halt(number & 0x7f);
            case SPINS, IS_CANCELLED -> spin();
            case RETURNS -> {}
        }
        return number;
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private Running submit(Executor executor, int number) {
        Kind kind = anyKind();
        Executor view = kind == Kind.SPINS ? executor.with(TaskOptions.timeout(LIMIT)) : executor;
        return new Running(kind, number, view.submit(() -> body(kind, number)));
    }

    private static void check(Running running) throws InterruptedException {
        Future<Integer> future = running.future();
        switch (running.kind()) {
            case RETURNS -> assertEquals(running.number(), future.result());
            case THROWS -> assertThrows(IllegalStateException.class, future::result);
            case DIES -> assertInstanceOf(WorkerLostException.class, failureOf(future));
            case SPINS -> assertInstanceOf(TaskTimeoutException.class, failureOf(future));
            case IS_CANCELLED -> assertThrows(CancellationException.class, future::get);
        }
    }

    private static Throwable failureOf(Future<Integer> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    /** What this process has open, and what it has made in the places for files. */
    private static List<String> possessions() throws IOException {
        List<String> all = new ArrayList<>();
        String own = "quadriga-" + ProcessHandle.current().pid() + "-";
        for (String place : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
            try (DirectoryStream<Path> mine = Files.newDirectoryStream(Path.of(place), own + "*")) {
                for (Path each : mine) {
                    try (Stream<Path> files = Files.list(each)) {
                        files.map(Path::getFileName)
                                .map(Path::toString)
                                .filter(file -> file.matches("(page|segment|crash)-.*"))
                                .forEach(all::add);
                    }
                }
            }
        }
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            all.addAll(files.map(ProcessPoolStressTest::target).toList());
        }
        all.removeIf(each -> each.endsWith(".jar") || each.endsWith("/fd")); // opened once
        return all;
    }

    private static String all() {
        try {
            return possessions().toString();
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "/fd";
        }
    }

    @Test
    void everyTaskHasItsOwnOutcome() throws Exception {
        try (Executor first = ProcessPool.builder().workers(1).build()) {
            assertEquals(1, first.submit(() -> 1).get()); // what is opened once
        }
        int before = possessions().size();
        Executor executor =
                ProcessPool.builder()
                        .name("stressed")
                        .workers(2)
                        .standby(1)
                        .maxTasksPerWorker(70)
                        .interruptGrace(GRACE)
                        .terminateGrace(GRACE)
                        .build();
        try (executor) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Running> all = new ArrayList<>();
                for (int i = 0; i < TASKS; i++) {
                    all.add(submit(executor, i));
                }
                for (Running each : all) {
                    if (each.kind() == Kind.IS_CANCELLED) {
                        each.future().cancel(true);
                    }
                }
                for (Running each : all) {
                    check(each);
                }
            }
        }
        long end = System.nanoTime();
        while (isAnyThreadLeft()) { // the one that told of the end may be the last
            assertTrue(System.nanoTime() - end < 20_000_000_000L, "threads are left");
            LockSupport.parkNanos(1_000_000);
        }
        while (possessions().size() > before) { // pipes of a process that has just ended
            assertTrue(System.nanoTime() - end < 20_000_000_000L, () -> "left: " + all());
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(
                executor.stats().submitted(),
                executor.stats().finished() + executor.stats().cancelled());
    }

    private static boolean isAnyThreadLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("stressed-"));
    }
}
