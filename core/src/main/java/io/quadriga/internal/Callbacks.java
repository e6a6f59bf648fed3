package io.quadriga.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The callback executor of one pool: a virtual thread for each burst of callbacks, counted, because
 * termination includes them.
 */
final class Callbacks implements Executor {

    /** For futures that belong to no pool. */
    static final Executor UNCOUNTED =
            command -> Thread.ofVirtual().name("quadriga-callback").start(command);

    private static final ScopedValue<Frame> FRAME = ScopedValue.newInstance();

    private final AtomicLong inFlight = new AtomicLong();
    private final Runnable whenIdle;

    Callbacks(Runnable whenIdle) {
        this.whenIdle = whenIdle;
    }

    /** One running burst; counts no more while it waits for the termination of its own pool. */
    private static final class Frame {
        final Callbacks owner;
        final Thread thread = Thread.currentThread();

        Frame(Callbacks owner) {
            this.owner = owner;
        }
    }

    @Override
    public void execute(Runnable command) {
        inFlight.incrementAndGet();
        try {
            Thread.ofVirtual().name("quadriga-callback").start(() -> run(command));
        } catch (Throwable noThread) {
            ended();
            throw noThread;
        }
    }

    private void run(Runnable command) {
        try {
            ScopedValue.where(FRAME, new Frame(this)).run(command);
        } finally {
            ended();
        }
    }

    private void ended() {
        if (inFlight.decrementAndGet() == 0) {
            whenIdle.run();
        }
    }

    boolean isIdle() {
        return inFlight.get() == 0;
    }

    /** Whether the calling thread runs a callback of this pool. */
    boolean isInside() {
        Frame frame = FRAME.isBound() ? FRAME.get() : null;
        return frame != null && frame.owner == this && frame.thread.equals(Thread.currentThread());
    }

    /** Stops counting the calling callback, which is about to wait for the others. */
    void leaveForWait() {
        ended();
    }

    /** Counts the calling callback again. */
    void returnFromWait() {
        inFlight.incrementAndGet();
    }

    /** What to show in a debugger. */
    @Override
    public @Nullable String toString() {
        return "callbacks[inFlight=" + inFlight + "]";
    }
}
