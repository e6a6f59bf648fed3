package io.quadriga.examples;

import java.util.List;

/**
 * The way that the executors of the {@link Tour} go: a warm-up of each, then passes over all files
 * in turn, so that whatever else the machine does in the meantime slows all of them alike.
 *
 * @param files the files
 * @param seconds how long to warm up, and about how long to measure each; one pass at least
 * @param timeline records the last pass of each
 */
record Course(List<String> files, double seconds, Timeline timeline) {

    private static final double NANOS = 1e9;

    /** Sends all around; what they find is compared to what the first one found. */
    List<Lap> run(List<Rider> riders, TourProgress progress) {
        for (Rider rider : riders) {
            rider.warmUp(files, System.nanoTime() + (long) (seconds * NANOS));
        }
        do {
            for (Rider rider : riders) {
                rider.pass(files, timeline, progress);
                rider.compareWith(riders.getFirst().totals());
            }
        } while (!files.isEmpty() && measured(riders) < seconds * NANOS * riders.size());
        progress.end();
        return riders.stream().map(Rider::lap).toList();
    }

    private static long measured(List<Rider> riders) {
        return riders.stream().mapToLong(Rider::nanos).sum();
    }
}
