package io.quadriga.ipc.internal;

import io.quadriga.Lease;
import io.quadriga.QueueClosedException;
import io.quadriga.ipc.IpcQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A process that puts to, or takes from, a queue until it is killed, and notes what it did. */
public final class TortureWorker {

    private static final int MOST_AT_ONCE = 8;
    private static final Set<CrashPoint> AFTER_TAKING =
            EnumSet.of(
                    CrashPoint.HEAD_STORED,
                    CrashPoint.SPILL_READ,
                    CrashPoint.UNLOCKED,
                    CrashPoint.BEFORE_SIGNAL,
                    CrashPoint.SIGNAL_CLAIMED);
    private static final Duration TERM = Duration.ofHours(1);

    private final IpcQueue<byte[]> queue;
    private final Path directory;
    private final int number;
    private final SplittableRandom random;
    private final Journal journal;
    private final Map<Integer, Marks> marks = new HashMap<>();
    private final Map<Integer, Long> last = new HashMap<>();
    private final List<byte[]> batch = new ArrayList<>();
    private boolean took; // since the last call began
    private boolean diesHolding; // is to die where it holds what it has just taken

    private TortureWorker(String name, Path directory, int number, long seed) throws IOException {
        this.queue = IpcQueue.attach(name);
        this.directory = directory;
        this.number = number;
        this.random = new SplittableRandom(seed);
        this.journal = new Journal(journal(directory, number));
    }

    static Path journal(Path directory, int number) {
        return directory.resolve("journal-" + number);
    }

    static Path marks(Path directory, int producer) {
        return directory.resolve("marks-" + producer);
    }

    static Path control(Path directory) {
        return directory.resolve("control");
    }

    /** Arguments: role, queue, directory, number, seed; then point, passes and what happens. */
    public static void main(String[] args) throws Exception {
        TortureWorker worker =
                new TortureWorker(
                        args[1],
                        Path.of(args[2]),
                        Integer.parseInt(args[3]),
                        Long.parseLong(args[4]));
        if (args.length > 5) {
            worker.arm(args[0], CrashPoint.valueOf(args[5]), Integer.parseInt(args[6]), args[7]);
        }
        switch (args[0]) {
            case "produce" -> worker.produce();
            case "consume" -> worker.consume();
            case "lease" -> worker.leaseAll();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private void arm(String role, CrashPoint point, int passes, String what) {
        boolean consumes = role.equals("consume");
        int[] left = {passes};
        Thread worker = Thread.currentThread();
        diesHolding = AFTER_TAKING.contains(point);
        CrashPoint.install(passed -> {
            boolean mine = Thread.currentThread() == worker;
            if (passed == point && !(consumes && mayHold(mine)) && --left[0] == 0) {
                journal.stands(true);
                Actor.happen(what);
                journal.stands(false);
            }
            took |= mine && passed == CrashPoint.HEAD_STORED;
        });
    }

    /**
     * Whether a consumer may hold elements: it has drained some and drains more; it has taken one
     * and, as it was woken for it, looks whether there is more for others; or it is another thread
     * that looks for deaths, while the worker may have got any distance.
     */
    private boolean mayHold(boolean mine) {
        return !mine || !batch.isEmpty() || (took && !diesHolding);
    }

    private void produce() throws Exception {
        Memory control = Journal.map(control(directory), Long.BYTES);
        long sequence = 0;
        while (control.longVolatile(0) == 0) {
            int wanted = random.nextInt(3) == 0 ? random.nextInt(1, MOST_AT_ONCE + 1) : 1;
            if (sequence + wanted > Marks.MOST) {
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            journal.attempts(sequence + wanted);
            if (put(sequence, wanted)) {
                sequence += wanted;
                journal.acknowledges(sequence);
            }
            journal.progress();
        }
    }

    private boolean put(long sequence, int wanted) throws InterruptedException {
        batch.clear();
        for (int i = 0; i < wanted; i++) {
            batch.add(new Element(number, sequence + i).toBytes());
        }
        if (wanted > 1) {
            queue.putAll(batch);
            return true;
        }
        if (random.nextInt(4) == 0) {
            return queue.offer(batch.getFirst(), 20, TimeUnit.MILLISECONDS);
        }
        queue.put(batch.getFirst());
        return true;
    }

    private void consume() throws Exception {
        try {
            while (true) {
                take();
                for (byte[] bytes : batch) {
                    receive(bytes);
                    queue.taskDone();
                }
                batch.clear();
                journal.mayHold(0);
                journal.progress();
            }
        } catch (QueueClosedException ended) {
            journal.mayHold(0);
        }
    }

    private void take() throws InterruptedException {
        took = false;
        int way = random.nextInt(4);
        if (way == 0) {
            int most = random.nextInt(1, 4 * MOST_AT_ONCE);
            journal.mayHold(most);
            queue.drainTo(batch, most);
        } else {
            journal.mayHold(1);
            byte[] one = way == 1 ? queue.poll(20, TimeUnit.MILLISECONDS) : queue.take();
            if (one != null) {
                batch.add(one);
            }
        }
    }

    private void leaseAll() throws Exception {
        try {
            while (true) {
                try (Lease<byte[]> lease = queue.lease(Duration.ofMillis(200), TERM)) {
                    // some are given back unread
                    if (lease != null && random.nextInt(30) != 0) {
                        acknowledge(lease);
                    }
                }
                journal.progress();
            }
        } catch (QueueClosedException ended) {
            journal.holds(-1);
        }
    }

    private void acknowledge(Lease<byte[]> lease) throws IOException {
        Element element = Element.of(lease.value());
        if (element == null) {
            journal.torn();
            lease.ack();
            return;
        }
        journal.holds(element.id());
        if (!marks(element).mark(element.sequence())) {
            journal.twice(element.id());
        }
        if (!lease.ack()) {
            throw new IllegalStateException("a lease of an hour has ended: " + element);
        }
        journal.holds(-1);
    }

    private void receive(byte[] bytes) throws IOException {
        Element element = Element.of(bytes);
        if (element == null) {
            journal.torn();
            return;
        }
        @Nullable Long before = last.put(element.producer(), element.sequence());
        if (before != null && before >= element.sequence()) {
            journal.disorder();
        }
        if (!marks(element).mark(element.sequence())) {
            journal.twice(element.id());
        }
    }

    private Marks marks(Element element) throws IOException {
        Marks known = marks.get(element.producer());
        if (known == null) {
            known = new Marks(marks(directory, element.producer()));
            marks.put(element.producer(), known);
        }
        return known;
    }
}
