package io.quadriga.thread.internal;

import io.quadriga.internal.RunQueues;
import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import io.quadriga.spi.WorkersContext;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What core would offer, writing down what it is told. */
final class TestContext implements WorkersContext {

    final RunQueue queue = RunQueues.create();
    final Queue<String> started = new ConcurrentLinkedQueue<>();
    final Queue<String> ended = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    final Queue<Run> stuck = new ConcurrentLinkedQueue<>();
    final CompletableFuture<Throwable> broken = new CompletableFuture<>();

    @Override
    public RunQueue runQueue() {
        return queue;
    }

    @Override
    public Worker worker(String name) {
        started.add(name);
        return new TestWorker(name);
    }

    @Override
    public void workerEnded(Worker worker) {
        ended.add(worker.name());
    }

    @Override
    public void workerStarted(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void workerLost(String name, Throwable cause) {
        lost.add(cause);
    }

    @Override
    public void stuck(Run run) {
        stuck.add(run);
    }

    @Override
    public void broken(Throwable error) {
        broken.complete(error);
    }
}
