package io.quadriga;

import io.quadriga.internal.CurrentTask;
import java.time.Instant;
import java.util.Optional;

/**
 * What a running body can ask about itself. It belongs to the thread that runs the body, and ends
 * with it: absent in callbacks and in threads that the task starts.
 */
public interface TaskContext {

    /**
     * Returns the context of the running task.
     *
     * @return the context
     * @throws IllegalStateException if this thread is not running a task
     */
    static TaskContext current() {
        return find().orElseThrow(() ->
                new IllegalStateException(
                        "no task runs in this thread: thread="
                                + Thread.currentThread().getName()
                                + "; call TaskContext.current() from a body, or find()"));
    }

    /**
     * Returns the context of the running task, if there is one.
     *
     * @return the context, empty outside of a task
     */
    static Optional<TaskContext> find() {
        return Optional.ofNullable(CurrentTask.find());
    }

    /**
     * Returns the name of the executor that the task was submitted to.
     *
     * @return the name
     */
    String executor();

    /**
     * Returns the name of the worker that runs this body, {@code "cpu-2"} say.
     *
     * @return the name
     */
    String worker();

    /**
     * Returns the label of the task.
     *
     * @return the label, empty if none was given
     */
    Optional<String> label();

    /**
     * Returns which attempt this is.
     *
     * @return the number, from 1
     */
    int attempt();

    /**
     * Returns when the future of this task fails for want of time: its timeout or its deadline,
     * whichever comes first.
     *
     * @return the time, empty if there is no limit
     */
    Optional<Instant> deadline();

    /**
     * Tells the listeners how far the body has come. Never blocks; what a listener throws stays
     * there.
     *
     * @param done how much is done, at least 0
     * @param total how much there is to do, or a negative number if that is not known
     */
    void progress(long done, long total);
}
