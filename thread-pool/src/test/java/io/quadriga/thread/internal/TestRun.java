package io.quadriga.thread.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run of one input without an engine: its outcome is a future, and its body reports to a worker.
 */
final class TestRun implements Run {

    private static final int QUEUED = 0, ENTERED = 1, REVOKED = 2;

    final CompletableFuture<Object> outcome = new CompletableFuture<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final CompletableFuture<Thread> entered = new CompletableFuture<>();
    private final AtomicInteger state = new AtomicInteger(QUEUED);
    private final Callable<?> body;
    private final int priority;
    private Thread runner; // under this; the one that an interrupt may reach

    TestRun(Callable<?> body) {
        this(body, 0);
    }

    TestRun(Callable<?> body, int priority) {
        this.body = body;
        this.priority = priority;
    }

    Object result() throws Exception {
        return outcome.get(30, TimeUnit.SECONDS);
    }

    boolean wasEntered() {
        return entered.isDone();
    }

    TestRun revoked() {
        state.compareAndSet(QUEUED, REVOKED);
        outcome.cancel(false);
        return this;
    }

    void runOn(TestWorker worker) {
        worker.inBody = true;
        if (!enter(0)) {
            worker.inBody = false;
            return;
        }
        Object value = null;
        Throwable error = null;
        begin();
        try {
            value = body.call();
        } catch (Throwable e) {
            error = e;
        }
        end();
        worker.inBody = false;
        if (error == null) {
            settle(0, value);
        } else {
            fail(0, error);
        }
        bodyEnded(0);
    }

    private synchronized void begin() {
        runner = Thread.currentThread();
        entered.complete(runner);
    }

    private synchronized void end() {
        runner = null;
    }

    @Override
    public synchronized void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }

    @Override
    public boolean enter(int i) {
        assertEquals(0, i);
        return state.compareAndSet(QUEUED, ENTERED);
    }

    @Override
    public void settle(int i, Object value) {
        outcome.complete(value);
    }

    @Override
    public void fail(int i, Throwable error) {
        outcome.completeExceptionally(error);
    }

    @Override
    public void lost(int i, Throwable error) {
        outcome.completeExceptionally(error);
    }

    @Override
    public void bodyEnded(int i) {
        ended.complete(null);
    }

    @Override
    public boolean isRevoked() {
        return outcome.isDone();
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public Object call(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object task() {
        return body;
    }

    @Override
    public Shape shape() {
        return Shape.CALL;
    }

    @Override
    public Object input(int i) {
        return null;
    }

    @Override
    public TaskInfo info(int i) {
        return new TaskInfo("pool", 1, "label", 1, null);
    }

    @Override
    public void progress(int i, long done, long total) {}

    @Override
    public Map<String, Serializable> context() {
        return Map.of();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException();
    }
}
