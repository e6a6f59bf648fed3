package io.quadriga.process.internal;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An {@link EchoWorker} that is there, for one test. */
final class Launched implements AutoCloseable {

    private static final long HEAP = 32 * 1024 * 1024;

    final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    final WorkerProcess process;

    private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();

    private Launched(WorkerCommand command) throws IOException {
        process = WorkerProcess.start("echo-1", command.withOutput(printed::add));
        process.onEnd(end::complete);
        if (process.in().read() != EchoWorker.READY) {
            throw new AssertionError("the worker did not start: " + List.copyOf(printed));
        }
    }

    static WorkerCommand command() {
        return WorkerCommand.of(EchoWorker.class, HEAP);
    }

    static Launched start() throws IOException {
        return new Launched(command());
    }

    static Launched start(WorkerCommand command) throws IOException {
        return new Launched(command);
    }

    void send(int... bytes) throws IOException {
        for (int each : bytes) {
            process.out().write(each);
        }
        process.out().flush();
    }

    int receive() throws IOException {
        return process.in().read();
    }

    /** The one process that the worker has started. */
    ProcessHandle child() {
        ProcessHandle worker = ProcessHandle.of(process.pid()).orElseThrow();
        return worker.children().findFirst().orElseThrow();
    }

    ProcessEnd end() throws Exception {
        return end.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.killTree();
        Bounds.await("the worker has ended", end::isDone);
    }
}
