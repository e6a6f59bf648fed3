package io.quadriga.process.internal;

import io.quadriga.Executor;
import io.quadriga.process.ChildProcess;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** A pool with all it may have: busy and idle workers, children, a pool within it, large values. */
final class BusyProgram {

    private BusyProgram() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        Executor pool = ProcessPool.builder().workers(4).standby(1).build();
        pool.submit(() -> startOne()).get();
        var _ = pool.submit(() -> spin());
        var _ = pool.submit(() -> nest());
        ChildProcess child = ChildProcess.builder(() -> spin()).build();
        child.start();
        var _ =
                Thread.ofPlatform()
                        .start(() -> {
                            while (true) {
                                pool.submit(bytes -> bytes, new byte[10_000_000])
                                        .toCompletableFuture()
                                        .join();
                            }
                        });
        pool.submit(() -> 1).get();
        System.out.println(
                "directories " + LaunchDirectory.path() + " " + LaunchDirectory.inMemory());
        System.in.read();
    }

    private static int startOne() throws IOException {
        new ProcessBuilder("sleep", "1000").start();
        return 0;
    }

    private static int spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static int nest() throws InterruptedException, ExecutionException {
        try (Executor nested = ProcessPool.builder().workers(2).build()) {
            return nested.submit(() -> spin()).get();
        }
    }
}
