package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import io.quadriga.QuadrigaException;
import io.quadriga.QueueClosedException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A process that uses queue files which were changed at random. It ends with 0 if each time it
 * worked or threw an exception of ours.
 */
public final class HostileReader {

    private static final long LOOK_NANOS = 50_000_000;
    private static final int OPERATIONS = 8;
    static final int RING_BYTES = 4 << 10;

    private static final int MOST_COMPLAINTS = 20;
    private static final long[] SPECIAL = {
        0,
        1,
        -1,
        2,
        3,
        4,
        7,
        16,
        255,
        4095,
        1 << 16,
        1 << 20,
        1 << 24,
        1 << 30,
        1L << 31,
        1L << 32,
        1L << 40,
        1L << 62,
        1L << 63,
        Integer.MAX_VALUE,
        Long.MAX_VALUE
    };

    private final Path directory;
    private final Path image;
    private final byte[] bytes;
    private final SplittableRandom random;
    private final List<String> changes = new ArrayList<>();
    private volatile long begun = System.nanoTime();
    private volatile int number;
    private int worked;
    private int refused;
    private int failed;
    private long longest;

    private HostileReader(Path image, long seed) throws IOException {
        this.directory = SharedDirectory.open();
        this.image = image;
        this.bytes = Files.readAllBytes(image);
        this.random = new SplittableRandom(seed);
    }

    /** Arguments: an image of a queue file, seed, how many changes. */
    public static void main(String[] args) throws Exception {
        HostileReader reader = new HostileReader(Path.of(args[0]), Long.parseLong(args[1]));
        Thread.ofPlatform().daemon().start(reader::watch);
        int count = Integer.parseInt(args[2]);
        for (int i = 0; i < count; i++) {
            reader.useOne(i);
            if (i % 256 == 0) {
                System.gc(); // unmaps
            }
        }
        System.out.println(
                "changed="
                        + count
                        + ", worked="
                        + reader.worked
                        + ", refused="
                        + reader.refused
                        + ", failed="
                        + reader.failed
                        + ", longest="
                        + reader.longest / 1_000_000
                        + " ms");
        System.exit(reader.failed == 0 ? 0 : 3);
    }

    private void watch() {
        while (System.nanoTime() - begun < Bounds.SOON.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        System.err.println("does not return: number=" + number + ", changes=" + changes);
        for (var stack : Thread.getAllStackTraces().entrySet()) {
            System.err.println(stack.getKey() + " " + List.of(stack.getValue()));
        }
        Runtime.getRuntime().halt(4);
    }

    private void useOne(int which) throws Exception {
        begun = System.nanoTime();
        number = which;
        changes.clear();
        String name = "fuzz-" + which;
        Path file = directory.resolve("queue-" + name);
        Files.write(file, changed());
        linkParts(file);
        try {
            use(name);
            worked++;
        } catch (QuadrigaException clear) {
            refused++;
        } catch (RuntimeException | Error e) {
            complain(e);
        } finally {
            if (which % 16 == 0) {
                SharedFiles.sweep(directory);
            }
            remove(file.getFileName().toString());
            longest = Math.max(longest, System.nanoTime() - begun);
        }
    }

    private void complain(Throwable failure) {
        if (failed++ < MOST_COMPLAINTS) {
            System.err.println("number=" + number + ", changes=" + changes + ", " + failure);
            for (StackTraceElement each : failure.getStackTrace()) {
                System.err.println("    at " + each);
            }
        }
    }

    /** A copy of the image with some words changed. */
    private byte[] changed() {
        byte[] copy = bytes.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            change(buffer);
        }
        if (random.nextInt(50) == 0) {
            int length = random.nextInt(2 * copy.length);
            changes.add("length=" + length);
            copy = Arrays.copyOf(copy, length);
        }
        return copy;
    }

    private void change(ByteBuffer buffer) {
        int at = place(buffer.capacity() - Long.BYTES) & -4;
        long value =
                switch (random.nextInt(4)) {
                    case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
                    case 1 -> buffer.getLong(at) + random.nextInt(-3, 4);
                    case 2 -> buffer.getLong(at) ^ 1L << random.nextInt(64);
                    default -> random.nextLong();
                };
        changes.add(at + ":" + Long.toHexString(value));
        if (random.nextBoolean()) {
            buffer.putLong(at, value);
        } else {
            buffer.putInt(at, (int) value);
        }
    }

