package io.quadriga.tck;

import io.quadriga.Queue;

/**
 * The rules of {@link Queue}, one test each; {@code CONTRACT.md} lists them as Q1, Q2 and so on. A
 * backend extends this class and supplies the queue. What the queue declares as its capabilities
 * decides which of the rules that depend on one are run; rules are never overridden.
 */
public abstract class QueueContract extends QueueLeaseRules {

    /**
     * Returns an open, empty queue. The kit shuts it down and closes it.
     *
     * @param capacity how many elements fit; exactly, or without bound if that is all the backend
     *     has
     * @param <T> the type of the elements; the kit uses strings, integers and int arrays
     * @return the queue, which nobody else uses
     */
    protected abstract <T> Queue<T> newQueue(int capacity);

    @Override
    final <T> Queue<T> make(int capacity) {
        return newQueue(capacity);
    }
}
