package io.quadriga.process.internal;

/** How large the heap of a worker may be, so that all of them and this JVM fit into the memory. */
public final class HeapRule {

    private static final long MIB = 1024 * 1024;
    private static final long SMALLEST = 32 * MIB;
    private static final long BESIDE_THE_HEAP = 50 * MIB; // of each worker

    private HeapRule() {}

    /**
     * Returns the largest heap of each of so many workers, those of all pools together.
     *
     * @param workers how many, spare ones included
     * @return the bytes, at least 32 MiB
     */
    public static long maxHeapBytes(int workers) {
        return maxHeapBytes(MachineMemory.bytes(), Runtime.getRuntime().maxMemory(), workers);
    }

    static long maxHeapBytes(long memory, long parentHeap, int workers) {
        long left = memory / 4 * 3 - parentHeap;
        long each = left / Math.max(1, workers) - BESIDE_THE_HEAP;
        return Math.max(SMALLEST, each / MIB * MIB);
    }
}
