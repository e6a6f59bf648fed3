package io.quadriga.process.ways;

import io.quadriga.process.internal.WorkerCommand;
import io.quadriga.process.internal.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Starts a worker that may have an AOT cache and prints whether it had one, and whether it
 * answered; waits for a cache that is made in the background if it is told to.
 */
public final class AotProgram {

    private static final long HEAP = 32 * 1024 * 1024;

    private AotProgram() {}

    public static void main(String[] arguments) throws Exception {
        WorkerCommand command =
                WorkerCommand.of(WayWorker.class, HEAP)
                        .withAotCache()
                        .withArguments(List.of("1"))
                        .withOutput(line -> System.out.println("worker: " + line));
        CompletableFuture<Object> end = new CompletableFuture<>();
        WorkerProcess worker = WorkerProcess.start("aot-1", command);
        worker.onEnd(end::complete);
        int answer = worker.in().read();
        boolean cached = commandLine(worker.pid()).contains("-XX:AOTCache=");
        if (answer >= 0) {
            worker.ready();
        }
        System.out.println((cached ? "cached " : "plain ") + answer);
        if ("wait".equals(arguments[0])) {
            awaitThread("quadriga-aot");
        }
        worker.killTree();
        end.get();
        System.exit(0);
    }

    private static String commandLine(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "cmdline");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void awaitThread(String name) throws InterruptedException {
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals(name)) {
                each.join();
            }
        }
    }
}
