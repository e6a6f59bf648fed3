package io.quadriga.ipc.internal;

import io.quadriga.Queue;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.Setting;
import java.util.List;

/** The backend {@code ipc}: queues that the processes of one machine share. */
public final class IpcQueueBackend implements QueueBackend {

    private static final String RING_SIZE = "ring-size";
    private static final String SHARED_NAME = "shared-name";

    /** For {@link java.util.ServiceLoader}. */
    public IpcQueueBackend() {}

    @Override
    public String id() {
        return "ipc";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.count("capacity", 1, 1 << 24),
                Setting.bytes(RING_SIZE, 1 << 10, 1 << 30, "auto")
                        .where(IpcQueueBackend::isPowerOfTwo, "must be a power of two"),
                Setting.count("large-elements", 0, 1 << 16, "auto"),
                Setting.count("leases", 0, 1 << 16),
                Setting.bytes("lease-size", 64, 1 << 16),
                Setting.count("participants", 1, 1023),
                Setting.text(SHARED_NAME).where(name -> Names.isName((String) name), Names.RULE));
    }

    private static boolean isPowerOfTwo(Object bytes) {
        return Long.bitCount((Long) bytes) == 1;
    }

    private static <T> IpcQueue<T> shared(String name, IpcQueueOptions options) {
        try {
            return IpcQueue.createOrAttach(name, options);
        } catch (OtherGeometryException other) {
            throw new IllegalArgumentException(
                    SHARED_NAME + "=" + name + ": " + other.getMessage(), other);
        }
    }

    @Override
    public <T> Queue<T> create(QueueSpec spec) {
        IpcQueueOptions options = IpcDefaults.of(spec.values());
        return spec.values()
                .findText(SHARED_NAME)
                .map(name -> IpcQueueBackend.<T>shared(name, options))
                .orElseGet(() -> IpcQueue.createUnnamed(spec.name(), options));
    }
}
