package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import java.util.concurrent.atomic.AtomicReference;

/** A lease of an element of a shared queue. */
public final class IpcLease<T> implements Lease<T> {

    private enum State {
        HELD("held"),
        ACKNOWLEDGED("acknowledged"),
        GONE("gone");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    private final QueueCore queue;
    private final LeaseCells.Held held;
    private final T element;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

    /** Makes the lease of a decoded element. */
    public IpcLease(QueueCore queue, LeaseCells.Held held, T element) {
        this.queue = queue;
        this.held = held;
        this.element = element;
    }

    @Override
    public String toString() {
        return "IpcLease[queue=" + queue.name() + ", state=" + state.get().word + "]";
    }

    @Override
    public T value() {
        return element;
    }

    @Override
    public boolean ack() {
        if (state.compareAndSet(State.HELD, State.GONE) && queue.ack(held)) {
            state.setRelease(State.ACKNOWLEDGED);
        }
        return state.get() == State.ACKNOWLEDGED;
    }

    @Override
    public void close() {
        if (state.compareAndSet(State.HELD, State.GONE)) {
            queue.giveBack(held);
        }
    }
}
