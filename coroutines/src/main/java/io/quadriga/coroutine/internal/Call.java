package io.quadriga.coroutine.internal;

import io.quadriga.coroutine.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A callback of a loop, now or at a time. */
final class Call implements Handle, Runnable {

    private static final Logger log = LoggerFactory.getLogger(Call.class);

    private final Turns turns;
    private volatile @Nullable Runnable callback; // null once begun or cancelled
    private volatile boolean cancelled;
    private @Nullable Timer timer; // written before it is given to anybody

    Call(Turns turns, Runnable callback) {
        this.turns = turns;
        this.callback = callback;
    }

    /** Makes the call happen after all that is ready. */
    Call soon() {
        turns.enqueue(this);
        return this;
    }

    /** Makes the call happen at a time. */
    Call at(long nanos) {
        Timer made = new Timer(nanos, this);
        timer = made;
        turns.at(made);
        return this;
    }

    @Override
    public void run() {
        Runnable due = callback;
        if (due == null || cancelled) {
            return;
        }
        callback = null;
        try {
            due.run();
        } catch (Throwable thrown) {
            log.error(
                    "callback failed: loop={}, callback={}",
                    turns.name(),
                    due.getClass().getName(),
                    thrown);
        }
    }

    @Override
    public void cancel() {
        if (callback == null) {
            return;
        }
        cancelled = true;
        callback = null;
        Timer set = timer;
        if (set != null) {
            turns.cancel(set);
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
