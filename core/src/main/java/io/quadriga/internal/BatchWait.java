package io.quadriga.internal;

import io.quadriga.TaskState;

/** What a stream waits for, as helping and the search for cycles see it. Never settled itself. */
final class BatchWait extends BaseFuture<Object> {

    private final Batch batch;

    BatchWait(Batch batch) {
        this.batch = batch;
    }

    @Override
    boolean help(WorkerThread worker) {
        boolean queued = batch.isHelpable();
        if (queued) {
            batch.performOn(worker);
        }
        return queued;
    }

    @Override
    Dependency dependency() {
        return batch.dependency();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    protected TaskState stateBeforeOutcome() {
        return TaskState.RUNNING;
    }

    @Override
    protected String label() {
        String label = batch.view.options.labelValue();
        return label == null ? batch.view.pool.name() : label;
    }
}
