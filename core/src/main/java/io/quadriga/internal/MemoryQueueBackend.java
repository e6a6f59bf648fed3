package io.quadriga.internal;

import io.quadriga.Queue;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;

/** The backend {@code memory}: queues of one process. */
public final class MemoryQueueBackend implements QueueBackend {

    /** A key that every queue has. */
    private static final String CAPACITY = "capacity";

    /** For {@link java.util.ServiceLoader}. */
    public MemoryQueueBackend() {}

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public <T> Queue<T> create(QueueSpec spec) {
        return new MemoryQueue<>(spec.name(), spec.values().count(CAPACITY, Integer.MAX_VALUE));
    }
}
