package io.quadriga.coroutine.internal;

import org.jspecify.annotations.Nullable;

/** Something to be done at a time. All but {@link #isOver} is for whoever has the turn. */
class Timer {

    static final int NOWHERE = -1;

    final long when; // System.nanoTime
    private @Nullable Runnable action;

    // of the wheel
    @Nullable Timer previous;
    @Nullable Timer next;
    int place = NOWHERE; // NOWHERE while in no list

    private volatile boolean over;

    Timer(long when, @Nullable Runnable action) {
        this.when = when;
        this.action = action;
    }

    /** Whether nobody waits for it: it only calls something. */
    final boolean isCallback() {
        return action instanceof Call;
    }

    /** Whether it has fired or was cancelled. */
    final boolean isOver() {
        return over;
    }

    /** Takes what is to be done, once; null if it is over. What it holds can be collected then. */
    final @Nullable Runnable end() {
        Runnable taken = action;
        action = null;
        over = true;
        return taken;
    }
}
