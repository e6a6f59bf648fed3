package io.quadriga.internal;

import io.quadriga.spi.Run;

/** A run of core's own, performed without going through the interface for each step. */
interface Performable extends Run, Register.Entry {

    /** Runs all inputs in the calling thread, which is bound to the worker. Never throws. */
    void performOn(WorkerThread worker);

    /**
     * Takes back a run that the workers refused, with its place and its hold, and tells nobody;
     * false if it has been cancelled in the meantime, which has done the same.
     */
    boolean withdraw();

    /** Whether a body of this run has been interrupted and has not ended. */
    boolean wasInterrupted();

    /** Whether the body of input i is running although its outcome has been taken. */
    boolean isStillIn(int i);
}
