package io.quadriga.process.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How large the heap of a worker may be, so that those of all pools and this JVM fit into the
 * memory. In a worker the memory is the share that it has itself: it and the workers of its own
 * pools have that together, less what its heap has taken when they start.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
public final class HeapRule {

    /** The property that tells a worker how many bytes it and those below it may have. */
    static final String SHARE = "io.quadriga.process.share";

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
        Runtime own = Runtime.getRuntime();
        long share = Long.getLong(SHARE, 0);
        return share > 0
                ? each(share - own.totalMemory(), all)
                : maxHeapBytes(MachineMemory.bytes(), own.maxMemory(), all);
    }

    /** What a process with such a heap may take, and those below it. */
    static long share(long maxHeapBytes) {
        return maxHeapBytes + BESIDE_THE_HEAP;
    }

    static long maxHeapBytes(long memory, long parentHeap, int workers) {
        return each(memory / 4 * 3 - parentHeap, workers);
    }

    private static long each(long left, int workers) {
        long each = left / Math.max(1, workers) - BESIDE_THE_HEAP;
        return Math.max(SMALLEST, each / MIB * MIB);
    }
}
