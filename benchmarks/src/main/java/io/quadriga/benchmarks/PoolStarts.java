package io.quadriga.benchmarks;

import static io.quadriga.benchmarks.PoolBenchmark.MODULE;
import static java.util.Objects.requireNonNull;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskState;
import io.quadriga.WorkerLostException;
import io.quadriga.process.ChildProcess;
import io.quadriga.process.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** How fast workers are there, and what they take while they wait. */
final class PoolStarts {

    private static final int TUTORIAL_TASKS = 100;
    private static final long SPARE_NANOS = 320_000_000;

    private final List<Result> results = new ArrayList<>();
    private final Python python;
    private final int rounds;

    /** Makes a contender of what Python measures. */
    @FunctionalInterface
    interface Python {
        Rounds.Contender contender(String what, int number) throws IOException;
    }

    private PoolStarts(Python python, int rounds) {
        this.python = python;
        this.rounds = rounds;
    }

    static List<Result> run(Python python, int rounds) throws Exception {
        PoolStarts all = new PoolStarts(python, rounds);
        all.starts();
        all.spares();
        all.memory();
        all.tutorial();
        return all.results;
    }

    private void starts() throws Exception {
        Rounds.Figures millis =
                new Rounds()
                        .add("first", PoolStarts::firstResult)
                        .add("spawn", python.contender("spawn", 0))
                        .add("default JVM", PoolStarts::ofDefaultJvm)
                        .add("replaced", PoolStarts::replacement)
                        .add("four", PoolStarts::four)
                        .add("pool4", python.contender("pool4", 0))
                        .run(2, rounds);
        String first = "a new worker has run its first task";
        less(first, "ms", millis, "first", "spawn", "spawn child, ready", 1);
        less(first, "ms", millis, "first", "default JVM", "default JVM, serialization", 2);
        String killed = "a killed worker's replacement has answered";
        less(killed, "ms", millis, "replaced", "spawn", "spawn child, ready", 1 / 1.2);
        less("4 workers have met", "ms", millis, "four", "pool4", "Pool(4), spawn", 1);
    }

    private static Executor pool(int workers) {
        return ProcessPool.builder().name("start").workers(workers).build();
    }