    /** In the header, the words before the ring, or the ring; mostly where it is not zero. */
    private int place(int end) {
        int ring = end - RING_BYTES;
        int at =
                switch (random.nextInt(8)) {
                    case 0 -> random.nextInt(FileLayout.HEADER_BYTES);
                    case 1, 2 -> random.nextInt(ring, end);
                    default -> random.nextInt(FileLayout.HEADER_BYTES, ring);
                };
        for (int i = at; i < end && random.nextInt(64) != 0; i++) {
            if (bytes[i] != 0) {
                return i;
            }
        }
        return at;
    }

    private void use(String name) throws Exception {
        try (IpcQueue<Object> queue = IpcQueue.attach(name)) {
            for (int i = 0; i < OPERATIONS; i++) {
                try {
                    operate(queue);
                } catch (QuadrigaException | QueueClosedException clear) {
                    refused++; // and what comes next must behave too
                } catch (RuntimeException | Error e) {
                    complain(e);
                }
            }
        }
    }

    private void operate(IpcQueue<Object> queue) throws Exception {
        switch (random.nextInt(14)) {
            case 0 -> queue.offer("small");
            case 1 -> offer(queue, "larger".repeat(100));
            case 2 -> offer(queue, new byte[70_000]);
            case 3, 4 -> queue.poll();
            case 5 -> queue.poll(2, TimeUnit.MILLISECONDS);
            case 6 -> queue.peek();
            case 7 -> queue.drainTo(new ArrayList<>());
            case 8, 9 -> lease(queue);
            case 10 -> done(queue);
            case 11 -> {
                int _ = queue.size();
                int _ = queue.remainingCapacity();
                boolean _ = queue.isShutdown();
            }
            case 12 -> reap(queue);
            default -> {
                if (random.nextInt(4) == 0) {
                    queue.shutdown();
                } else {
                    queue.clear();
                }
            }
        }
    }

    private static void offer(IpcQueue<Object> queue, Object element) throws Exception {
        try {
            queue.offer(element, 2, TimeUnit.MILLISECONDS);
        } catch (IllegalArgumentException tooLarge) {
            if (hasLargeElements(queue)) {
                throw tooLarge;
            }
            // the header was changed to that of a queue without them, which is one as good
        }
    }

    private static boolean hasLargeElements(IpcQueue<Object> queue) {
        QueueCore core = coreOf(queue);
        try {
            return core.layout().slots() > 0;
        } finally {
            core.release();
        }
    }

    private void lease(IpcQueue<Object> queue) throws Exception {
        try (Lease<Object> lease = queue.lease(Duration.ofMillis(2), Duration.ofMillis(1))) {
            if (lease != null && random.nextBoolean()) {
                lease.ack();
            }
        }
    }

    private static void done(IpcQueue<Object> queue) {
        try {
            queue.taskDone();
        } catch (IllegalStateException tooOften) {
            // the counts are part of what was changed
        }
    }

    private static void reap(IpcQueue<Object> queue) {
        QueueCore core = coreOf(queue);
        try {
            core.file().reap(true);
        } finally {
            core.release();
        }
    }

    private static QueueCore coreOf(IpcQueue<Object> queue) {
        return QueueCores.attach(queue.name(), null).orElseThrow();
    }

    /** The segments of the image, under the name of the copy. */
    private void linkParts(Path file) throws IOException {
        String prefix = image.getFileName() + "#";
        try (Stream<Path> all = Files.list(image.getParent())) {
            for (Path part : all.filter(each -> isNamed(each, prefix)).toList()) {
                String rest = part.getFileName().toString().substring(prefix.length() - 1);
                Files.copy(part, file.resolveSibling(file.getFileName() + rest));
            }
        }
    }

    private void remove(String name) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.filter(path -> isNamed(path, name)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static boolean isNamed(Path path, String prefix) {
        return path.getFileName().toString().startsWith(prefix);
    }
}
