package io.quadriga.internal;

/**
 * What core itself does when a future is settled: runs in the settling thread and must not throw or
 * wait.
 */
interface Reaction {
    void settled(BaseFuture<?> future);
}
