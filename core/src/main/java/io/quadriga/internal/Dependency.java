package io.quadriga.internal;

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

    static Dependency onWorker(WorkerThread worker) {
        return new OnWorker(worker);
    }

    static Dependency onPool(Pool pool) {
        return new OnPool(pool);
    }
}
