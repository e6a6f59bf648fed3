package io.quadriga.coroutine.internal;

/**
 * How the coroutines of one loop are run: all that differs between the two ways. One instance for
 * each loop.
 */
interface Engine {

    /**
     * Makes the thread that drives the loop.
     *
     * @param name its name
     * @param drive what it does
     * @return the thread, not started
     */
    Thread driver(String name, Runnable drive);

    /**
     * Makes the thread of a coroutine.
     *
     * @param name its name
     * @param inherits whether it inherits the inheritable thread-locals of the caller
     * @param body what it does
     * @return the strand, not started
     */
    Strand strand(String name, boolean inherits, Runnable body);

    /** Whether the calling thread has the turn of this loop. */
    boolean hasTurn();

    /** Runs something of a closed loop in another thread that may run its items. */
    void runElsewhere(Runnable drain);
}
