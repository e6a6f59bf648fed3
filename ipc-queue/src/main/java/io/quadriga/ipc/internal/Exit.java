package io.quadriga.ipc.internal;

import io.quadriga.spi.ExitDrain;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells in a shutdown hook whether this process still does something that an exit waits for.
 *
 * <p>All hooks run at once, and the threads of the application go on meanwhile. What they hold by a
 * shared file must be found under its name until they are over.
 */
final class Exit {

    /*
     * Who goes on: each thread that is no daemon, apart from those that make the exit and wait for the
     * hooks. At the end of main() these are the hooks alone; after System.exit or a signal there may be
     * threads that never end. Nobody tells which is which, so all get a little time. Who takes longer
     * decides nothing but tidiness: then the names stay, and the next process sweeps them, as after a
     * kill. Quadriga's own drain is known to end, and waited for.
     *
     * A hook that is not yet started is no thread to be seen. Whoever runs the hooks starts all of them
     * and then joins one after the other: once it joins, all are started.
     */

    private static final String RUNS_HOOKS = "java.lang.ApplicationShutdownHooks";
    private static final String EXITS = "java.lang.Shutdown";
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long TICK_NANOS = 1_000_000;

    private Exit() {}

    /** Whether nothing goes on. Called in a shutdown hook; waits for the drain. */
    static boolean isQuiet() {
        try {
            return isQuietNow();
        } catch (InterruptedException e) {
            return false; // nobody does that; the names stay
        }
    }

    private static boolean isQuietNow() throws InterruptedException {
        if (!areHooksStarted()) {
            return false;
        }
        for (Thread other : others()) {
            if (other instanceof ExitDrain) {
                other.join();
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (List<Thread> left = others(); !left.isEmpty(); left = others()) {
            for (Thread other : left) {
                if (!other.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean areHooksStarted() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Thread.getAllStackTraces().values().stream().noneMatch(Exit::joinsHooks)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        return true;
    }

    private static List<Thread> others() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> !isIn(each.getValue(), EXITS))
                .map(Map.Entry::getKey)
                .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
                .toList();
    }

    private static boolean joinsHooks(StackTraceElement[] stack) {
        return isIn(stack, RUNS_HOOKS)
                && Arrays.stream(stack)
                        .anyMatch(frame ->
                                frame.getClassName().equals(Thread.class.getName())
                                        && frame.getMethodName().equals("join"));
    }

    private static boolean isIn(StackTraceElement[] stack, String className) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(className));
    }
}
