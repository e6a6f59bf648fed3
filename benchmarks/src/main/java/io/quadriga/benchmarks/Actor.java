package io.quadriga.benchmarks;

import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process of a comparison: does one thing whenever its standard input says so, and answers each
 * line with one. It ends with its input.
 */
public final class Actor {

    private static final int CHECK = 64;
    private static final int SAMPLES = 1 << 20;
    private static final int LARGE = 32 << 10;
    private static final long STAMP_EVERY_NANOS = 500_000;

    /** What the process does; the number is the argument of the line. */
    @FunctionalInterface
    private interface Deed {
        String perform(long number) throws Exception;
    }

    /** Of each thread there ever was: the compilers of the JVM come and go. */
    private static final Map<Path, Long> PROCESSOR_NANOS = new HashMap<>();

    static byte @Nullable [] last; // so that it is not optimized away

    private Actor() {}

    /**
     * Runs.
     *
     * @param args what it does; then what that needs
     * @throws Exception if it cannot
     */
    public static void main(String[] args) throws Exception {
        Deed deed = deed(args);
        System.out.println("ready");
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(deed.perform(Long.parseLong(line)));
        }
        Runtime.getRuntime().halt(0); // threads that wait for ever are not waited for
    }

    private static Deed deed(String[] args) throws Exception {
        return switch (args[0]) {
            case "burn" -> Actor::burn;
            case "copy" -> copying(Integer.parseInt(args[1]), false);
            case "copy-new" -> copying(Integer.parseInt(args[1]), true);
            case "lock" -> locking(args[1]);
            case "stamps" -> stamping(args[1]);
            case "arrivals" -> arriving(args[1], Integer.parseInt(args[2]));
            case "parked" -> parked(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            case "relay" -> relaying();
            case "bare" -> any -> String.valueOf(processorNanos());
            default -> withWires(args[0], args[1], args[2], Integer.parseInt(args[3]));
        };
    }

    private static Deed withWires(String role, String kind, String way, int bytes)
            throws Exception {
        Path there = Path.of(way + "-there");
        Path back = Path.of(way + "-back");
        return switch (role) {
            case "send" -> {
                Wire to = Wire.open(kind, Wire.Side.SENDER, there, bytes);
                yield millis -> send(to, bytes, millis);
            }
            case "receive" -> {
                Wire from = Wire.open(kind, Wire.Side.RECEIVER, there, bytes);
                yield any -> receive(from);
            }
            case "echo" -> {
                Wire from = Wire.open(kind, Wire.Side.RECEIVER, there, bytes);
                Wire to = Wire.open(kind, Wire.Side.SENDER, back, bytes);
                yield any -> echo(from, to, bytes);
            }
            case "awake", "silent" -> {
                Wire from = Wire.open(kind, Wire.Side.RECEIVER, back, bytes);
                Wire to = Wire.open(kind, Wire.Side.SENDER, there, bytes);
                long gap = role.equals("silent") ? 300_000 : 0;
                yield millis -> roundTrips(from, to, bytes, millis, gap);
            }
            default -> throw new IllegalArgumentException("no such role: role=" + role);
        };
    }

    // One way.

    private static String send(Wire to, int bytes, long millis) throws Exception {
        byte[] message = new byte[bytes];
        int check = bytes >= LARGE ? 1 : CHECK;
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < check; i++) {
                to.send(message);
            }
        }
        to.send(last(bytes));
        return "sent";
    }

    private static byte[] last(int bytes) {
        byte[] last = new byte[bytes];
        last[0] = Wire.END;
        return last;
    }

    /**
     * Answers how many messages came and, by the clock that all processes share, from when to when.
     */
    private static String receive(Wire from) throws Exception {
        Wire.Tally tally = new Wire.Tally();
        from.receive(tally);
        long first = System.nanoTime();
        long before = tally.count();
        while (!tally.isEnded()) {
            from.receive(tally);
        }
        return tally.count() - before + " " + first + " " + System.nanoTime();
    }

    // There and back.

    private static String echo(Wire from, Wire to, int bytes) throws Exception {
        Wire.Tally tally = new Wire.Tally();
        byte[] message = new byte[bytes];
        while (true) {
            from.receive(tally);
            if (tally.isEnded()) {
                return "echoed";
            }
            to.send(message);
        }
    }

    /** Answers the median, in nanoseconds. */
    private static String roundTrips(Wire from, Wire to, int bytes, long millis, long gapNanos)
            throws Exception {
        byte[] message = new byte[bytes];
        Wire.Tally tally = new Wire.Tally();
        long[] nanos = new long[SAMPLES];
        int trips = 0;
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0 && trips < SAMPLES) {
            if (gapNanos > 0) {
                LockSupport.parkNanos(gapNanos);
            }
            long start = System.nanoTime();
            to.send(message);
            from.receive(tally);
            nanos[trips++] = System.nanoTime() - start;
        }
        to.send(last(bytes));
        return String.valueOf(median(nanos, trips));
    }

    private static long median(long[] nanos, int count) {
        Arrays.sort(nanos, 0, count);
        return nanos[count / 2];
    }

    // From put to the return of take.

    private static IpcQueue<Long> stamps(String name) {
        return IpcQueue.createOrAttach(name, IpcQueueOptions.defaults());
    }

    private static Deed stamping(String name) {
        IpcQueue<Long> queue = stamps(name);
        return millis -> {
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(STAMP_EVERY_NANOS);
                queue.put(System.nanoTime());
            }
            return "stamped";
        };
    }

    /** Answers the median of what arrived since the last line. */
    private static Deed arriving(String name, int virtualThreads) {
        IpcQueue<Long> queue = stamps(name);
        long[] nanos = new long[SAMPLES];
        AtomicInteger count = new AtomicInteger();
        Runnable taker =
                () -> {
                    try {
                        while (true) {
                            long sent = queue.take();
                            nanos[count.getAndIncrement() & SAMPLES - 1] = System.nanoTime() - sent;
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts", e);
                    }
                };
        start(taker, virtualThreads == 0 ? 1 : 0, virtualThreads);
        return any -> String.valueOf(median(nanos, count.getAndSet(0)));
    }

    /**
     * Answers the median from waking a platform thread to the return of a virtual one that it wakes
     * then: what a put to a virtual thread costs without any queue, in one process.
     */
    private static Deed relaying() {
        long[] nanos = new long[SAMPLES];
        AtomicInteger count = new AtomicInteger();
        AtomicLong sent = new AtomicLong();
        Thread last =
                Thread.ofVirtual()
                        .start(() -> {
                            while (true) {
                                LockSupport.park();
                                long since = sent.getAndSet(0);
                                if (since != 0) {
                                    int at = count.getAndIncrement() & SAMPLES - 1;
                                    nanos[at] = System.nanoTime() - since;
                                }
                            }
                        });
        Thread relay =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            while (true) {
                                LockSupport.park();
                                if (sent.get() != 0) {
                                    LockSupport.unpark(last);
                                }
                            }
                        });
        return millis -> {
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(STAMP_EVERY_NANOS);
                sent.set(System.nanoTime());
                LockSupport.unpark(relay);
            }
            return String.valueOf(median(nanos, count.getAndSet(0)));
        };
    }

    private static void start(Runnable taker, int platformThreads, int virtualThreads) {
        for (int i = 0; i < platformThreads; i++) {
            Thread.ofPlatform().daemon().name("taker-" + i).start(taker);
        }
        for (int i = 0; i < virtualThreads; i++) {
            Thread.ofVirtual().name("virtual-taker-" + i).start(taker);
        }
    }

    /** Answers how much processor time this process has used so far, in nanoseconds. */
    private static Deed parked(String name, int platformThreads, int virtualThreads) {
        IpcQueue<Long> queue = stamps(name);
        Runnable taker =
                () -> {
                    try {
                        while (true) {
                            queue.take();
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts", e);
                    }
                };
        start(taker, platformThreads, virtualThreads);
        return any -> String.valueOf(processorNanos());
    }

    /** By the scheduler's own count: the JVM's is in hundredths of a second. */
    private static long processorNanos() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                String[] fields = Files.readString(thread.resolve("schedstat")).split(" ", 3);
                PROCESSOR_NANOS.put(thread, Long.parseLong(fields[0]));
            }
        }
        return PROCESSOR_NANOS.values().stream().mapToLong(Long::longValue).sum();
    }

    // Without wires.

    /** The stranger. */
    private static String burn(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return "burnt";
    }

    /** Answers how many nanoseconds a lock takes that nobody else wants. */
    @SuppressWarnings(
            "LockNotBeforeTry") // nothing between the two can throw, and a try would be measured
    private static Deed locking(String name) {
        IpcLock lock = IpcLock.createOrAttach(name);
        return millis -> {
            long start = System.nanoTime();
            long end = start + millis * 1_000_000;
            long locked = 0;
            while (System.nanoTime() - end < 0) {
                for (int i = 0; i < CHECK; i++) {
                    lock.lock();
                    lock.unlock();
                }
                locked += CHECK;
            }
            return String.valueOf((System.nanoTime() - start) / (double) locked);
        };
    }

    /**
     * Answers how many messages a second one thread copies in and out again.
     *
     * @param anew whether each is copied into an array of its own, as who takes an element gets one
     */
    private static Deed copying(int bytes, boolean anew) {
        byte[] source = new byte[bytes];
        byte[] kept = new byte[bytes];
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes * QueueWire.LARGE_DEPTH);
        return millis -> {
            long start = System.nanoTime();
            long end = start + millis * 1_000_000;
            long copied = 0;
            while (System.nanoTime() - end < 0) {
                int at = (int) (copied++ % QueueWire.LARGE_DEPTH) * bytes;
                memory.put(at, source);
                byte[] target = anew ? new byte[bytes] : kept;
                memory.get(at, target);
                last = target;
            }
            return String.valueOf(copied * 1e9 / (System.nanoTime() - start));
        };
    }
}
