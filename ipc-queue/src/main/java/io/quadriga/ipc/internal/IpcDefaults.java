package io.quadriga.ipc.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.spi.SettingValues;

/** What the {@code reference.conf} of this module says, for those who use no configuration. */
public final class IpcDefaults {

    private static final int MIN_RING_BYTES = 64 << 10;
    private static final int BYTES_PER_ELEMENT = 128;
    private static final int LARGE_ELEMENTS = 256;

    private IpcDefaults() {}

    /** The defaults. */
    public static IpcQueueOptions options() {
        return Holder.OPTIONS;
    }

    private static final class Holder {
        private static final IpcQueueOptions OPTIONS = read();

        private static IpcQueueOptions read() {
            Config config =
                    ConfigFactory.parseResources(
                                    IpcDefaults.class.getClassLoader(), "reference.conf")
                            .getConfig("quadriga.backends.ipc");
            int capacity = config.getInt("capacity");
            return new IpcQueueOptions(
                    capacity,
                    0,
                    Math.min(capacity, LARGE_ELEMENTS),
                    config.getInt("leases"),
                    Math.toIntExact(config.getBytes("lease-size")),
                    config.getInt("participants"));
        }
    }

    /** The options that a configuration says. */
    static IpcQueueOptions of(SettingValues values) {
        int capacity = values.count("capacity");
        Object ring = values.asMap().get("ring-size");
        return new IpcQueueOptions(
                capacity,
                ring instanceof Long bytes ? Math.toIntExact(bytes) : 0,
                values.count("large-elements", Math.min(capacity, LARGE_ELEMENTS)),
                values.count("leases"),
                Math.toIntExact(values.bytes("lease-size")),
                values.count("participants"));
    }

    /** Whether so many large elements are what the capacity says. */
    static boolean isDerived(int capacity, int largeElements) {
        return largeElements == Math.min(capacity, LARGE_ELEMENTS);
    }

    /** The memory of a ring that is to be chosen by the capacity. */
    static int ringBytes(IpcQueueOptions options) {
        if (options.ringBytes() != 0) {
            return options.ringBytes();
        }
        long wanted = Math.max(MIN_RING_BYTES, (long) options.capacity() * BYTES_PER_ELEMENT);
        long rounded = Long.highestOneBit(wanted * 2 - 1);
        return (int) Math.min(QueueLayout.MAX_RING_BYTES, rounded);
    }
}
