package io.quadriga.thread.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who belongs to the pool: how many threads count for its width, and how many are stuck. */
final class Crew {
    /*
     *     ── tryAdd ──> LIVE ── abandon ──> STUCK
     *                    └───── remove ──────┴──> gone
     *
     * Invariants. I1. live <= room. I2. room = width less the stuck bodies that may not be replaced.
     *   I3. all holds live + stuck threads. I4. A gone crew is empty and stays so.
     */
    private static final PoolThread[] NOBODY = {};

    private final int width;
    private final int maxStuck;
    private volatile PoolThread[] all = NOBODY; // replaced under this, never written to
    private volatile int live; // written under this
    private volatile int stuck; // written under this
    private @Nullable Runnable whenGone; // under this
    private boolean closed; // under this: nobody is added any more

    Crew(int width, int maxStuck) {
        this.width = width;
        this.maxStuck = maxStuck;
    }

    /** Everybody, stuck ones included; not to be written to. */
    PoolThread[] all() {
        return all;
    }

    int stuck() {
        return stuck;
    }

    boolean isOverrun() {
        return stuck > maxStuck;
    }

    boolean hasRoom() {
        return live < room();
    }

    boolean hasNobody() {
        return live == 0;
    }

    /** How many threads may count for the width. */
    int room() {
        return Math.max(0, width - Math.max(0, stuck - maxStuck));
    }

    synchronized boolean tryAdd(PoolThread thread) {
        if (closed || live >= room()) {
            return false;
        }
        PoolThread[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = thread;
        all = more;
        live++;
        return true;
    }

    /** Gives up a thread whose body is stuck: it does not count for the width any more. */
    synchronized void abandon() {
        live--;
        stuck++;
    }

    synchronized void remove(PoolThread thread, boolean wasAbandoned) {
        all = Arrays.stream(all).filter(other -> other != thread).toArray(PoolThread[]::new);
        if (wasAbandoned) {
            stuck--;
        } else {
            live--;
        }
    }

    /** Adds nobody any more: nothing can run. */
    synchronized void close() {
        closed = true;
    }

    /** Asks for a call when everybody has gone. */
    synchronized void whenGone(Runnable action) {
        whenGone = action;
    }

    /** The call asked for, once, if everybody has gone and none will come; the caller makes it. */
    synchronized @Nullable Runnable takeWhenGone(boolean nothingLeft) {
        if (!nothingLeft || all.length > 0 || whenGone == null) {
            return null;
        }
        Runnable action = whenGone;
        whenGone = null;
        closed = true;
        return action;
    }
}
