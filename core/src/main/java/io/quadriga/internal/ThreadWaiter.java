package io.quadriga.internal;

import io.quadriga.spi.Waiter;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits by parking the calling thread; asks the providers first whether they know better. */
public final class ThreadWaiter implements Waiter {

    private static final Provider[] PROVIDERS =
            ServiceLoader.load(Provider.class, ThreadWaiter.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toArray(Provider[]::new);

    private final Thread thread;

    private ThreadWaiter(Thread thread) {
        this.thread = thread;
    }

    public static Waiter current() {
        for (Provider provider : PROVIDERS) {
            Waiter waiter = provider.current();
            if (waiter != null) {
                return waiter;
            }
        }
        return new ThreadWaiter(Thread.currentThread());
    }

    @Override
    public void park(@Nullable Object blocker, long nanos) {
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

    @Override
    public boolean blocksThread() {
        return !thread.isVirtual();
    }
}
