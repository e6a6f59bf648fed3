package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Signals;
import io.quadriga.process.ChildProcess;
import io.quadriga.process.ProcessPool;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same tasks in a pool of six processes, and in a process each. The pool is faster, as it does
 * not start so many.
 */
public final class PoolAgainstProcesses {

    private static final int STEPS = 1_000_000;

    private PoolAgainstProcesses() {}

    /**
     * Runs both and tells how long each took.
     *
     * @param args how many tasks, 100 if missing
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        report(tasks, inPool(6, tasks), inProcesses(tasks), System.out);
    }

    static void report(int tasks, Duration pool, Duration processes, PrintStream out) {
        out.printf(Locale.ROOT, "pool of 6, %d tasks: %.2f s%n", tasks, pool.toNanos() / 1e9);
        out.printf(Locale.ROOT, "%d processes:        %.2f s%n", tasks, processes.toNanos() / 1e9);
        double ratio = (double) processes.toNanos() / pool.toNanos();
        out.printf(Locale.ROOT, "ratio:               %.1f%n", ratio);
    }

    /** Opens a pool, runs the tasks and closes it. */
    static Duration inPool(int workers, int tasks) throws InterruptedException {
        long began = System.nanoTime();
        List<Future<Long>> sums = new ArrayList<>();
        try (Executor pool = ProcessPool.builder().name("pool").workers(workers).build()) {
            for (int i = 0; i < tasks; i++) {
                sums.add(pool.submit(() -> count()));
            }
        } // waits until all have run
        for (Future<Long> sum : sums) {
            check(sum.result());
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Starts a process for each task, and waits for all of them. */
    static Duration inProcesses(int tasks) throws InterruptedException {
        long began = System.nanoTime();
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            ChildProcess child = ChildProcess.builder(() -> check(count())).build();
            child.start();
            children.add(child);
        }
        for (ChildProcess child : children) {
            child.join();
            if (!child.exit().orElseThrow().succeeded()) {
                throw new IllegalStateException("a child failed: " + child);
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long count() {
        long sum = 0;
        for (int i = 0; i < STEPS; i++) {
            sum += i;
        }
        return sum;
    }

    private static void check(long sum) {
        if (sum != (long) STEPS * (STEPS - 1) / 2) {
            throw new IllegalStateException("counted wrongly: sum=" + sum);
        }
    }
}
