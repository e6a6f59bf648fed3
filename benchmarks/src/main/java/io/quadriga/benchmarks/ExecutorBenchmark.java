package io.quadriga.benchmarks;

import com.sun.management.ThreadMXBean;
import io.quadriga.Executor;
import io.quadriga.Task;
import io.quadriga.thread.ThreadPool;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The thread pool through its public API, beside the JDK's and Python's: a flood of tasks whose
 * futures are kept, a single round trip, {@code map}, and what a task allocates.
 */
public final class ExecutorBenchmark {

    private static final int WORKERS = 2;
    private static final int TASKS = 1_000_000;
    private static final int TRIPS = 20_000;

    /**
     * Three threads on two cores: single rounds differ by a factor of four with who runs beside
     * whom.
     */
    private static final int FLOOD_ROUNDS_PER_ROUND = 4;

    private static final Callable<Integer> NOTHING = () -> null;
    private static final Task<Integer> NO_TASK = () -> null;

    private ExecutorBenchmark() {}

    /**
     * Measures all and prints a table.
     *
     * @param args the number of rounds, optional
     * @throws Exception if a contender fails
     */
    public static void main(String[] args) throws Exception {
        Results.print(run(args.length > 0 ? Integer.parseInt(args[0]) : 9));
    }

    /**
     * Measures all.
     *
     * @param rounds how many rounds count
     * @return one result for each comparison
     * @throws Exception if a contender fails
     */
    public static List<Result> run(int rounds) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Executor ours = ThreadPool.builder().name("bench").workers(WORKERS).build();
                ExecutorService fixed = Executors.newFixedThreadPool(WORKERS);
                ForkJoinPool forkJoin = new ForkJoinPool(WORKERS)) {
            results.addAll(flood(rounds, ours, fixed, forkJoin));
            results.add(roundTrip(rounds, ours, fixed));
            results.add(map(rounds, ours, fixed));
            results.add(allocation(ours, fixed));
        }
        return results;
    }

    private static List<Result> flood(
            int rounds, Executor ours, ExecutorService fixed, ForkJoinPool forkJoin)
            throws Exception {
        Rounds contest =
                new Rounds()
                        .add("quadriga", () -> flood(ours))
                        .add("fixed", () -> flood(fixed))
                        .add("forkJoin", () -> flood(forkJoin));
        Rounds.Figures rates = contest.run(rounds, FLOOD_ROUNDS_PER_ROUND * rounds);
        double python = PythonFlood.millionsPerSecond(WORKERS);
        double rate = rates.of("quadriga");
        String what = "flood of no-op tasks, 2 workers, futures kept";
        String unit = "million tasks/s";
        return List.of(
                Results.more(
                        "thread-pool",
                        what,
                        unit,
                        rate,
                        rates.of("fixed"),
                        "Executors.newFixedThreadPool(2)",
                        1.5),
                Results.more(
                        "thread-pool",
                        what,
                        unit,
                        rate,
                        rates.of("forkJoin"),
                        "ForkJoinPool(2)",
                        1.0),
                Results.more(
                        "thread-pool",
                        what,
                        unit,
                        rate,
                        python,
                        "Python ThreadPoolExecutor(2)",
                        50));
    }

    private static double flood(ExecutorService executor) throws Exception {
        Future<?>[] futures = new Future<?>[TASKS];
        long start = System.nanoTime();
        for (int i = 0; i < TASKS; i++) {
            futures[i] = executor.submit(NOTHING);
        }
        for (Future<?> future : futures) {
            future.get();
        }
        return rate(TASKS, System.nanoTime() - start);
    }

    private static Result roundTrip(int rounds, Executor ours, ExecutorService fixed)
            throws Exception {
        Rounds.Figures micros =
                new Rounds()
                        .add("quadriga", () -> roundTrip(ours))
                        .add("fixed", () -> roundTrip(fixed))
                        .run(2, rounds);
        return Results.less(
                "thread-pool",
                "round trip of a no-op task, p50",
                "us",
                micros.of("quadriga"),
                micros.of("fixed"),
                "Executors.newFixedThreadPool(2)",
                0.91);
    }

    private static double roundTrip(ExecutorService executor) throws Exception {
        double[] micros = new double[TRIPS];
        for (int i = 0; i < TRIPS; i++) {
            long start = System.nanoTime();
            executor.submit(NOTHING).get();
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        return Rounds.median(micros);
    }

    private static Result map(int rounds, Executor ours, ExecutorService fixed) throws Exception {
        List<Integer> inputs = IntStream.range(0, TASKS).boxed().toList();
        Rounds.Figures rates =
                new Rounds()
                        .add("quadriga", () -> map(ours, inputs))
                        .add("fixed", () -> invokeAll(fixed, inputs))
                        .run(3, rounds);
        return Results.more(
                "thread-pool",
                "map of a million tiny tasks, default chunk",
                "million tasks/s",
                rates.of("quadriga"),
                rates.of("fixed"),
                "invokeAll of newFixedThreadPool(2)",
                5);
    }

    private static double map(Executor executor, List<Integer> inputs) throws Exception {
        long start = System.nanoTime();
        List<Integer> results = executor.map(input -> input + 1, inputs);
        long nanos = System.nanoTime() - start;
        check(results.get(TASKS - 1));
        return rate(TASKS, nanos);
    }

    private static double invokeAll(ExecutorService executor, List<Integer> inputs)
            throws Exception {
        long start = System.nanoTime();
        List<Callable<Integer>> tasks = new ArrayList<>(inputs.size());
        for (Integer input : inputs) {
            tasks.add(() -> input + 1);
        }
        List<Integer> results = new ArrayList<>(inputs.size());
        for (Future<Integer> future : executor.invokeAll(tasks)) {
            results.add(future.get());
        }
        long nanos = System.nanoTime() - start;
        check(results.get(TASKS - 1));
        return rate(TASKS, nanos);
    }

    private static void check(int last) {
        if (last != TASKS) {
            throw new IllegalStateException("wrong result: last=" + last + ", expected=" + TASKS);
        }
    }

    private static Result allocation(Executor ours, ExecutorService fixed) throws Exception {
        double bytes = allocated(() -> ours.submit(NO_TASK));
        double peer = allocated(() -> fixed.submit(NOTHING));
        double future = 56; // what a CompletableFuture with our fields takes
        return Results.less(
                "thread-pool",
                "allocation per task",
                "bytes",
                bytes,
                peer + future,
                "newFixedThreadPool(2), plus the Future",
                1.0);
    }

    /** Bytes that the submitting and all other threads allocate for one task. */
    private static double allocated(Callable<Future<Integer>> submission) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Future<?>[] futures = new Future<?>[TASKS];
        for (int i = 0; i < TASKS / 10; i++) {
            submission.call().get();
        }
        long before = threads.getTotalThreadAllocatedBytes();
        for (int i = 0; i < TASKS; i++) {
            futures[i] = submission.call();
        }
        for (Future<?> future : futures) {
            future.get();
        }
        return (double) (threads.getTotalThreadAllocatedBytes() - before) / TASKS;
    }

    private static double rate(int tasks, long nanos) {
        return tasks * 1e3 / nanos;
    }
}
