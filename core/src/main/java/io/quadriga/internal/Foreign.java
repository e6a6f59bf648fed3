package io.quadriga.internal;

import io.quadriga.spi.Run;
import org.jspecify.annotations.Nullable;

/** Performs a run that is not core's own: one that a worker process received, say. */
final class Foreign {

    private Foreign() {}

    static void perform(Run run, WorkerThread worker) {
        for (int i = 0; i < run.size(); i++) {
            if (run.enter(i)) {
                perform(run, i, worker);
            }
        }
    }

    private static void perform(Run run, int i, WorkerThread worker) {
        int previousIndex = worker.index();
        Run previous = worker.pushFrame(run);
        worker.inputEntered(i);
        Object value = null;
        Throwable error = null;
        try {
            value = run.call(i);
        } catch (Throwable thrown) {
            error = thrown;
        }
        worker.leaveFrame(previous, previousIndex);
        report(run, i, value, error);
    }

    private static void report(Run run, int i, @Nullable Object value, @Nullable Throwable error) {
        if (error == null) {
            run.settle(i, value);
        } else {
            run.fail(i, error);
        }
        run.bodyEnded(i);
    }
}
