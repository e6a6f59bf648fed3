package io.quadriga.internal;

import io.quadriga.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an exception goes that has no future. */
final class Uncaught {

    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    private Uncaught() {}

    /**
     * To the handler of the thread that ran the body; to the log where that was another process.
     */
    static void report(Pool pool, String label, Throwable error) {
        if (!pool.sharesMemory() || CurrentTask.bound() == null) {
            LOG.error("command failed: executor={}, task={}", pool.name(), label, error);
            return;
        }
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
        } catch (Throwable broken) {
            error.addSuppressed(broken);
            LOG.error("command failed, and so did its handler: task={}", label, error);
        }
    }
}
