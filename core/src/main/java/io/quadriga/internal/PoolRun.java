package io.quadriga.internal;

import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that is nothing else: some inputs of a piece of work, and what a backend asks of them. */
abstract class PoolRun implements Performable {

    final View view;
    final int base; // position of input 0 in slots and inputs
    final int attempt;
    final Timeouts timeouts;
    private volatile Work work; // without its function and inputs once all is over
    private int place; // in the register; published with this object

    PoolRun(View view, Work work, int base, int size, int attempt) {
        this.view = view;
        this.work = work;
        this.base = base;
        this.attempt = attempt;
        this.timeouts = Timeouts.of(work.options(), size);
    }

    final Pool pool() {
        return view.pool;
    }

    final Work work() {
        return work;
    }

    /** Forgets what only a body needs. */
    final void spend() {
        work = work.spent();
    }

    @Override
    public final int place() {
        return place;
    }

    @Override
    public final void place(int at) {
        place = at;
    }

    @Override
    public final @Nullable Object call(int i) throws Exception {
        return work.call(base + i);
    }

    @Override
    public final Object task() {
        return work.function();
    }

    @Override
    public final Shape shape() {
        return work.shape();
    }

    @Override
    public final @Nullable Object input(int i) {
        return work.input(base + i);
    }

    @Override
    public final int priority() {
        return work.options().priority();
    }

    @Override
    public final TaskInfo info(int i) {
        return new TaskInfo(
                pool().name(),
                work.firstId() + base + i,
                work.options().labelValue(),
                attempt,
                timeouts.deadline(work.deadlineNanoTime()));
    }

    @Override
    public final long timeoutNanos() {
        return work.options().timeoutNanos();
    }

    @Override
    public final Map<String, Serializable> context() {
        return work.context();
    }

    @Override
    public final void progress(int i, long done, long total) {
        pool().listeners().progress(info(i), done, total);
    }

    /** Before it is handed over, so that listeners hear of a task in the order of its life. */
    final void tellSubmitted() {
        for (int i = 0; work.observed() && i < size(); i++) {
            pool().listeners().submitted(info(i));
        }
    }

    final void tellListeners(int i, Object outcome) {
        if (work.observed()) {
            pool().listeners().finished(info(i), outcome);
        }
    }
}
