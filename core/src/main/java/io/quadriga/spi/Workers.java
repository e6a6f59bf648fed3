package io.quadriga.spi;

/**
 * The engine of an executor: takes {@link Run}s and settles every input of each exactly once. Core
 * does everything else: futures, callbacks, bulk calls, options, admission, retries, time limits,
 * statistics.
 *
 * <p><b>Obligations.</b> No method blocks for longer than it takes to hand over, except {@link
 * #kill} as it says; none throws but {@link #start}. The backend queues; core offers it {@link
 * WorkersContext#runQueue}. A worker is announced by {@link WorkersContext#worker}, and runs {@link
 * ExecutorSpec#findInitializer} before its first run; what that throws goes to {@link
 * WorkersContext#broken}. A thread that serves several runs is made without {@link
 * InheritableThreadLocal}s: what its first submitter had in them would stay.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
public interface Workers {

    /**
     * Takes a run. Called in the submitting thread; a backend that sends its runs elsewhere encodes
     * here.
     *
     * @param run what to run; never {@code null}
     * @throws java.util.concurrent.RejectedExecutionException if it cannot be taken, in particular
     *     after {@link #shutdown} or {@link #kill} ({@link
     *     io.quadriga.TaskNotSerializableException} if it cannot be encoded); no input of it will
     *     be entered
     */
    void start(Run run);

    /**
     * Frees the place of a queued run, no input of which can be entered any more. The revocation
     * itself has happened in the run.
     *
     * @param run the run, which may be unknown here or gone already
     */
    void revoke(Run run);

    /**
     * Stops the body that the run is in, whose outcome is already settled.
     *
     * @param run the run, which may be unknown here or ended already
     * @param interruptOnly {@code true} to ask it, by an interrupt; {@code false} when it has
     *     ignored that for its grace: end it by force, or where that is impossible report it as
     *     stuck with its stack and go on without its worker
     */
    void stop(Run run, boolean interruptOnly);

    /**
     * Reports now what has begun, if the backend learns of that some time afterwards: somebody
     * wants to know how far a task is, or decides by it. Does nothing here.
     */
    default void look() {}

    /**
     * Returns how many bodies can run at the same time.
     *
     * @return the number, at least 1
     */
    int width();

    /**
     * Returns how many bodies of one bulk call should run at the same time, and so how far it reads
     * ahead, where its options do not say so. The width, unless that is practically unbounded.
     *
     * @return the number, at least 1
     */
    default int bulkWidth() {
        return width();
    }

    /**
     * Takes no more runs, finishes those taken, then ends all workers.
     *
     * @param whenTerminated to be called once, by any thread, when all workers have ended, also if
     *     that is due to {@link #kill}
     */
    void shutdown(Runnable whenTerminated);

    /**
     * Takes no more runs and ends all workers now: interrupts bodies, by force where that is
     * possible. When it returns no further run is taken; core waits for a worker that has taken one
     * and is about to see that it must not begin. Waits for no body. Called after {@link
     * #shutdown}, at most once.
     */
    void kill();
}
