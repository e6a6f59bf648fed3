package io.quadriga.benchmarks;

import static java.util.Objects.requireNonNull;

import io.quadriga.Executor;
import io.quadriga.Task;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.viktorc.pp4j.impl.ProcessExecutors;

/**
 * The process pool through its public API, beside Python's Pool and ProcessPoolExecutor and beside
 * PP4J: tasks that come and go while the workers are there. Their starts are measured by {@link
 * PoolStarts}.
 */
final class PoolBenchmark {

    static final String MODULE = "process-pool";

    private static final int TRIPS = 2_000;
    private static final int TASKS = 400_000;
    private static final int SERIALIZED_TASKS = 50_000;
    private static final int PYTHON_TASKS = 10_000;
    private static final int PYTHON_EXECUTOR_TASKS = 4_000;
    private static final int PP4J_TASKS = 1_000;
    private static final int INPUTS = 1_000_000;
    private static final int STREAMED = 200_000;
    private static final int SUBMITTERS = 8;
    private static final int LARGE = 64 << 20;

    private final List<Result> results = new ArrayList<>();
    private final List<ActorProcess> pythons = new ArrayList<>();
    private final Path program;
    private final int rounds;

    private PoolBenchmark(Path program, int rounds) {
        this.program = program;
        this.rounds = rounds;
    }

    /**
     * Measures all.
     *
     * @param rounds how many rounds count
     * @return one result for each comparison
     * @throws Exception if a contender fails
     */
    static List<Result> run(int rounds) throws Exception {
        Path program = Files.createTempFile("pool", ".py");
        PoolBenchmark all = new PoolBenchmark(program, rounds);
        try {
            try (InputStream text = PoolBenchmark.class.getResourceAsStream("pool.py")) {
                Files.write(program, requireNonNull(text, "pool.py").readAllBytes());
            }
            all.roundTrips();
            all.floods();
            all.maps();
            all.large();
            all.results.addAll(PoolStarts.run(all::python, rounds));
            return all.results;
        } finally {
            all.pythons.forEach(ActorProcess::close);
            Files.delete(program);
        }
    }

    /** What Python answers to a number. */
    private Rounds.Contender python(String what, int number) throws IOException {
        ActorProcess python = ActorProcess.python(program, what);
        pythons.add(python);
        python.ready();
        return () -> Double.parseDouble(python.ask(number));
    }

    private static Executor pool(int workers) {
        return ProcessPool.builder().name("bench").workers(workers).build();
    }

    /** A task that Java serialization carries. */
    private record Plain(int number) implements Task<Integer> {
        @Override
        public Integer call() {
            return number;
        }
    }

    /** What PP4J runs. */
    private interface Foreign extends Callable<Integer>, Serializable {}

    private void roundTrips() throws Exception {
        ExecutorService pp4j = ProcessExecutors.newFixedJavaProcessPool(1);
        try (Executor parked = pool(1);
                Executor spinning =
                        ProcessPool.builder().name("spin").workers(1).spin(true).build()) {
            Foreign foreign = () -> 1;
            Rounds.Figures nanos =
                    new Rounds()
                            .add("parked", () -> trip(() -> parked.submit(task(1)), TRIPS))
                            .add("python", python("apply", TRIPS))
                            .add("spinning", () -> trip(() -> spinning.submit(task(1)), TRIPS))
                            .add("pp4j", () -> trip(() -> pp4j.submit(foreign), TRIPS / 10))
                            .run(4, rounds);
            String what = "round trip of a no-op task, p50, ";
            micros(what + "parked", nanos, "parked", "python", "Pool.apply", 3);
            micros(what + "parked", nanos, "parked", "pp4j", "PP4J 2.2", 3);
            micros(what + "spin", nanos, "spinning", "python", "Pool.apply", 7);
        } finally {
            pp4j.shutdownNow();
        }
    }

    private static Task<Integer> task(int number) {
        return () -> number;
    }

    private static double trip(Callable<Future<?>> submission, int trips) throws Exception {
        double[] nanos = new double[trips];
        for (int i = 0; i < trips; i++) {
            long start = System.nanoTime();
            submission.call().get();
            nanos[i] = System.nanoTime() - start;
        }
        return Rounds.median(nanos);
    }

    private void floods() throws Exception {
        ExecutorService pp4j = ProcessExecutors.newFixedJavaProcessPool(2);
        try (Executor ours = pool(2)) {
            Rounds.Figures rates =
                    new Rounds()
                            .add("lambda", () -> flood(ours, TASKS))
                            .add("eight", () -> floodOfEight(ours))
                            .add("plain", () -> floodSerialized(ours))
                            .add("python", python("flood", PYTHON_TASKS))
                            .add("executor", python("executor", PYTHON_EXECUTOR_TASKS))
                            .add("pp4j", () -> floodForeign(pp4j))
                            .run(4, rounds);
            String what = "flood of tiny tasks, 2 workers, ";
            rate(what + "lambda", rates, "lambda", "python", "apply_async", 75);
            rate(what + "lambda", rates, "lambda", "executor", "ProcessPoolExecutor", 150);
            rate(what + "lambda", rates, "lambda", "pp4j", "PP4J 2.2", 150);
            results.add(
                    Results.more(
                            MODULE,
                            what + "lambda",
                            "million tasks/s",
                            rates.of("lambda") / 1e6,
                            1.5,
                            "1.5 M/s",
                            1));
            rate(what + "8 submitters", rates, "eight", "lambda", "1 submitter", 0.9);
            rate(what + "Java serialization", rates, "plain", "python", "apply_async", 5);
        } finally {
            pp4j.shutdownNow();
        }
    }

