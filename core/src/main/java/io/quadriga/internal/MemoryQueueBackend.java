package io.quadriga.internal;

import io.quadriga.Queue;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.Setting;
import java.util.List;

/** The backend {@code memory}: queues of one process. */
public final class MemoryQueueBackend implements QueueBackend {

    private static final String CAPACITY = "capacity";

    /** For {@link java.util.ServiceLoader}. */
    public MemoryQueueBackend() {}

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.count(CAPACITY, 1, Integer.MAX_VALUE, "unbounded"));
    }

    @Override
    public <T> Queue<T> create(QueueSpec spec) {
        return new MemoryQueue<>(spec.name(), spec.values().count(CAPACITY, Integer.MAX_VALUE));
    }
}
