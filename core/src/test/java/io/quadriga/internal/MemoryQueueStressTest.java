package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QueueClosedException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, random interrupts and time-outs; at the end the books must balance. */
class MemoryQueueStressTest {

    private static final int SIDE = 8;

    /** What went one way: equal books mean the same elements, each as often. */
    private record Book(long count, long sum, long squares) {

        static final Book EMPTY = new Book(0, 0, 0);

        Book with(long element) {
            return new Book(count + 1, sum + element, squares + element * element);
        }

        Book plus(Book other) {
            return new Book(count + other.count, sum + other.sum, squares + other.squares);
        }
    }

    @Test
    @Timeout(Bounds.TEST_SECONDS)
    void interruptsAndTimeOutsLoseNothing() throws Exception {
        interruptsAndTimeOuts(5_000, new SplittableRandom().nextLong());
    }

    @Test
    @Tag("long")
    @Timeout(Bounds.LONG_TEST_SECONDS)
    void interruptsAndTimeOutsLoseNothingForLong() throws Exception {
        interruptsAndTimeOuts(300_000, new SplittableRandom().nextLong());
    }

    private static void interruptsAndTimeOuts(int steps, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        MemoryQueue<Long> queue = new MemoryQueue<>("stress", 1 + random.nextInt(8));
        List<TestThread<Book>> putters = new ArrayList<>();
        List<TestThread<Book>> takers = new ArrayList<>();
        for (int i = 0; i < SIDE / 2; i++) {
            long first = (long) i * steps;
            SplittableRandom own = random.split();
            putters.add(TestThread.start(() -> putWildly(queue, first, steps, own)));
            SplittableRandom other = random.split();
            takers.add(TestThread.start(() -> takeWildly(queue, other)));
        }
        while (!putters.stream().allMatch(TestThread::ended)) {
            (random.nextBoolean() ? putters : takers).get(random.nextInt(SIDE / 2)).interrupt();
            pause(random);
        }
        queue.shutdown();

        Book accepted = total(putters);
        Book taken = total(takers);
        assertEquals(accepted, taken, "seed=" + seed);
        assertTrue(queue.isEmpty(), "seed=" + seed);
        for (long i = 0; i < accepted.count; i++) {
            queue.taskDone();
        }
        assertThrows(IllegalStateException.class, queue::taskDone, "seed=" + seed);
    }

    private static void pause(SplittableRandom random) {
        for (int i = random.nextInt(2_000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private static Book total(List<TestThread<Book>> threads) throws Exception {
        Book total = Book.EMPTY;
        for (TestThread<Book> thread : threads) {
            total = total.plus(thread.result());
        }
        return total;
    }

    private static Book putWildly(
            MemoryQueue<Long> queue, long first, int steps, SplittableRandom random) {
        Book book = Book.EMPTY;
        for (long element = first; element < first + steps; element++) {
            try {
                if (putSomehow(queue, element, random)) {
                    book = book.with(element);
                }
            } catch (InterruptedException notPut) {
                // the book stays as it is
            }
        }
        return book;
    }

    private static boolean putSomehow(
            MemoryQueue<Long> queue, long element, SplittableRandom random)
            throws InterruptedException {
        return switch (random.nextInt(4)) {
            case 0 -> queue.offer(element);
            case 1 -> queue.offer(element, random.nextInt(100_000), TimeUnit.NANOSECONDS);
            default -> {
                queue.put(element);
                yield true;
            }
        };
    }

    private static Book takeWildly(MemoryQueue<Long> queue, SplittableRandom random) {
        Book book = Book.EMPTY;
        while (true) {
            try {
                for (long element : takeSomehow(queue, random)) {
                    book = book.with(element);
                }
            } catch (InterruptedException notTaken) {
                // the book stays as it is
            } catch (QueueClosedException drained) {
                return book;
            }
        }
    }

    private static List<Long> takeSomehow(MemoryQueue<Long> queue, SplittableRandom random)
            throws InterruptedException {
        return switch (random.nextInt(6)) {
            case 0 -> listOf(queue.poll());
            case 1 -> listOf(queue.poll(random.nextInt(100_000), TimeUnit.NANOSECONDS));
            case 2 -> {
                List<Long> drained = new ArrayList<>();
                queue.drainTo(drained, 1 + random.nextInt(4));
                yield drained;
            }
            case 3 -> {
                Long seen = queue.peek();
                yield seen != null && queue.remove(seen) ? List.of(seen) : List.of();
            }
            default -> List.of(queue.take());
        };
    }

    private static List<Long> listOf(Long element) {
        return element == null ? List.of() : List.of(element);
    }

    @Test
    @Timeout(Bounds.TEST_SECONDS)
    void shutdownLosesNothingAndLeavesNobody() throws Exception {
        shutdownRounds(1_000);
    }

    @Test
    @Tag("long")
    @Timeout(Bounds.LONG_TEST_SECONDS)
    void shutdownLosesNothingAndLeavesNobodyForLong() throws Exception {
        shutdownRounds(10_000);
    }

    private static void shutdownRounds(int rounds) throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            String where = "seed=" + seed + ", round=" + round;
            switch (round % 3) {
                case 0 -> shutdownRound(SIDE, 0, random, where);
                case 1 -> shutdownRound(0, SIDE, random, where);
                default -> shutdownRound(SIDE, SIDE, random, where);
            }
        }
    }

    /** With one side only all of it waits when the shutdown comes, else it comes at any time. */
    private static void shutdownRound(
            int putters, int takers, SplittableRandom random, String where) throws Exception {
        int capacity = 1 + random.nextInt(4);
        MemoryQueue<Long> queue = new MemoryQueue<>("shutdown", capacity);
        List<TestThread<Book>> in = new ArrayList<>();
        for (int i = 0; i < putters; i++) {
            int index = i;
            in.add(TestThread.start(() -> putUntilRefused(queue, index)));
        }
        List<TestThread<Book>> out = new ArrayList<>();
        for (int i = 0; i < takers; i++) {
            out.add(TestThread.start(() -> takeUntilRefused(queue)));
        }
        if (putters == 0 || takers == 0) {
            Bounds.await("all wait", () -> allWait(in) && allWait(out));
        }
        pause(random);
        queue.shutdown();

        Book accepted = total(in);
        Book taken = total(out);
        if (takers == 0) {
            assertEquals(capacity, accepted.count, where);
        }
        for (Long left = queue.poll(); left != null; left = queue.poll()) {
            taken = taken.with(left);
        }
        assertEquals(accepted, taken, where);
        assertNull(queue.peek(), where);
    }

    private static boolean allWait(List<TestThread<Book>> bodies) {
        return bodies.stream().allMatch(b -> b.thread().getState() == Thread.State.WAITING);
    }

    private static Book putUntilRefused(MemoryQueue<Long> queue, int index)
            throws InterruptedException {
        Book book = Book.EMPTY;
        try {
            for (long element = index * 1_000_000L; ; element++) {
                queue.put(element);
                book = book.with(element);
            }
        } catch (QueueClosedException refused) {
            return book;
        }
    }

    private static Book takeUntilRefused(MemoryQueue<Long> queue) throws InterruptedException {
        Book book = Book.EMPTY;
        try {
            while (true) {
                book = book.with(queue.take());
            }
        } catch (QueueClosedException refused) {
            return book;
        }
    }
}
