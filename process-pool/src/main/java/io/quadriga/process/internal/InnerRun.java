package io.quadriga.process.internal;

import io.quadriga.spi.Hosting;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import io.quadriga.spi.Worker;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run of the parent on an inner executor: what that reports goes to the parent. */
final class InnerRun implements Run {

    private final InnerTasks tasks;
    private final ReceivedRun received;
    private final int seq;
    private boolean skipped; // one thread at a time
    private Runnable undo = () -> {};

    // under the monitor
    private @Nullable Thread thread; // in the body
    private int input;
    private boolean unheard; // its outcome is settled without it

    InnerRun(InnerTasks tasks, int seq, ReceivedRun received) {
        this.tasks = tasks;
        this.seq = seq;
        this.received = received;
    }

    @Override
    public int size() {
        return received.size();
    }

    @Override
    public boolean enter(int i) {
        if (skipped || !tasks.begin(seq, i)) {
            if (!skipped) {
                skipped = true;
                tasks.skipped(seq);
            }
            return false;
        }
        synchronized (this) {
            input = i;
            thread = Thread.currentThread();
        }
        return true;
    }

    @Override
    public @Nullable Object call(int i) throws Throwable {
        Map<String, Serializable> contexts = received.context();
        undo = contexts.isEmpty() ? () -> {} : Hosting.restore(contexts);
        try {
            return received.call(i);
        } finally {
            undo.run();
        }
    }

    /** The parent interrupts the body, if it is at this input, whose outcome is settled. */
    synchronized void interrupt(int at) {
        Thread inBody = thread;
        if (inBody != null && input == at) {
            unheard = size() == 1; // of many it may mean the one before
            inBody.interrupt();
        }
    }

    @Override
    public void interrupt() {
        interrupt(input);
    }

    /** No interrupt meant for the body outlives it. */
    private synchronized void leave() {
        thread = null;
        Thread.interrupted();
    }

    @Override
    public void settle(int i, @Nullable Object value) {
        leave();
        tasks.value(seq, unheard ? null : value, i + 1 == size());
    }

    @Override
    public void fail(int i, Throwable error) {
        leave();
        if (unheard) {
            tasks.value(seq, null, true);
        } else {
            tasks.failure(seq, error, i + 1 == size());
        }
    }

    @Override
    public void lost(int i, Throwable error) {
        fail(i, error);
    }

    @Override
    public void bodyEnded(int i) {} // the parent knows by the outcome

    @Override
    public Object task() {
        throw new UnsupportedOperationException(
                "an inner executor shares the memory of its worker");
    }

    @Override
    public @Nullable Object input(int i) {
        return task();
    }

    @Override
    public Shape shape() {
        return received.shape();
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TaskInfo info(int i) {
        return received.info(tasks.executor(), i);
    }

    @Override
    public void progress(int i, long done, long total) {
        tasks.progress(seq, i, done, total);
    }

    @Override
    public Map<String, Serializable> context() {
        return Map.of();
    }

    @Override
    public boolean isRevoked() {
        return skipped;
    }

    @Override
    public void run() {
        Worker here = Hosting.worker(Thread.currentThread().getName());
        here.bind(() -> here.perform(this));
    }
}
