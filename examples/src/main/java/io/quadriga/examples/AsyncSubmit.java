package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Signals;
import io.quadriga.thread.ThreadPool;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Asynchronous submission: submits all tasks and asks for the results afterwards, so that as many
 * tasks run at the same time as there are workers. {@link SyncSubmit} does not.
 */
public final class AsyncSubmit {

    private AsyncSubmit() {}

    /**
     * Runs ten tasks, four at a time.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        long began = System.nanoTime();
        submit(ThreadPool.builder().name("async").workers(4).build(), 10, System.out);
        System.out.printf("%.1f s%n", (System.nanoTime() - began) / 1e9);
    }

    static void submit(Executor pool, int tasks, PrintStream out) throws InterruptedException {
        List<Future<Integer>> futures = new ArrayList<>();
        try (pool) {
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.submit(() -> SyncSubmit.task(out))); // does not wait
            }
        } // waits until all have run
        for (Future<Integer> future : futures) {
            out.println(future.result());
        }
    }
}
