package io.quadriga.internal;

import org.jspecify.annotations.Nullable;

/** What must happen before a future can be settled, as far as that can be seen from here. */
sealed interface Dependency {

    /** Somebody outside may settle it at any time. */
    Dependency UNKNOWN = new Unknown();

    /** Nothing to be seen. */
    record Unknown() implements Dependency {}

    /** The worker must end the body it runs. */
    record OnWorker(WorkerThread worker) implements Dependency {}

    /** A worker of the pool must become free. */
    record OnPool(Pool pool) implements Dependency {}

    /** Of work that waits in a pool, or is with a worker of it. */
    static Dependency of(Pool pool, @Nullable WorkerThread on, OptionValues options) {
        if (on == null) {
            return onPool(pool);
        }
        boolean unknown = on.pool() == null || options.timeoutNanos() > 0;
        return unknown ? UNKNOWN : onWorker(on);
    }

    static Dependency onWorker(WorkerThread worker) {
        return new OnWorker(worker);
    }

    static Dependency onPool(Pool pool) {
        return new OnPool(pool);
    }
}
