package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Signals;
import io.quadriga.process.ProcessPool;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The calls of a process pool, one after the other: what Python's Pool calls apply, apply_async,
 * map, starmap, imap and imap_unordered. The same calls run on any other executor.
 */
public final class PoolCalls {

    private PoolCalls() {}

    /**
     * Makes each call on four processes.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        try (Executor pool = ProcessPool.builder().name("calls").workers(4).build()) {
            wait(pool, System.out);
            askLater(pool, System.out);
            many(pool, System.out);
            stream(pool, System.out);
        }
    }

    /** Waits for each result before the next task: apply. */
    static void wait(Executor pool, PrintStream out) throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            int square = pool.submit(PoolCalls::square, i).result();
            out.println("waited for " + square);
        }
    }

    /** Submits all tasks, and asks for their results afterwards: apply_async. */
    static void askLater(Executor pool, PrintStream out) throws InterruptedException {
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submit(() -> ProcessHandle.current().pid()));
        }
        Set<Long> processes = new HashSet<>();
        for (Future<Long> each : futures) {
            processes.add(each.result());
        }
        long here = ProcessHandle.current().pid();
        out.println("ran here: " + processes.contains(here) + ", processes: " + processes.size());
    }

    /** One call for many inputs: map and starmap. */
    static void many(Executor pool, PrintStream out) throws InterruptedException {
        out.println("map " + pool.map(PoolCalls::square, List.of(1, 2, 3, 4, 5)));
        List<Map.Entry<Integer, Integer>> sides = List.of(Map.entry(2, 3), Map.entry(4, 5));
        out.println("starmap " + pool.starmap((width, height) -> width * height, sides));
    }

    /** As many inputs as are asked for, of a source without end: imap and imap_unordered. */
    static void stream(Executor pool, PrintStream out) {
        Iterable<Integer> numbers = () -> Stream.iterate(1, i -> i + 1).iterator();
        try (Stream<Integer> squares = pool.stream(PoolCalls::square, numbers)) {
            out.println("stream " + squares.limit(5).toList());
        }
        try (Stream<Integer> squares =
                pool.streamUnordered(PoolCalls::square, List.of(1, 2, 3, 4, 5))) {
            out.println("streamUnordered, sorted " + squares.sorted().toList());
        }
    }

    private static int square(int number) {
        return number * number;
    }
}
