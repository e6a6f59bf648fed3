package io.quadriga.spi;

/**
 * What core offers to the {@link Workers} of one executor.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none blocks.
 */
public interface WorkersContext {

    /**
     * Returns the queue of this executor, which honours priorities. With it core needs no register
     * of its own: a task costs less. A backend that calls this puts every run it has taken and not
     * begun here, and runs all of them by {@link Worker#perform}; it does so in its constructor or
     * never.
     *
     * @return the queue, always the same
     */
    RunQueue runQueue();

    /**
     * Makes the identity of a worker and tells the listeners that it started.
     *
     * @param name its name
     * @return the identity
     */
    Worker worker(String name);

    /**
     * Tells that a worker ended as it should: idle, retired, or at shutdown.
     *
     * @param worker the worker
     */
    void workerEnded(Worker worker);

    /**
     * Tells that a worker of this process or another one started. {@link #worker} includes it.
     *
     * @param name its name
     */
    void workerStarted(String name);

    /**
     * Tells that a worker was lost: crashed, killed, or given up because its body is stuck.
     *
     * @param name its name
     * @param cause why
     */
    void workerLost(String name, Throwable cause);

    /**
     * Tells that a body is stuck: it does not hold the JVM at its end any more.
     *
     * @param run the run it belongs to
     */
    void stuck(Run run);

    /**
     * Breaks the executor: everything queued fails and every later submission is rejected with a
     * {@link io.quadriga.BrokenExecutorException} whose cause is this error. The second call does
     * nothing.
     *
     * @param error why nothing can run any more, the initializer's error say
     */
    void broken(Throwable error);
}
