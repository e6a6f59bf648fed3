package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.Signals;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link Signals} installs. Each signal is handled in a thread that the JVM makes for it. */
public final class SignalExit {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private static final int INTERRUPTED = 130; // 128 + SIGINT
    private static final int TERMINATED = 143; // 128 + SIGTERM
    private static final long LOOK_NANOS = 50_000_000;

    private static final AtomicInteger PRESSED = new AtomicInteger();
    private static volatile boolean terminating;

    private static @Nullable SignalExit installed; // class monitor

    private final RawSignals signals;
    private final Object interruptBefore;
    private final Object terminateBefore;

    private SignalExit() {
        signals = RawSignals.find();
        interruptBefore = signals.install("INT", signals.handler(SignalExit::interrupted));
        terminateBefore = signals.install("TERM", signals.handler(SignalExit::terminated));
    }

    public static synchronized void install() {
        if (installed == null) {
            installed = new SignalExit();
        }
    }

    public static synchronized void uninstall() {
        SignalExit present = installed;
        if (present != null) {
            installed = null;
            present.signals.install("INT", present.interruptBefore);
            present.signals.install("TERM", present.terminateBefore);
        }
    }

    private static void interrupted() {
        switch (PRESSED.incrementAndGet()) {
            case 1 -> drain();
            case 2 -> kill();
            default -> Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    private static void drain() {
        List<Pool> pools = ExitGuard.pools();
        String found = describe(pools);
        ExitGuard.beginDrain(pools);
        LOG.warn(
                "interrupted: {}; waiting for what they have accepted, interrupt again to stop at"
                        + " once",
                found);
        for (Pool pool : pools) {
            while (pool.holdsJvm() && !pool.awaitTerminationOrStuck(LOOK_NANOS)) {
                // looks again: a body reported stuck no longer holds the JVM
            }
        }
        if (!terminating) {
            System.exit(INTERRUPTED);
        }
    }

    private static void kill() {
        LOG.warn("interrupted again: stopping at once");
        try {
            List<Pool> pools = ExitGuard.pools();
            pools.forEach(Pool::shutdownNow);
            long start = System.nanoTime();
            for (Pool pool : pools) {
                pool.awaitTerminationOrStuck(killNanos(pool) - (System.nanoTime() - start));
            }
        } finally {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    private static long killNanos(Pool pool) {
        PoolSettings settings = pool.settings();
        boolean kills = pool.capabilities().contains(Capability.STOPS_ANY_CODE);
        return settings.interruptGrace().toNanos()
                + (kills ? settings.terminateGrace().toNanos() : 0);
    }

    private static void terminated() {
        terminating = true;
        List<Pool> pools = ExitGuard.pools();
        LOG.warn(
                "terminated: {}; waiting for what they have accepted, at most their exit-grace",
                describe(pools));
        ExitGuard.drain(pools, null);
        System.exit(TERMINATED);
    }

    private static String describe(List<Pool> pools) {
        List<String> names = pools.stream().map(Pool::name).sorted().toList();
        long unfinished =
                pools.stream()
                        .map(Pool::snapshot)
                        .mapToLong(stats -> stats.queued() + stats.running())
                        .sum();
        return "executors=" + names + ", unfinished=" + unfinished;
    }
}
