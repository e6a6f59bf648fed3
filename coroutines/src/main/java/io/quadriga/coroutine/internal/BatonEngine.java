package io.quadriga.coroutine.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The engine that needs public API alone: driver and coroutines are virtual threads of the JDK's
 * scheduler, and one baton says which of them runs.
 */
final class BatonEngine implements Engine {
    /*
     * Whoever has the baton has the turn. The driver grants it to a strand and waits until it comes back;
     * a strand that suspends grants it to the next one directly, or gives it back to the driver, if
     * something else than a strand is next.
     *
     * Ordering. The baton passes by a volatile write (`granted` of a strand, `back` here) that its
     * receiver reads: what one did happens-before what the next does. That covers all of Turns and
     * whatever coroutines share.
     */
    private final Turns turns;
    private volatile boolean back;

    BatonEngine(Turns turns) {
        this.turns = turns;
    }

    @Override
    public Thread driver(String name, Runnable drive) {
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(drive);
        thread.setUncaughtExceptionHandler(new LoopThread(turns));
        return thread;
    }

    @Override
    public Strand strand(String name, boolean inherits, Runnable body) {
        return new BatonStrand(this, turns, name, inherits, body);
    }

    @Override
    public boolean hasTurn() {
        Thread current = Thread.currentThread();
        return current == turns.driver()
                || (current.getUncaughtExceptionHandler() instanceof BatonStrand strand
                        && strand.turns == turns);
    }

    @Override
    public void runElsewhere(Runnable drain) {
        driver("closed-" + turns.name(), drain).start();
    }

    /** The driver: lets a strand run and waits until the baton is back. */
    void lend(BatonStrand strand) {
        back = false;
        strand.grant();
        while (!back) {
            LockSupport.park(this);
        }
    }

    /** A strand: gives the baton back to the driver. */
    void giveBack() {
        @Nullable Thread driver = turns.driver();
        back = true;
        LockSupport.unpark(driver);
    }
}