    private static Task<Integer> task(int number) {
        return () -> number;
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static double firstResult() throws Exception {
        long start = System.nanoTime();
        try (Executor pool = pool(1)) {
            pool.submit(task(1)).get();
            return millisSince(start);
        }
    }

    private static double ofDefaultJvm() throws Exception {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FirstTask.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (ObjectOutputStream out = new ObjectOutputStream(process.getOutputStream())) {
            out.writeObject(task(1));
            out.flush();
            try (ObjectInputStream in = new ObjectInputStream(process.getInputStream())) {
                in.readObject();
                return millisSince(start);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static double replacement() throws Exception {
        try (Executor pool = pool(1)) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            Future<Integer> victim = pool.submit(PoolStarts::sleep);
            while (victim.taskState() != TaskState.RUNNING) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            pool.submit(task(1)).get();
            double millis = millisSince(start);
            try {
                victim.get();
                throw new IllegalStateException("the killed worker has answered");
            } catch (ExecutionException lost) {
                if (!(lost.getCause() instanceof WorkerLostException)) {
                    throw lost;
                }
            }
            return millis;
        }
    }

    private static int sleep() throws InterruptedException {
        Thread.sleep(60_000);
        return 0;
    }

    private static double four() throws Exception {
        Path folder = Files.createTempDirectory("four");
        long start = System.nanoTime();
        try (Executor pool = pool(4)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String mine = folder.resolve("here" + i).toString();
                futures.add(pool.submit(() -> meet(mine)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
            return millisSince(start);
        } finally {
            for (int i = 0; i < 4; i++) {
                Files.deleteIfExists(folder.resolve("here" + i));
            }
            Files.delete(folder);
        }
    }

    /** Returns when four have come. */
    private static int meet(String mine) throws IOException {
        File here = new File(mine);
        if (!here.createNewFile()) {
            throw new IOException("is there: file=" + mine);
        }
        String[] all = requireNonNull(here.getParentFile()).list();
        while (requireNonNull(all).length < 4) {
            LockSupport.parkNanos(200_000);
            all = here.getParentFile().list();
        }
        return all.length;
    }

    private void spares() throws Exception {
        try (Executor pool =
                ProcessPool.builder()
                        .name("spare")
                        .workers(1)
                        .standby(2)
                        .maxTasksPerWorker(1)
                        .build()) {
            Rounds.Figures millis =
                    new Rounds()
                            .add("spare", () -> afterAWhile(pool))
                            .add("fork", python.contender("fork", 0))
                            .run(4, rounds);
            String what = "a standby has answered";
            less(what, "ms", millis, "spare", "fork", "fork, to its result", 1);
            results.add(Results.less(MODULE, what, "ms", millis.of("spare"), 2, "2 ms", 1));
        }
    }

    /** By then the standby that took the last place has a successor. */
    private static double afterAWhile(Executor pool) throws Exception {
        LockSupport.parkNanos(SPARE_NANOS);
        long start = System.nanoTime();
        pool.submit(task(1)).get();
        return millisSince(start);
    }

    private void memory() throws Exception {
        try (Executor pool = pool(1)) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            double rss = megabytes(pid, "Rss:");
            double pss = megabytes(pid, "Pss:");
            double peer = python.contender("memory", 0).measure() / 1024;
            String what = "an idle worker, ";
            results.add(Results.less(MODULE, what + "resident", "MB", rss, 45, "45 MB", 1));
            results.add(Results.less(MODULE, what + "proportional", "MB", pss, 22, "22 MB", 1));
            results.add(Results.less(MODULE, what + "proportional", "MB", pss, peer, "spawn", 0.5));
        }
    }

    private static double megabytes(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith(field)) {
                return Integer.parseInt(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no such field: field=" + field);
    }

    /** What the tutorial compares: a pool of 6 against a process for each of 100 tasks. */
    private void tutorial() throws Exception {
        Rounds.Figures seconds =
                new Rounds()
                        .add("pool", PoolStarts::tutorialPool)
                        .add("python pool", python.contender("tutorial", 0))
                        .add("children", PoolStarts::tutorialChildren)
                        .add("python children", python.contender("processes", 0))
                        .run(1, 3);
        String what = "100 tasks of a million steps, ";
        less(what + "pool of 6", "s", seconds, "pool", "python pool", "Pool(6), fork", 2);
        less(what + "pool of 6", "s", seconds, "pool", "children", "100 child processes", 1);
        String python = "100 processes, fork";
        less(what + "100 processes", "s", seconds, "children", "python children", python, 0);
    }

    private static int loop() {
        int sum = 0;
        for (int i = 0; i < 1_000_000; i++) {
            sum += i;
        }
        return sum;
    }

    private static double tutorialPool() throws Exception {
        long start = System.nanoTime();
        try (Executor pool = pool(6)) {
            for (int i = 0; i < TUTORIAL_TASKS; i++) {
                Future<?> _ = pool.submit(() -> loop());
            }
        }
        return millisSince(start) / 1e3;
    }

    private static double tutorialChildren() throws Exception {
        List<ChildProcess> children = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < TUTORIAL_TASKS; i++) {
            ChildProcess child = ChildProcess.builder(() -> loop()).build();
            child.start();
            children.add(child);
        }
        for (ChildProcess child : children) {
            child.join();
        }
        return millisSince(start) / 1e3;
    }

    private void less(
            String what,
            String unit,
            Rounds.Figures figures,
            String ours,
            String peer,
            String peerName,
            double goal) {
        results.add(
                Results.less(
                        MODULE, what, unit, figures.of(ours), figures.of(peer), peerName, goal));
    }
}
