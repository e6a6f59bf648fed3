package io.quadriga.internal;

import io.quadriga.TaskContext;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the worker that the calling thread is bound to, and what it runs. */
public final class CurrentTask {

    static final ScopedValue<WorkerThread> WORKER = ScopedValue.newInstance();

    private CurrentTask() {}

    /** The context of the running task, or null outside of one. */
    public static @Nullable TaskContext find() {
        WorkerThread worker = worker();
        return worker == null ? HostedTask.find() : context(worker);
    }

    /** The worker of the calling thread if it is inside a body, else null. */
    static @Nullable WorkerThread worker() {
        WorkerThread worker = bound();
        return worker != null && worker.inBody() ? worker : null;
    }

    /**
     * The worker that the calling thread itself is bound to, else null: threads inherit the
     * binding.
     */
    static @Nullable WorkerThread bound() {
        WorkerThread worker = WORKER.isBound() ? WORKER.get() : null;
        return worker != null && worker.isCurrent() ? worker : null;
    }

    /** Whether the calling thread is in a body of this pool, or in one that such a body led to. */
    static boolean isInside(Pool pool) {
        for (WorkerThread each = worker(); each != null; each = each.enclosing()) {
            if (each.pool() == pool) {
                return true;
            }
        }
        return false;
    }

    /** Runs something of the pool in the calling thread, under an identity of its own. */
    static void perform(Pool pool, Performable run) {
        perform(pool, run, false);
    }

    /** The same in a submitter, which is no worker: it does not count for the width. */
    static void performInCaller(Pool pool, Performable run) {
        perform(pool, run, true);
    }

    private static void perform(Pool pool, Performable run, boolean inCaller) {
        WorkerThread bound = bound();
        if (bound != null && bound.pool() == pool) {
            run.performOn(bound);
            return;
        }
        WorkerThread here = new WorkerThread(Thread.currentThread().getName(), pool, bound);
        if (inCaller) {
            here.leaveWidth();
        }
        here.bind(() -> run.performOn(here));
    }

    private static @Nullable TaskContext context(WorkerThread worker) {
        Run run = worker.run();
        return run == null ? null : new Context(worker, run, worker.index());
    }

    private record Context(WorkerThread identity, Run run, int index) implements TaskContext {

        private TaskInfo info() {
            return run.info(index);
        }

        @Override
        public String executor() {
            return info().executor();
        }

        @Override
        public String worker() {
            return identity.name();
        }

        @Override
        public Optional<String> label() {
            return Optional.ofNullable(info().label());
        }

        @Override
        public int attempt() {
            return info().attempt();
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.ofNullable(info().deadline());
        }

        @Override
        public void progress(long done, long total) {
            run.progress(index, done, total);
        }
    }
}
