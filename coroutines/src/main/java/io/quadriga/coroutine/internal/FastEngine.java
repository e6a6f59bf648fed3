package io.quadriga.coroutine.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * The engine that needs openings of {@code java.base}: a coroutine is a virtual thread whose
 * scheduler is the loop, which is a platform thread. So whatever suspends a virtual thread suspends
 * the coroutine, and nothing but the loop's thread ever runs one.
 */
final class FastEngine implements Engine {
    /*
     * The JDK hands a virtual thread that can go on to its scheduler, as a Runnable that mounts it; here
     * it becomes an item like any other, and the driver runs it. So the turn is the driver's platform
     * thread, and there is nothing to hand over.
     *
     * The driver is a thread of its own, which holds no monitor while it runs an item: a virtual thread that
     * is mounted would else take it along when it unmounts.
     */
    private final Turns turns;
    private final Openings openings;
    private final LoopScheduler scheduler;

    FastEngine(Turns turns, Openings openings) {
        this.turns = turns;
        this.openings = openings;
        this.scheduler = new LoopScheduler(turns, openings);
    }

    @Override
    public Thread driver(String name, Runnable drive) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(drive);
        thread.setUncaughtExceptionHandler(new LoopThread(turns));
        return thread;
    }

    @Override
    public Strand strand(String name, boolean inherits, Runnable body) {
        return new VirtualStrand(turns, openings.newThread(scheduler, name, inherits, body));
    }

    @Override
    public boolean hasTurn() {
        return openings.currentCarrier() == turns.driver();
    }

    @Override
    public void runElsewhere(Runnable drain) {
        openings.ordinary().execute(drain);
    }

    /** A coroutine is its virtual thread; the JDK does all the rest. */
    private static final class VirtualStrand extends Strand {

        private final Thread thread;

        VirtualStrand(Turns turns, Thread thread) {
            super(turns);
            this.thread = thread;
            thread.setUncaughtExceptionHandler(this);
        }

        @Override
        Thread thread() {
            return thread;
        }

        @Override
        void start() {
            thread.start();
        }

        @Override
        void park() {
            LockSupport.park(this);
        }

        @Override
        public void unpark() {
            LockSupport.unpark(thread);
        }

        @Override
        void giveWay() {
            Thread.yield();
        }
    }
}
