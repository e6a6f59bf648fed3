package io.quadriga.thread.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.Worker;
import java.util.Optional;

/** An identity without an engine. */
final class TestWorker implements Worker {

    volatile boolean inBody;
    private final String name;
    private volatile Thread thread;
    private volatile Run performed;

    TestWorker(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void bind(Runnable loop) {
        thread = Thread.currentThread();
        try {
            loop.run();
        } finally {
            thread = null;
        }
    }

    @Override
    public void perform(Run run) {
        performed = run;
        try {
            ((TestRun) run).runOn(this);
        } finally {
            performed = null;
        }
    }

    @Override
    public boolean isIn(Run run) {
        return inBody && performed == run;
    }

    @Override
    public boolean inBody() {
        return inBody;
    }

    @Override
    public Optional<Thread> thread() {
        return Optional.ofNullable(thread);
    }
}
