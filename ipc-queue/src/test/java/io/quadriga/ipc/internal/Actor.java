package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import io.quadriga.ipc.IpcQueue;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that does to a queue what its standard input says, one command a line, and answers each
 * with a line. See {@link ActorProcess}.
 */
public final class Actor {

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final long ARRIVAL_NANOS = 100_000_000;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final Duration TERM = Duration.ofMinutes(10);

    private final List<FileInputStream> files = new ArrayList<>();
    private final IpcQueue<String> queue;

    private Actor(IpcQueue<String> queue) {
        this.queue = queue;
    }

    public static void main(String[] args) throws IOException {
        Actor actor = new Actor(IpcQueue.attach(args[0]));
        ActorProcess.awaitKernel();
        System.out.println("ready");
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(actor.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) {
        try {
            return String.valueOf(run(words));
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            return e.toString().replace('\n', ' ');
        }
    }

    private Object run(String[] words) throws Exception {
        return switch (words[0]) {
            case "at" ->
                    at(CrashPoint.valueOf(words[1]), Integer.parseInt(words[2]), rest(words, 3));
            case "put" -> queue.offer(words[1], PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            case "putAll" -> putAll(Arrays.asList(words).subList(1, words.length));
            case "putLarge" ->
                    queue.offer(
                            words[1].repeat(Integer.parseInt(words[2])),
                            PATIENCE_MILLIS,
                            TimeUnit.MILLISECONDS);
            case "take" -> queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            case "poll" -> queue.poll();
            case "drain" -> drain();
            case "lease" -> lease();
            case "leaseAck" -> leaseAck();
            case "leaseBack" -> leaseBack();
            case "taskDone" -> done();
            case "reap" -> reap();
            case "exhaust" -> exhaust();
            case "offer" -> queue.offer(words[1], Long.parseLong(words[2]), TimeUnit.MILLISECONDS);
            case "lap" -> lap(Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String rest(String[] words, int from) {
        return String.join(" ", Arrays.asList(words).subList(from, words.length));
    }

    /** Arranges what happens when a point is passed for the n-th time. */
    static String at(CrashPoint point, int passes, String what) {
        AtomicInteger left = new AtomicInteger(passes);
        CrashPoint.install(passed -> {
            if (passed == point && left.decrementAndGet() == 0) {
                happen(what);
            }
        });
        return "armed";
    }

    /** Does to this process what a test wants at a point. */
    static void happen(String what) {
        switch (what) {
            case "kill" -> {
                end(SIGKILL);
                while (true) {
                    Thread.onSpinWait(); // a signal to oneself may take a moment to arrive
                }
            }
            case "say and kill" -> {
                System.out.println(System.nanoTime()); // one clock for all processes
                happen("kill");
            }
            case "stop" -> {
                end(SIGSTOP);
                LockSupport.parkNanos(ARRIVAL_NANOS);
            }
            case "overflow" -> throw new StackOverflowError("thrown by a test");
            case "memory" -> throw new OutOfMemoryError("thrown by a test");
            default -> throw new IllegalArgumentException(what);
        }
    }

    /**
     * A signal to the number of the calling thread is one to its process, and this thread takes it:
     * before it goes on. Another thread takes it when it runs, which can be much later.
     */
    private static void end(int signal) {
        Kernel kernel = Kernel.find();
        if (kernel != null) {
            kernel.signal(thread(), signal);
        } else {
            shell("kill -" + signal + " " + thread());
        }
    }

    private static long thread() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            return Long.parseLong(self.getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shell(String command) {
        try {
            new ProcessBuilder("sh", "-c", command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String putAll(List<String> elements) throws InterruptedException {
        queue.putAll(elements);
        return "put";
    }

    private List<String> drain() {
        List<String> drained = new ArrayList<>();
        queue.drainTo(drained);
        return drained;
    }

    private String lease() throws InterruptedException {
        Lease<String> lease = queue.lease(Duration.ofMillis(PATIENCE_MILLIS), TERM);
        return lease == null ? "none" : lease.value();
    }

    private boolean leaseAck() throws InterruptedException {
        try (Lease<String> lease = queue.lease(Duration.ofMillis(PATIENCE_MILLIS), TERM)) {
            return lease != null && lease.ack();
        }
    }

    private String leaseBack() throws InterruptedException {
        try (Lease<String> lease = queue.lease(Duration.ofMillis(PATIENCE_MILLIS), TERM)) {
            return lease == null ? "none" : lease.value();
        }
    }

    private String done() {
        queue.taskDone();
        return "done";
    }

    /** What a waiting process does from time to time. */
    private String reap() throws ReflectiveOperationException {
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        core.file().reap(true);
        return "reaped";
    }

    /** Opens files until the process may open no more, and keeps them. */
    private String exhaust() {
        try {
            while (files.size() < 2_000_000) {
                files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            return "exhausted";
        }
        return "unlimited";
    }

    /** Puts and takes so many elements of zeros, and leaves one more. */
    private String lap(int elements) throws InterruptedException {
        for (int i = 0; i < elements; i++) {
            queue.put("\0".repeat(48));
            if (i < elements - 1) {
                queue.take();
            }
        }
        return "lapped";
    }
}
