package io.quadriga;

/** Where a task stands, as {@link Future#taskState()} tells. The last three are final. */
public enum TaskState {
    /**
     * Accepted, its body not entered: queued, delayed, sent to a worker, or waiting for a retry.
     */
    QUEUED,
    /** Its body has been entered and has not ended. */
    RUNNING,
    /** Its body returned. */
    SUCCEEDED,
    /** Its body threw, ran out of time, or was lost with its worker. */
    FAILED,
    /** {@code cancel} or {@code shutdownNow} won. Its body may still be running, unheard. */
    CANCELLED
}
