package io.quadriga.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The two daemon threads of core: one watches time limits, one hears of collected objects. */
final class Threads {

    static final Cleaner CLEANER = Cleaner.create(daemons("quadriga-cleaner"));

    private static volatile @Nullable Thread timerThread; // the latest

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Threads() {}

    /** Runs something short later, on the timer thread. It must neither wait nor throw. */
    static ScheduledFuture<?> after(long nanos, Runnable action) {
        return TIMER.schedule(action, Math.min(nanos, Long.MAX_VALUE >> 1), TimeUnit.NANOSECONDS);
    }

    /** Whether this is the timer thread, which must not run a body. */
    static boolean isTimer() {
        return Thread.currentThread().equals(timerThread);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ThreadFactory daemons = daemons("quadriga-timer");
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        action -> {
                            Thread thread = daemons.newThread(action);
                            timerThread = thread;
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .factory();
    }
}
