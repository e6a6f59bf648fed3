package io.quadriga.spi;

import java.util.Optional;

/**
 * The identity of one worker in this process: what {@link io.quadriga.TaskContext} tells of it, who
 * interrupts and wait cycles find it by. A backend asks {@link WorkersContext#worker} for one per
 * worker thread and binds it once, so that a task costs no binding; one whose threads live for a
 * single run calls {@link Run#run} and needs none.
 */
public interface Worker {

    /**
     * Returns the name.
     *
     * @return the name, {@code "cpu-2"} say
     */
    String name();

    /**
     * Binds this identity to the calling thread while the loop runs. At most once at a time.
     *
     * @param loop the worker's loop
     */
    void bind(Runnable loop);

    /**
     * Runs all inputs of a run in the calling thread, which must be bound to this worker. Never
     * throws.
     *
     * @param run the run
     */
    void perform(Run run);

    /**
     * Tells whether the worker is inside a body. Written before the body's outcome is settled, so
     * whoever has seen the outcome sees the worker outside.
     *
     * @return {@code true} from the entry of a body to its end
     */
    boolean inBody();

    /**
     * Tells whether the worker is performing a run: the one on top, one that waits for it, or one
     * that it runs on behalf of a waiting body, which its backend never handed to it.
     *
     * @param run the run
     * @return {@code true} if so, at some moment during the call
     */
    boolean isIn(Run run);

    /**
     * Returns the thread that this identity is bound to.
     *
     * @return the thread, empty if unbound
     */
    Optional<Thread> thread();
}
