package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lease of an element of a shared queue. Its cell decides who of several threads ends it, and
 * how: the state here says what is known of that.
 */
public final class IpcLease<T> implements Lease<T> {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(IpcLease.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

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
    private State state = State.HELD; // shared through STATE

    /** Makes the lease of a decoded element. */
    public IpcLease(QueueCore queue, LeaseCells.Held held, T element) {
        this.queue = queue;
        this.held = held;
        this.element = element;
    }

    private State state() {
        return (State) STATE.getAcquire(this);
    }

    @Override
    public String toString() {
        return "IpcLease[queue=" + queue.name() + ", state=" + state().word + "]";
    }

    @Override
    public T value() {
        return element;
    }

    @Override
    public boolean ack() {
        if (state() == State.HELD) {
            if (queue.ack(held)) {
                STATE.setRelease(this, State.ACKNOWLEDGED);
            } else {
                leave();
            }
        }
        return state() == State.ACKNOWLEDGED;
    }

    @Override
    public void close() {
        if (state() == State.HELD) {
            queue.giveBack(held);
            leave();
        }
    }

    /** Unless another thread has acknowledged it meanwhile. */
    private void leave() {
        boolean _ = STATE.compareAndSet(this, State.HELD, State.GONE);
    }
}
