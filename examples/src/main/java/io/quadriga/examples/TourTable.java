package io.quadriga.examples;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table at the end of the {@link Tour}. */
final class TourTable {

    private static final String ROW = "%-18s %-16s %8s %10s %8s %12s %10s";

    private TourTable() {}

    /** The lines of the table; ratios are to the lap of the named executor, else to the first. */
    static List<String> lines(List<Lap> laps, String against) {
        Lap peer =
                laps.stream()
                        .filter(lap -> lap.executor().equals(against))
                        .findFirst()
                        .orElse(laps.getFirst());
        List<String> rows = laps.stream().map(lap -> row(lap, peer)).toList();
        String head =
                ROW.formatted(
                        "executor", "backend", "at once", "tasks/s", "ratio", "peak heap", "wall");
        return Stream.concat(Stream.of(head, "-".repeat(head.length())), rows.stream()).toList();
    }

    private static String row(Lap lap, Lap peer) {
        double ratio = peer.tasksPerSecond() > 0 ? lap.tasksPerSecond() / peer.tasksPerSecond() : 0;
        return ROW.formatted(
                lap.executor(),
                lap.backend(),
                lap.atOnce(),
                decimal("%,.0f", lap.tasksPerSecond()),
                decimal("%.2f", ratio),
                decimal("%,.0f MiB", lap.peakHeapBytes() / 1024.0 / 1024.0),
                decimal("%.2f s", lap.seconds()));
    }

    private static String decimal(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
