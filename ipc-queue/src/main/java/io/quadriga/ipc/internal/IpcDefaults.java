package io.quadriga.ipc.internal;

import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.spi.SettingValues;

/**
 * How a queue is made of which nothing is said.
 *
 * <p>The {@code reference.conf} of this module says the same for those who use a configuration;
 * that both do is tested. Reading it here would cost the first queue of a process more than all the
 * rest.
 */
public final class IpcDefaults {

    private static final int CAPACITY = 1024;
    private static final int LEASES = 256;
    private static final int LEASE_BYTES = 1 << 10;
    private static final int PARTICIPANTS = 128;

    private static final int MIN_RING_BYTES = 64 << 10;
    private static final int BYTES_PER_ELEMENT = 128;
    private static final int LARGE_ELEMENTS = 256;

    private static final IpcQueueOptions OPTIONS =
            new IpcQueueOptions(
                    CAPACITY,
                    0,
                    Math.min(CAPACITY, LARGE_ELEMENTS),
                    LEASES,
                    LEASE_BYTES,
                    PARTICIPANTS);

    private IpcDefaults() {}

    /** The defaults. */
    public static IpcQueueOptions options() {
        return OPTIONS;
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
