package io.quadriga.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.util.Map;

/** A run that is only queued, never run. */
final class NumberedRun implements Run {

    final int owner;
    final int number;
    private final int priority;
    private volatile boolean revoked;

    NumberedRun(int owner, int number, int priority) {
        this.owner = owner;
        this.number = number;
        this.priority = priority;
    }

    static NumberedRun of(int number) {
        return new NumberedRun(0, number, 0);
    }

    static NumberedRun ranked(int number, int priority) {
        return new NumberedRun(0, number, priority);
    }

    NumberedRun revoked() {
        revoked = true;
        return this;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public boolean isRevoked() {
        return revoked;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public boolean enter(int i) {
        return !revoked;
    }

    @Override
    public Object call(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object task() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Shape shape() {
        return Shape.RUN;
    }

    @Override
    public Object input(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void settle(int i, Object value) {}

    @Override
    public void fail(int i, Throwable error) {}

    @Override
    public void lost(int i, Throwable error) {}

    @Override
    public void bodyEnded(int i) {}

    @Override
    public TaskInfo info(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void progress(int i, long done, long total) {}

    @Override
    public void interrupt() {}

    @Override
    public Map<String, Serializable> context() {
        return Map.of();
    }

    @Override
    public void run() {}

    @Override
    public String toString() {
        return owner + "#" + number;
    }
}
