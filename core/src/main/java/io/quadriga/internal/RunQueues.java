package io.quadriga.internal;

import io.quadriga.spi.RunQueue;

/** Makes the queue that core offers to backends. */
public final class RunQueues {

    private RunQueues() {}

    /** A queue that honours priorities and costs nothing for them until one is used. */
    public static RunQueue create() {
        return new PriorityRunQueue();
    }
}
