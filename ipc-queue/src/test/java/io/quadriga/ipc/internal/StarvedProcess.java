package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import io.quadriga.QuadrigaException;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.ipc.IpcQueue;
import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that uses a queue while it lacks what every process needs, and prints how many
 * operations succeeded and how many failed with an error.
 */
public final class StarvedProcess {

    private static final int ROUNDS = 30;
    private static final int STACKS = Integer.getInteger("io.quadriga.stacks", 60);

    /** Too large for its segment to be kept: each needs a file. */
    private static final int HUGE = 2_000_000;

    private static final int LARGE = 200_000;
    private static final Duration TERM = Duration.ofSeconds(1);

    private final IpcQueue<byte[]> queue;
    private final List<Object> hoard = new ArrayList<>();
    private final byte[] large = new byte[LARGE];
    private final byte[] small = new byte[2_000];
    private int put;
    private int taken;
    private int errors;
    private int depth;

    private StarvedProcess(String name) {
        queue = IpcQueue.attach(name);
    }

    public static void main(String[] args) throws Exception {
        StarvedProcess process = new StarvedProcess(args[0]);
        process.warmUp();
        switch (args[1]) {
            case "stack" -> process.withoutStack();
            case "heap" -> process.withoutHeap();
            case "files" -> process.withoutFiles();
            default -> throw new IllegalArgumentException(args[1]);
        }
        System.out.println(
                "put=" + process.put + " taken=" + process.taken + " errors=" + process.errors);
        System.in.read(); // it lives on while others use the queue
    }

    /** Loads all classes: what cannot be loaded for want of something is never tried again. */
    private void warmUp() throws Exception {
        Log.prepare();
        Kernel kernel = Kernel.find();
        while (kernel != null && !kernel.isReady()) {
            Thread.onSpinWait(); // another thread binds its calls
        }
        for (int i = 0; i < 3; i++) {
            for (int size : new int[] {10, 2_000, LARGE}) {
                queue.offer(new byte[size], 10, TimeUnit.MILLISECONDS);
                queue.poll();
                queue.offer(new byte[size]);
                lease();
            }
        }
        queue.offer(small);
        Lease<byte[]> over = queue.lease(Duration.ZERO, Duration.ofNanos(1));
        while (over != null && queue.poll() == null) {
            Thread.onSpinWait(); // until it has come back
        }
        attempt(() -> errors++);
        errors = 0;
        taken = 0;
    }

    private void withoutStack() throws Exception {
        for (int i = 0; i < STACKS; i++) {
            Thread thread = new Thread(null, this::overflow, "small", 200_000 + 64 * i);
            thread.start();
            thread.join();
        }
    }

    private void overflow() {
        depth = 0;
        try {
            deeper();
        } catch (StackOverflowError expected) {
            errors++;
        }
    }

    /** At each depth, the last ones included, an element goes in and one comes out. */
    @SuppressWarnings("InfiniteRecursion") // until there is no stack
    private void deeper() {
        if (depth++ % 2 == 0) {
            operate();
        }
        deeper();
    }

    private void operate() {
        if (queue.offer(new byte[50])) {
            put++;
        }
        if (queue.poll() != null) {
            taken++;
        }
    }

    private void withoutHeap() throws Exception {
        Operation[] operations = {
            () -> put += queue.offer(large) ? 1 : 0,
            () -> put += queue.offer(small) ? 1 : 0,
            () -> taken += queue.poll() != null ? 1 : 0,
            this::lease
        };
        for (int i = 0; i < ROUNDS; i++) {
            fillHeap(i);
            for (Operation operation : operations) {
                attempt(operation);
            }
            hoard.clear();
        }
    }

    private void lease() throws InterruptedException {
        try (Lease<byte[]> lease = queue.lease(Duration.ZERO, TERM)) {
            if (lease != null && lease.ack()) {
                taken++;
            }
        }
    }

    private void fillHeap(int round) {
        for (int size = 1 << 22; size > 256 << round % 8; size >>= 1) {
            try {
                while (true) {
                    hoard.add(new byte[size]);
                }
            } catch (OutOfMemoryError full) {
                // a smaller piece may fit
            }
        }
    }

    private void withoutFiles() throws Exception {
        List<FileInputStream> files = new ArrayList<>();
        try {
            while (files.size() < 1 << 20) {
                files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            hoard.add(files);
        }
        for (int i = 0; i < 20; i++) {
            attempt(() -> put += queue.offer(new byte[10]) ? 1 : 0);
            attempt(() -> put += queue.offer(new byte[HUGE], 10, TimeUnit.MILLISECONDS) ? 1 : 0);
            attempt(() -> taken += queue.poll() != null ? 1 : 0);
            attempt(this::lease);
        }
        for (FileInputStream file : files) {
            file.close();
        }
    }

    /** An operation that may fail. */
    private interface Operation {
        void run() throws Exception;
    }

    private void attempt(Operation operation) throws Exception {
        try {
            operation.run();
        } catch (VirtualMachineError
                | LinkageError // what could not be linked for want of heap
                | QuadrigaException
                | TaskNotSerializableException ours) {
            errors++;
        } catch (IllegalArgumentException suppressed) {
            if (!(suppressed.getCause() instanceof VirtualMachineError)) {
                throw suppressed;
            }
            errors++; // the JVM has one such error for all: one that would be suppressed in itself
        }
    }
}
