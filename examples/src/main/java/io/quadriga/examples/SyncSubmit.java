package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Signals;
import io.quadriga.TaskContext;
import io.quadriga.thread.ThreadPool;
import java.io.PrintStream;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Synchronous submission: waits for each result before it submits the next task, so that the tasks
 * run one after the other. {@link AsyncSubmit} does not.
 */
public final class SyncSubmit {

    private SyncSubmit() {}

    /**
     * Runs ten tasks, one at a time.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        long began = System.nanoTime();
        try (Executor pool = ThreadPool.builder().name("sync").workers(4).build()) {
            submit(pool, 10, System.out);
        }
        System.out.printf("%.1f s%n", (System.nanoTime() - began) / 1e9);
    }

    static void submit(Executor pool, int tasks, PrintStream out) throws InterruptedException {
        for (int i = 0; i < tasks; i++) {
            int result = pool.submit(() -> task(out)).result(); // waits here
            out.println(result);
        }
    }

    /** Takes 1 to 3 tenths of a second, and returns how many. */
    static int task(PrintStream out) throws InterruptedException {
        out.println(TaskContext.current().worker() + " is running");
        int tenths = ThreadLocalRandom.current().nextInt(1, 4);
        Thread.sleep(tenths * 100L);
        return tenths;
    }
}
