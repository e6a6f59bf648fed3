package io.quadriga.examples;

import io.quadriga.Executor;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One executor on its way through the {@link Course}, and what was measured so far. */
final class Rider {

    private final Executor executor;
    private final String backend;
    private long tasks;
    private long nanos;
    private long passNanos;
    private long peakHeapBytes;
    private List<Timeline.Span> spans = List.of();
    private TreeTotals totals = new TreeTotals();
    private @Nullable String difference;

    Rider(Executor executor, String backend) {
        this.executor = executor;
        this.backend = backend;
    }

    long nanos() {
        return nanos;
    }

    TreeTotals totals() {
        return totals;
    }

    /** Runs tasks until the time is up, unmeasured. The stream pulls one input after the other. */
    void warmUp(List<String> files, long untilNanos) {
        if (!files.isEmpty()) {
            Iterable<String> inputs =
                    () ->
                            Stream.iterate(0, i -> (i + 1) % files.size())
                                    .takeWhile(i -> System.nanoTime() - untilNanos < 0)
                                    .map(files::get)
                                    .iterator();
            TreeTotals dropped = new TreeTotals();
            try (Stream<FileFacts> facts = executor.stream(FileFacts::of, inputs)) {
                facts.forEach(dropped::add);
            }
        }
    }

    /** Makes a pass over all files. The first one also measures memory. */
    void pass(List<String> files, Timeline timeline, TourProgress progress) {
        boolean first = tasks == 0;
        if (first) {
            Peak.reset();
        }
        progress.begin(executor.name(), files.size());
        timeline.begin(executor.name());
        long began = System.nanoTime();
        totals = sumUp(files, progress);
        passNanos = System.nanoTime() - began;
        spans = timeline.end();
        nanos += passNanos;
        tasks += files.size();
        peakHeapBytes = first ? Peak.bytes() : peakHeapBytes;
    }

    private TreeTotals sumUp(List<String> files, TourProgress progress) {
        TreeTotals sum = new TreeTotals();
        try (Stream<FileFacts> facts = executor.stream(FileFacts::of, files)) {
            facts.forEach(each -> {
                sum.add(each);
                progress.step();
            });
        }
        return sum;
    }

    /** Compares what the last pass found with what another executor found. */
    void compareWith(TreeTotals others) {
        if (difference == null) {
            difference = totals.differenceFrom(others).orElse(null);
        }
    }

    Lap lap() {
        return new Lap(
                executor.name(),
                backend,
                tasks,
                nanos / 1e9,
                peakHeapBytes,
                passNanos / 1e9,
                spans,
                totals,
                difference);
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
