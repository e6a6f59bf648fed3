package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quadriga.QuadrigaException;
import io.quadriga.Task;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule S24: whatever the bytes are, the answer is a value or a QuadrigaException. */
@Timeout(60)
class SerializerFuzzTest {

    private static final int MUTATIONS = 20_000;

    /** Loading a class or filling in a long trace costs that much, once. */
    private static final long BASE_BYTES = 4_000_000;

    private static final long BYTES_PER_FRAME_BYTE = 100;

    record Order(String name, int[] lines, Map<String, List<Integer>> parts)
            implements Serializable {}

    @SuppressWarnings("IdentityHashMapBoxing") // any content will do
    private static List<Object> seeds() {
        int captured = 1;
        Task<Integer> task = () -> captured;
        return List.of(
                new Order("o", new int[] {1, 2, 3}, Map.of("a", List.of(1, 2))),
                task,
                new HashMap<>(Map.of(1, "a", 2, "b")),
                new HashSet<>(Set.of("x", "y")),
                new TreeMap<>(Map.of(1, 2)),
                new IdentityHashMap<>(Map.of(1, 2)),
                new ConcurrentHashMap<>(Map.of("k", new byte[40])),
                new BitSet(100),
                new ArrayDeque<>(List.of(1, 2)),
                new PriorityQueue<>(List.of(2, 1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new BigInteger("123456789012345678901"),
                new IllegalStateException("x", new RuntimeException()),
                Duration.ofDays(1),
                new Object[] {new long[] {1, 2}, "text", new String[] {"a", "b"}},
                Arrays.asList(Thread.State.NEW, String.class, "\u4f60"),
                new long[] {1, 2},
                "s",
                42);
    }

    /**
     * S24: mutated frames never give anything but a value or a QuadrigaException, at bounded cost.
     */
    @Test
    void s24_mutatedFrameGivesAValueOrAQuadrigaException() {
        long seed = System.nanoTime();
        System.out.println("SerializerFuzzTest seed=" + seed);
        Random random = new Random(seed);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));
        List<byte[]> frames = new ArrayList<>();
        seeds().forEach(value -> frames.add(serializer.encode(value)));
        int refused = 0;

        for (int i = 0; i < MUTATIONS; i++) {
            byte[] frame = mutated(frames.get(i % frames.size()), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                serializer.decode(frame, 0, frame.length);
            } catch (QuadrigaException expected) {
                refused++;
            } catch (Throwable other) {
                throw new AssertionError("seed=" + seed + ", round=" + i, other);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(
                    allocated < BASE_BYTES + BYTES_PER_FRAME_BYTE * frame.length,
                    "seed=" + seed + ", round=" + i + ", allocated=" + allocated);
        }
        assertTrue(refused > MUTATIONS / 4, "refused=" + refused);
    }

    private static byte[] mutated(byte[] frame, Random random) {
        byte[] bytes = frame.clone();
        for (int left = 1 + random.nextInt(4); left > 0 && bytes.length > 0; left--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0x7F);
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(8));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(20), bytes.length - Math.max(from, at));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
