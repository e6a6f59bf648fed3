package io.quadriga.benchmarks;

import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.SettingValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many elements a second pass through a {@code memory} queue by {@code put} and {@code take},
 * beside the JDK's. Ours and the peer take turns, round by round; each figure is the best decile of
 * its rounds.
 */
public final class QueueBenchmark {

    private static final int ELEMENTS = 200_000;
    private static final int ROUNDS = 31;
    private static final double GOAL = 1.0;

    private record Case(int pairs, int capacity) {

        boolean unbounded() {
            return capacity == Integer.MAX_VALUE;
        }

        String title() {
            return "memory queue, "
                    + pairs
                    + "+"
                    + pairs
                    + " threads, "
                    + (unbounded() ? "unbounded" : "capacity " + capacity);
        }

        String peerName() {
            return unbounded() ? "LinkedBlockingQueue" : "ArrayBlockingQueue";
        }

        BlockingQueue<Integer> ours() {
            QueueBackend memory =
                    ServiceLoader.load(QueueBackend.class).stream()
                            .map(ServiceLoader.Provider::get)
                            .filter(backend -> backend.id().equals("memory"))
                            .findFirst()
                            .orElseThrow();
            Object value = unbounded() ? "unbounded" : (Object) (long) capacity;
            SettingValues values = new SettingValues(Map.of("capacity", value));
            return memory.create(new QueueSpec("benchmark", memory.id(), values));
        }

        BlockingQueue<Integer> peer() {
            return unbounded() ? new LinkedBlockingQueue<>() : new ArrayBlockingQueue<>(capacity);
        }
    }

    private static final List<Case> CASES =
            List.of(
                    new Case(1, 1024),
                    new Case(4, 1024),
                    new Case(1, 16),
                    new Case(4, 16),
                    new Case(1, Integer.MAX_VALUE),
                    new Case(4, Integer.MAX_VALUE));

    private QueueBenchmark() {}

    /**
     * Measures and prints a table.
     *
     * @param args the number of rounds, optional
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        for (Result result : run(args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS)) {
            System.out.printf(
                    "%-45s %8.2f %s, %s %8.2f, ratio %.2f (goal %.2f)%n",
                    result.name(),
                    result.ours(),
                    result.unit(),
                    result.peerName(),
                    result.peer(),
                    result.ratio(),
                    result.goal());
        }
    }

    /**
     * Measures.
     *
     * @return one result for each case
     * @throws InterruptedException if interrupted
     */
    public static List<Result> run() throws InterruptedException {
        return run(ROUNDS);
    }

    private static List<Result> run(int rounds) throws InterruptedException {
        for (Case each : CASES) { // code that has met one class only would flatter whoever is first
            millionsPerSecond(each.ours(), each.pairs());
            millionsPerSecond(each.peer(), each.pairs());
        }
        List<Result> results = new ArrayList<>();
        for (Case each : CASES) {
            results.add(compare(each, rounds));
        }
        return results;
    }

    private static Result compare(Case each, int rounds) throws InterruptedException {
        double[] ours = new double[rounds];
        double[] peer = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ours[i] = millionsPerSecond(each.ours(), each.pairs());
            peer[i] = millionsPerSecond(each.peer(), each.pairs());
        }
        double best = bestDecile(ours);
        double bestPeer = bestDecile(peer);
        return new Result(
                "core",
                each.title(),
                "million elements/s",
                best,
                bestPeer,
                each.peerName(),
                best / bestPeer,
                GOAL);
    }

    private static double bestDecile(double[] figures) {
        Arrays.sort(figures);
        return figures[figures.length - 1 - figures.length / 10];
    }

    private static double millionsPerSecond(BlockingQueue<Integer> queue, int pairs)
            throws InterruptedException {
        int share = ELEMENTS / pairs;
        AtomicLong sum = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .name("producer-" + i)
                            .unstarted(() -> produce(queue, share)));
            threads.add(
                    Thread.ofPlatform()
                            .name("consumer-" + i)
                            .unstarted(() -> sum.addAndGet(consume(queue, share))));
        }
        long start = System.nanoTime();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - start;
        long expected = (long) share * (share - 1) / 2 * pairs;
        if (sum.get() != expected) {
            throw new IllegalStateException("elements lost: sum=" + sum + ", expected=" + expected);
        }
        return (double) share * pairs * 1000 / nanos;
    }

    private static void produce(BlockingQueue<Integer> queue, int share) {
        try {
            for (int i = 0; i < share; i++) {
                queue.put(i);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    private static long consume(BlockingQueue<Integer> queue, int share) {
        long sum = 0;
        try {
            for (int i = 0; i < share; i++) {
                sum += queue.take();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
        return sum;
    }
}
