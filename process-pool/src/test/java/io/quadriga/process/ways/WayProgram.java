package io.quadriga.process.ways;

import io.quadriga.process.internal.WorkerCommand;
import io.quadriga.process.internal.WorkerProcess;
import java.io.IOException;
import java.util.List;

/**
 * Starts a worker, which starts another if it is told to, and prints what the last one answers.
 * Waits for a line first if the environment says so.
 */
public final class WayProgram {

    private static final long HEAP = 32 * 1024 * 1024;

    private WayProgram() {}

    public static void main(String[] arguments) throws Exception {
        int depth = Integer.parseInt(arguments[0]);
        if (System.getenv("WAIT") != null) {
            WorkerProcess.prepare();
            System.out.println("waiting");
            int read = System.in.read();
            System.out.println("read " + read);
        }
        System.out.println("answer " + ask(depth));
        System.exit(0);
    }

    static int ask(int depth) throws IOException {
        WorkerCommand command =
                WorkerCommand.of(WayWorker.class, HEAP)
                        .withArguments(List.of(Integer.toString(depth)))
                        .withOutput(line -> System.err.println("worker: " + line));
        WorkerProcess worker = WorkerProcess.start("way-" + depth, command);
        int answer = worker.in().read();
        worker.killTree();
        return answer;
    }
}
