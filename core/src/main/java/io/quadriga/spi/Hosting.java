package io.quadriga.spi;

import io.quadriga.ConfigurationException;
import io.quadriga.TaskContext;
import io.quadriga.internal.Backends;
import io.quadriga.internal.HostedTask;
import io.quadriga.internal.RunQueues;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process needs of core that runs the tasks of another one, without an executor of its own.
 * Futures, options and statistics stay in the process that sent the tasks.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none waits. Each
 * loads no more of core than it needs, so that a worker is ready soon.
 */
public final class Hosting {

    private Hosting() {}

    /** Knows the tasks that this process runs for another one. */
    @FunctionalInterface
    public interface Host {

        /**
         * Finds the task of the calling thread.
         *
         * @return its context; {@code null} if the thread runs none
         */
        @Nullable TaskContext find();
    }

    /**
     * Makes {@link TaskContext#current} ask this as well. For the main of a worker process.
     *
     * @param host who knows; replaces the one before
     */
    public static void setHost(Host host) {
        HostedTask.setHost(host);
    }

    /**
     * Sets in the calling thread what the {@link ContextPropagator}s captured at submission.
     *
     * @param captured the contexts by id, as {@link Run#context} gives them
     * @return what undoes it, in the same thread
     */
    public static Runnable restore(Map<String, Serializable> captured) {
        return HostedTask.restore(captured);
    }

    /**
     * Makes the identity of a worker that counts nowhere.
     *
     * @param name its name
     * @return the worker, to be bound to a thread
     */
    public static Worker worker(String name) {
        return HostedTask.worker(name);
    }

    /**
     * Makes a queue of runs as core's own: by priority, first-in first-out within equal.
     *
     * @return an empty queue
     */
    public static RunQueue runQueue() {
        return RunQueues.create();
    }

    /**
     * Finds the backends of the class path, for an inner executor.
     *
     * @return all of them, in no order
     * @throws ConfigurationException if one of them cannot be made
     */
    public static List<ExecutorBackend> executorBackends() {
        return Backends.discovered(ExecutorBackend.class);
    }
}
