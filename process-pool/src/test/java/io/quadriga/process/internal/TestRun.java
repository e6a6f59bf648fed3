package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that keeps its outcomes. */
final class TestRun implements Run {

    private final Shape shape;

    private final Object task;

    private final @Nullable Object[] inputs;

    private final @Nullable Object[] values;

    private final @Nullable Throwable[] errors;

    private TaskInfo info = new TaskInfo("cpu", 0, null, 1, null);

    private Map<String, Serializable> context = Map.of();

    TestRun(Shape shape, Object task, @Nullable Object... inputs) {
        this.shape = shape;
        this.task = task;
        this.inputs = inputs;
        this.values = new Object[size()];
        this.errors = new Throwable[size()];
    }

    void describe(TaskInfo first) {
        info = first;
    }

    void carry(Map<String, Serializable> contexts) {
        context = contexts;
    }

    /** The result of an input; throws its error. */
    @Nullable Object value(int i) throws Throwable {
        if (errors[i] != null) {
            throw errors[i];
        }
        return values[i];
    }

    @Nullable Throwable error(int i) {
        return errors[i];
    }

    @Override
    public int size() {
        return shape == Shape.CALL || shape == Shape.RUN ? 1 : inputs.length;
    }

    @Override
    public boolean enter(int i) {
        return true;
    }

    @Override
    public Object call(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object task() {
        return task;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public @Nullable Object input(int i) {
        return inputs[i];
    }

    @Override
    public void settle(int i, @Nullable Object value) {
        values[i] = value;
    }

    @Override
    public void fail(int i, Throwable error) {
        errors[i] = error;
    }

    @Override
    public void lost(int i, Throwable error) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void bodyEnded(int i) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public TaskInfo info(int i) {
        return info;
    }

    @Override
    public void progress(int i, long done, long total) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Serializable> context() {
        return context;
    }

    @Override
    public boolean isRevoked() {
        return false;
    }

    @Override
    public void interrupt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException();
    }
}
