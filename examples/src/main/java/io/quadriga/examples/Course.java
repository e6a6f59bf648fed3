package io.quadriga.examples;

import io.quadriga.Executor;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way that every executor of the {@link Tour} goes: a warm-up, then passes over all files until
 * the time is up.
 *
 * @param files the files
 * @param seconds how long to warm up, and about how long to measure; at least one pass is made
 * @param timeline records the last pass
 */
record Course(List<String> files, double seconds, Timeline timeline) {

    /** Sends an executor around. Each finished task is told to the progress. */
    Lap measure(Executor executor, String backend, TourProgress progress) {
        Peak.reset();
        progress.begin(executor.name());
        long began = System.nanoTime();
        long tasks = 0;
        long passBegan;
        TreeTotals totals;
        do {
            progress.expect(files.size());
            timeline.begin(executor.name());
            passBegan = System.nanoTime();
            totals = pass(executor, progress);
            tasks += files.size();
        } while (!files.isEmpty() && !isOver(began));
        long ended = System.nanoTime();
        progress.end();
        return new Lap(
                executor.name(),
                backend,
                tasks,
                (ended - began) / 1e9,
                Peak.bytes(),
                (ended - passBegan) / 1e9,
                timeline.end(),
                totals);
    }

    private TreeTotals pass(Executor executor, TourProgress progress) {
        TreeTotals totals = new TreeTotals();
        try (Stream<FileFacts> facts = executor.stream(FileFacts::of, files)) {
            facts.forEach(each -> {
                totals.add(each);
                progress.step();
            });
        }
        return totals;
    }

    /** Runs tasks until the time is up, unmeasured. */
    void warmUp(Executor executor) {
        TreeTotals dropped = new TreeTotals();
        long began = System.nanoTime();
        while (!files.isEmpty() && !isOver(began)) {
            // Leaving the stream early cancels what it has sent ahead.
            try (Stream<FileFacts> facts = executor.stream(FileFacts::of, files)) {
                facts.takeWhile(each -> !isOver(began)).forEach(dropped::add);
            }
        }
    }

    private boolean isOver(long began) {
        return System.nanoTime() - began >= seconds * 1e9;
    }

    /** The most heap in use: the sum over its pools, each at its own worst moment. */
    private static final class Peak {

        static void reset() {
            System.gc(); // what the one before left does not count
            heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        }

        static long bytes() {
            return heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        }

        private static Stream<MemoryPoolMXBean> heap() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP);
        }
    }
}
