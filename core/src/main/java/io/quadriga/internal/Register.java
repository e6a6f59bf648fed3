package io.quadriga.internal;

import io.quadriga.spi.Run;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Every run that a pool has handed to its workers and that is not over, for backends that do not
 * use core's queue. With the queue nothing needs to be registered: what is queued is there, and
 * what runs is known to its worker.
 */
final class Register {

    private final Set<Run> runs = ConcurrentHashMap.newKeySet();

    void add(Run run) {
        runs.add(run);
    }

    void remove(Run run) {
        runs.remove(run);
    }

    void forEach(Consumer<? super Run> visitor) {
        runs.forEach(visitor);
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }
}
