package io.quadriga.process.internal;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Has a worker that starts a process and dies; prints that process's id, then waits for a line. */
final class StrayProgram {

    private StrayProgram() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        try (Executor pool = ProcessPool.builder().workers(1).build()) {
            System.out.println(pool.submit(() -> startOne()).get());
            Future<?> dying = pool.submit(() -> Runtime.getRuntime().halt(1));
            try {
                dying.get();
            } catch (ExecutionException lost) {
                System.out.println("lost");
            }
            System.in.read();
        }
    }

    /** Of a shell, which ends: nobody below the worker is its parent. */
    private static long startOne() throws IOException {
        Process shell =
                new ProcessBuilder("sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!").start();
        return Long.parseLong(shell.inputReader().readLine());
    }
}
