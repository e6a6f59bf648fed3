package io.quadriga.examples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One row of the {@link TimelinePicture}: the tasks of a worker or, where each task has a worker of
 * its own, tasks that do not overlap.
 *
 * @param label its label
 * @param spans its tasks
 */
record TimelineRow(String label, List<Timeline.Span> spans) {

    private static final int MOST_WORKERS = 32;
    private static final Comparator<String> NATURAL =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    static List<TimelineRow> of(List<Timeline.Span> spans) {
        Map<String, List<Timeline.Span>> byWorker =
                spans.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Timeline.Span::worker,
                                        () -> new TreeMap<>(NATURAL),
                                        Collectors.toList()));
        return byWorker.size() > MOST_WORKERS
                ? lanes(spans)
                : byWorker.entrySet().stream()
                        .map(each -> new TimelineRow(each.getKey(), each.getValue()))
                        .toList();
    }

    /** Puts each task into the first lane that is free when it begins; there is an end of lanes. */
    private static List<TimelineRow> lanes(List<Timeline.Span> spans) {
        List<TimelineRow> lanes = new ArrayList<>();
        List<Long> freeFrom = new ArrayList<>();
        for (Timeline.Span span : inOrder(spans)) {
            int lane = 0;
            while (lane < lanes.size() && freeFrom.get(lane) > span.from()) {
                lane++;
            }
            if (lane == MOST_WORKERS) {
                lane--; // drawn over one another
            }
            if (lane == lanes.size()) {
                lanes.add(new TimelineRow("lane " + (lane + 1), new ArrayList<>()));
                freeFrom.add(0L);
            }
            lanes.get(lane).spans().add(span);
            freeFrom.set(lane, Math.max(freeFrom.get(lane), span.to()));
        }
        return lanes;
    }

    private static List<Timeline.Span> inOrder(List<Timeline.Span> spans) {
        return spans.stream().sorted(Comparator.comparingLong(Timeline.Span::from)).toList();
    }
}
