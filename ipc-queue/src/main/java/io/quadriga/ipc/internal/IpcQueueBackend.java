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
                Setting.bytes("ring-size", 1 << 10, 1 << 30, "auto"),
                Setting.count("large-elements", 0, 1 << 16, "auto"),
                Setting.count("leases", 0, 1 << 16),
                Setting.bytes("lease-size", 64, 1 << 16),
                Setting.count("participants", 1, 1023),
                Setting.text("shared-name"));
    }

    @Override
    public void check(QueueSpec spec) {
        IpcQueueOptions checked = IpcDefaults.of(spec.values());
        assert checked.capacity() > 0;
        spec.values().findText("shared-name").ifPresent(SharedFiles::checkName);
    }

    @Override
    public <T> Queue<T> create(QueueSpec spec) {
        IpcQueueOptions options = IpcDefaults.of(spec.values());
        return spec.values()
                .findText("shared-name")
                .map(name -> IpcQueue.<T>createOrAttach(name, options))
                .orElseGet(() -> IpcQueue.createUnnamed(spec.name(), options));
    }
}
