package io.quadriga.process.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How large the heap of a worker may be, so that those of all pools and this JVM fit into the
 * memory.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
public final class HeapRule {

    private static final long MIB = 1024 * 1024;
    private static final long SMALLEST = 32 * MIB;
    private static final long BESIDE_THE_HEAP = 50 * MIB; // of each worker

    private static final AtomicInteger WORKERS = new AtomicInteger(); // of all pools

    private HeapRule() {}

    /** A pool with so many workers, spare ones included, is open; a negative number closes it. */
    static void opened(int workers) {
        WORKERS.addAndGet(workers);
    }

    /**
     * Returns the largest heap of a worker that starts now, as large as that of each other.
     *
     * @param others how many JVMs there are or will be beside the workers of all open pools
     * @return the bytes, at least 32 MiB
     */
    public static long maxHeapBytes(int others) {
        int all = WORKERS.get() + others;
        return maxHeapBytes(MachineMemory.bytes(), Runtime.getRuntime().maxMemory(), all);
    }

    static long maxHeapBytes(long memory, long parentHeap, int workers) {
        long left = memory / 4 * 3 - parentHeap;
        long each = left / Math.max(1, workers) - BESIDE_THE_HEAP;
        return Math.max(SMALLEST, each / MIB * MIB);
    }
}
