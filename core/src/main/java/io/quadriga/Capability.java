package io.quadriga;

/**
 * What an executor or a queue can do beyond the contract. The list is closed. A backend declares
 * its capabilities, which may depend on its configuration, and the conformance kit checks each one.
 */
public enum Capability {
    /**
     * Executor: runs in this process; any Runnable is accepted, captured objects are the caller's
     * own.
     */
    SHARES_MEMORY,
    /** Executor: a timeout and a cancel end code that ignores interrupts. */
    STOPS_ANY_CODE,
    /** Executor: a crash of a body fails that task alone. */
    SURVIVES_CRASH,
    /** Executor: {@code queue-capacity} and {@code when-full} are understood. */
    BOUNDS_QUEUE,
    /** Executor: {@link TaskOptions#priority} other than 0 is understood. */
    PRIORITIES,
    /** Executor: each worker may run its tasks on an {@code inner} executor. */
    HAS_INNER,
    /** Queue: {@code iterator}, {@code contains} and {@code remove(Object)} work. */
    INTERIOR,
    /** Queue: processes of one machine can share it. */
    CROSSES_PROCESSES,
    /** Queue: processes of several machines can share it. */
    CROSSES_MACHINES,
    /** Queue: {@link Queue#lease} works. */
    LEASES
}
