package io.quadriga.process.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks after the task thread of a worker: when a body has taken longer than a tick or two it says
 * what was not said yet, and has the {@link Listener} read the pipe in its place. Sleeps for good
 * when nothing happens, or nothing new.
 */
final class Watcher implements Runnable {

    private static final long TICK_NANOS = 2_000_000;
    private static final int TICKS_BEFORE_SLEEP = 50;

    private final Inbox inbox;
    private final Outbox outbox;
    private final Listener listener;
    private volatile boolean asleep;
    private final Thread thread = new Thread(null, this, "quadriga-watcher", 0, false);

    Watcher(Inbox inbox, Outbox outbox) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.listener = new Listener(inbox);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Called by the task thread when a body begins. */
    void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        long seen = inbox.body();
        int quiet = 0;
        while (true) {
            if (quiet < TICKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                sleepUntilAnotherThan(seen);
            }
            long now = inbox.body();
            if (now != seen) {
                seen = now;
                quiet = 0;
                outbox.flushIfDue();
            } else if (inbox.isInBody()) {
                outbox.flush();
                listener.listen();
                quiet = TICKS_BEFORE_SLEEP;
            } else {
                quiet++;
            }
        }
    }

    private void sleepUntilAnotherThan(long seen) {
        asleep = true;
        while (asleep && inbox.body() == seen) { // else it began before it could see `asleep`
            LockSupport.park(this);
        }
        asleep = false;
    }
}
