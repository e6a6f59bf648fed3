package io.quadriga.internal;

import io.quadriga.spi.Waiter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A provider of Waiters for the threads that it is told of: they park, and are counted. */
public final class WatchedWaits implements Waiter.Provider {

    private static final Map<Thread, AtomicInteger> PARKS = new ConcurrentHashMap<>();
    private static final ThreadLocal<Boolean> FORBIDDEN = ThreadLocal.withInitial(() -> false);

    static void watch(Thread thread) {
        PARKS.put(thread, new AtomicInteger());
    }

    static void unwatch(Thread thread) {
        PARKS.remove(thread);
    }

    static int parks(Thread thread) {
        return PARKS.getOrDefault(thread, new AtomicInteger()).get();
    }

    /** Lets every wait of the calling thread be refused, as in a plain callback of a loop. */
    static void forbid(boolean forbidden) {
        FORBIDDEN.set(forbidden);
    }

    @Override
    public @Nullable Waiter current() {
        if (FORBIDDEN.get()) {
            throw new IllegalStateException("must not wait here");
        }
        Thread thread = Thread.currentThread();
        AtomicInteger parks = PARKS.get(thread);
        return parks == null ? null : new Watched(thread, parks);
    }

    private record Watched(Thread thread, AtomicInteger parks) implements Waiter {

        @Override
        public void park(Object blocker, long nanos) {
            parks.incrementAndGet();
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(blocker);
            } else {
                LockSupport.parkNanos(blocker, nanos);
            }
        }

        @Override
        public void unpark() {
            LockSupport.unpark(thread);
        }
    }
}
