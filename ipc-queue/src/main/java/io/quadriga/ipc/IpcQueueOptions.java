package io.quadriga.ipc;

import io.quadriga.ipc.internal.IpcDefaults;

/**
 * How a queue is made. Immutable; each method returns a copy with one value changed. What is not
 * set is as the {@code reference.conf} of this module says.
 *
 * @param capacity how many elements fit, 1 to 2^24
 * @param ringBytes memory for elements under 64 KiB: a power of two from 2^10 to 2^30; 0 chooses it
 *     by the capacity
 * @param largeElements how many elements of 64 KiB and more can be in the queue, 0 to 65536
 * @param leases how many leases can be out at once, 0 to 65536; a queue with 0 refuses them
 * @param leaseBytes the largest leased element that needs no memory of its own, 64 to 65536
 * @param participants how many processes can hold the queue at once, 1 to 1023
 */
public record IpcQueueOptions(
        int capacity,
        int ringBytes,
        int largeElements,
        int leases,
        int leaseBytes,
        int participants) {

    /** Checks the values. */
    public IpcQueueOptions {
        check("capacity", capacity, 1, 1 << 24);
        if (ringBytes != 0) {
            check("ringBytes", ringBytes, 1 << 10, 1 << 30);
            if (Integer.bitCount(ringBytes) != 1) {
                throw new IllegalArgumentException(
                        "must be a power of two: ringBytes="
                                + ringBytes
                                + "; use "
                                + Integer.highestOneBit(ringBytes));
            }
        }
        check("largeElements", largeElements, 0, 1 << 16);
        check("leases", leases, 0, 1 << 16);
        check("leaseBytes", leaseBytes, 64, 1 << 16);
        check("participants", participants, 1, 1023);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "must be from " + min + " to " + max + ": " + name + "=" + value);
        }
    }

    /**
     * Returns the options of a queue that nothing is said of.
     *
     * @return the defaults
     */
    public static IpcQueueOptions defaults() {
        return IpcDefaults.options();
    }

    /**
     * Sets how many elements fit.
     *
     * @param newCapacity 1 to 2^24
     * @return a copy
     */
    public IpcQueueOptions capacity(int newCapacity) {
        return new IpcQueueOptions(
                newCapacity, ringBytes, largeElements, leases, leaseBytes, participants);
    }

    /**
     * Sets the memory for elements under 64 KiB.
     *
     * @param newRingBytes a power of two from 2^10 to 2^30, or 0
     * @return a copy
     */
    public IpcQueueOptions ringBytes(int newRingBytes) {
        return new IpcQueueOptions(
                capacity, newRingBytes, largeElements, leases, leaseBytes, participants);
    }

    /**
     * Sets how many elements of 64 KiB and more can be in the queue.
     *
     * @param newLargeElements 0 to 65536
     * @return a copy
     */
    public IpcQueueOptions largeElements(int newLargeElements) {
        return new IpcQueueOptions(
                capacity, ringBytes, newLargeElements, leases, leaseBytes, participants);
    }

    /**
     * Sets how many leases can be out at once.
     *
     * @param newLeases 0 to 65536
     * @return a copy
     */
    public IpcQueueOptions leases(int newLeases) {
        return new IpcQueueOptions(
                capacity, ringBytes, largeElements, newLeases, leaseBytes, participants);
    }

    /**
     * Sets the largest leased element that needs no memory of its own.
     *
     * @param newLeaseBytes 64 to 65536
     * @return a copy
     */
    public IpcQueueOptions leaseBytes(int newLeaseBytes) {
        return new IpcQueueOptions(
                capacity, ringBytes, largeElements, leases, newLeaseBytes, participants);
    }

    /**
     * Sets how many processes can hold the queue at once.
     *
     * @param newParticipants 1 to 1023
     * @return a copy
     */
    public IpcQueueOptions participants(int newParticipants) {
        return new IpcQueueOptions(
                capacity, ringBytes, largeElements, leases, leaseBytes, newParticipants);
    }
}
