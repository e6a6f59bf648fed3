package io.quadriga.internal;

import io.quadriga.BrokenExecutorException;
import java.util.concurrent.RejectedExecutionException;

/** What an executor says that takes nothing any more. */
final class Refusals {

    private Refusals() {}

    static RejectedExecutionException shutDown(String executor) {
        return new RejectedExecutionException(
                "executor is shut down: executor="
                        + executor
                        + "; submit before close or shutdown");
    }

    static BrokenExecutorException broken(String executor, Throwable cause) {
        return new BrokenExecutorException(
                "executor is broken and runs nothing any more: executor="
                        + executor
                        + "; mend the cause and open a new one",
                cause);
    }
}
