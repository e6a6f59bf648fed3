package io.quadriga.examples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one executor did in the {@link Tour}.
 *
 * @param executor its name
 * @param backend the id of its backend
 * @param tasks how many tasks were measured
 * @param seconds how long they took
 * @param peakHeapBytes the most heap in use in this process while they ran
 * @param passSeconds how long the recorded pass over the tree took
 * @param spans the tasks of that pass
 * @param totals what it found
 * @param difference how that differs from what the first executor found, or {@code null}
 */
record Lap(
        String executor,
        String backend,
        long tasks,
        double seconds,
        long peakHeapBytes,
        double passSeconds,
        List<Timeline.Span> spans,
        TreeTotals totals,
        @Nullable String difference) {

    double tasksPerSecond() {
        return seconds > 0 ? tasks / seconds : 0;
    }

    /** How many tasks ran at the same time, at most. */
    int atOnce() {
        List<long[]> edges = new ArrayList<>();
        for (Timeline.Span span : spans) {
            edges.add(new long[] {span.from(), 1});
            edges.add(new long[] {span.to(), -1});
        }
        // An end counts before a beginning at the same time.
        edges.sort(
                Comparator.<long[]>comparingLong(edge -> edge[0])
                        .thenComparingLong(edge -> edge[1]));
        int running = 0;
        int most = 0;
        for (long[] edge : edges) {
            running += (int) edge[1];
            most = Math.max(most, running);
        }
        return most;
    }
}
