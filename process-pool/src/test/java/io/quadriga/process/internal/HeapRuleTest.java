package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // all pools of this JVM count
class HeapRuleTest {

    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    @TempDir Path directory;

    @Test
    void workersShareThreeQuartersOfTheMemoryWithTheirParent() {
        assertEquals(1486 * MIB, HeapRule.maxHeapBytes(16 * GIB, 6 * GIB, 4));
        assertEquals(6 * GIB - 50 * MIB, HeapRule.maxHeapBytes(16 * GIB, 6 * GIB, 1));
    }

    @Test
    void heapIsNeverTooSmallToRun() {
        assertEquals(32 * MIB, HeapRule.maxHeapBytes(GIB, 4 * GIB, 2));
        assertEquals(32 * MIB, HeapRule.maxHeapBytes(GIB, 256 * MIB, 100));
    }

    /** Each is told at its start what it may have beside those of all pools that are open then. */
    @Test
    void workersOfOtherPoolsCount() throws Exception {
        try (Executor first = ProcessPool.builder().workers(1).build()) {
            long alone = HeapRule.maxHeapBytes(0);
            assertEquals(alone, heapOf(first));
            try (Executor second = ProcessPool.builder().workers(2).standby(1).build()) {
                long beside = HeapRule.maxHeapBytes(0);
                assertEquals(beside, heapOf(second));
                assertTrue(beside < alone, beside + " " + alone);
            }
            assertEquals(alone, HeapRule.maxHeapBytes(0));
        }
    }

    /** A worker's own workers take from its share, not from all that the machine has. */
    @Test
    void workersOfAWorkerTakeFromItsShare() throws Exception {
        try (Executor outer = ProcessPool.builder().workers(2).build()) {
            long share = HeapRule.share(heapOf(outer));
            long nested =
                    outer.submit(
                                    () -> {
                                        try (Executor inner =
                                                ProcessPool.builder().workers(2).build()) {
                                            return heapOf(inner);
                                        }
                                    })
                            .get();
            assertTrue(2 * HeapRule.share(nested) <= share, nested + " " + share);
            assertTrue(3 * HeapRule.share(nested) > share, nested + " " + share);
        }
    }

    /** As its option says: what it reports is less, by a part of the young generation. */
    private static long heapOf(Executor executor) throws Exception {
        String option =
                executor.submit(() ->
                                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                        .filter(each -> each.startsWith("-Xmx"))
                                        .findFirst()
                                        .orElseThrow())
                        .get();
        return Long.parseLong(option.substring("-Xmx".length()));
    }

    @Test
    void memoryIsThatOfTheMachine() throws IOException {
        meminfo();
        assertEquals(8_000_000L * 1024, memory());
    }

    @Test
    void containerAroundThisOneCounts() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("cgroup/outer/inner/memory.max", "max\n");
        write("cgroup/outer/memory.max", "1073741824\n");
        assertEquals(GIB, memory());
    }

    @Test
    void olderKindOfContainerCounts() throws IOException {
        meminfo();
        write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/box\n");
        write("cgroup/memory/box/memory.limit_in_bytes", "536870912\n");
        write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertEquals(512 * MIB, memory());
    }

    @Test
    void memoryOfThisMachineIsFound() {
        assertTrue(MachineMemory.bytes() > Runtime.getRuntime().maxMemory());
    }

    private long memory() {
        return MachineMemory.bytes(directory.resolve("proc"), directory.resolve("cgroup"));
    }

    private void meminfo() throws IOException {
        write("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:  1 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
