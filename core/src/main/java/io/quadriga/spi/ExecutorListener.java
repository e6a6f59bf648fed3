package io.quadriga.spi;

import io.quadriga.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * Hears what an executor does: drives logging, recordings and progress bars. Comes from a builder,
 * from {@link java.util.ServiceLoader}, or from a Guice {@code Multibinder}.
 *
 * <p><b>Threads.</b> Called in the parent, in the thread where it happens, by several at once. Must
 * not block. What it throws is logged once and changes nothing.
 */
public interface ExecutorListener {

    /**
     * A task was accepted.
     *
     * @param task the task
     */
    default void submitted(TaskInfo task) {}

    /**
     * A body was entered.
     *
     * @param task the task, with its attempt
     * @param worker the name of the worker
     */
    default void started(TaskInfo task, String worker) {}

    /**
     * A task has its outcome. After a cancel or a time limit its body may still be running.
     *
     * @param task the task, with its last attempt
     * @param state SUCCEEDED, FAILED or CANCELLED
     * @param error why it failed, else {@code null}
     */
    default void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {}

    /**
     * A body told how far it is.
     *
     * @param task the task
     * @param done how much is done
     * @param total how much there is to do, negative if unknown
     */
    default void progress(TaskInfo task, long done, long total) {}

    /**
     * A worker started.
     *
     * @param executor the name of its executor
     * @param worker its name
     */
    default void workerStarted(String executor, String worker) {}

    /**
     * A worker was lost.
     *
     * @param executor the name of its executor
     * @param worker its name
     * @param cause why
     */
    default void workerLost(String executor, String worker, Throwable cause) {}
}