    private static double flood(ExecutorService pool, int tasks) throws Exception {
        long start = System.nanoTime();
        submitAll(pool, tasks);
        return perSecond(tasks, start);
    }

    private static void submitAll(ExecutorService pool, int tasks) throws Exception {
        List<Future<?>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(task(i)));
        }
        await(futures);
    }

    private static void await(List<Future<?>> futures) throws Exception {
        for (Future<?> future : futures) {
            future.get();
        }
    }

    private static double floodOfEight(ExecutorService pool) throws Exception {
        List<Thread> submitters = new ArrayList<>();
        List<Exception> failures = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < SUBMITTERS; i++) {
            submitters.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    submitAll(pool, TASKS / SUBMITTERS);
                                } catch (Exception failed) {
                                    synchronized (failures) {
                                        failures.add(failed);
                                    }
                                }
                            }));
        }
        for (Thread submitter : submitters) {
            submitter.join();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return perSecond(TASKS, start);
    }

    private static double floodSerialized(ExecutorService pool) throws Exception {
        List<Future<?>> futures = new ArrayList<>(SERIALIZED_TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < SERIALIZED_TASKS; i++) {
            futures.add(pool.submit(new Plain(i)));
        }
        await(futures);
        return perSecond(SERIALIZED_TASKS, start);
    }

    private static double floodForeign(ExecutorService pool) throws Exception {
        List<Future<?>> futures = new ArrayList<>(PP4J_TASKS);
        long start = System.nanoTime();
        for (int i = 0; i < PP4J_TASKS; i++) {
            int number = i;
            Foreign task = () -> number;
            futures.add(pool.submit(task));
        }
        await(futures);
        return perSecond(PP4J_TASKS, start);
    }

    private void maps() throws Exception {
        List<Integer> inputs = IntStream.range(0, INPUTS).boxed().toList();
        List<Integer> streamed = inputs.subList(0, STREAMED);
        try (Executor ours = pool(2)) {
            Rounds.Figures rates =
                    new Rounds()
                            .add("map", () -> map(ours, inputs))
                            .add("python map", python("map", INPUTS))
                            .add("stream", () -> stream(ours, streamed))
                            .add("python imap", python("imap", PYTHON_TASKS))
                            .run(2, rounds);
            rate("map of a million, default chunk", rates, "map", "python map", "Pool.map", 2.5);
            rate("stream, chunk 1", rates, "stream", "python imap", "imap", 4);
        }
    }

    private static double map(Executor pool, List<Integer> inputs) throws Exception {
        long start = System.nanoTime();
        int count = pool.map(input -> input + 1, inputs).size();
        return perSecond(count, start);
    }

    private static double stream(Executor pool, List<Integer> inputs) {
        long start = System.nanoTime();
        try (Stream<Integer> results = pool.stream(input -> input + 1, inputs)) {
            return perSecond((int) results.filter(result -> result > 0).count(), start);
        }
    }

    private void large() throws Exception {
        byte[] data = new byte[LARGE];
        byte[] copy = new byte[LARGE];
        try (Executor ours = pool(1)) {
            Rounds.Figures seconds =
                    new Rounds()
                            .add("ours", () -> echo(ours, data))
                            .add("python", python("bytes", LARGE))
                            .add("copy", () -> copies(data, copy))
                            .run(1, Math.max(3, rounds / 3));
            String what = "argument of 64 MiB, there and back";
            less(what, "s", seconds, "ours", "copy", "four copies in memory", 0.5, 1);
            less(what, "s", seconds, "ours", "python", "Pool.apply", 3, 1);
        }
    }

    private static double echo(Executor pool, byte[] data) throws Exception {
        long start = System.nanoTime();
        if (pool.submit(bytes -> bytes, data).get().length != data.length) {
            throw new IllegalStateException("wrong length");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** In and out of shared memory, both ways. */
    private static double copies(byte[] from, byte[] to) {
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            System.arraycopy(from, 0, to, 0, from.length);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    static double perSecond(int count, long start) {
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void rate(
            String what,
            Rounds.Figures rates,
            String ours,
            String peer,
            String peerName,
            double goal) {
        results.add(
                Results.more(
                        MODULE,
                        what,
                        "million tasks/s",
                        rates.of(ours) / 1e6,
                        rates.of(peer) / 1e6,
                        peerName,
                        goal));
    }

    private void micros(
            String what,
            Rounds.Figures nanos,
            String ours,
            String peer,
            String peerName,
            double goal) {
        less(what, "us", nanos, ours, peer, peerName, goal, 1e3);
    }

    private void less(
            String what,
            String unit,
            Rounds.Figures figures,
            String ours,
            String peer,
            String peerName,
            double goal,
            double divisor) {
        results.add(
                Results.less(
                        MODULE,
                        what,
                        unit,
                        figures.of(ours) / divisor,
                        figures.of(peer) / divisor,
                        peerName,
                        goal));
    }
}
