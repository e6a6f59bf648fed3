package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.TaskState;
import io.quadriga.spi.TaskInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static TaskInfo task(String executor, long id) {
        return new TaskInfo(executor, id, null, 1, null);
    }

    private static Timeline.Span span(String worker, long from, long to) {
        return new Timeline.Span(worker, 0, from, to);
    }

    @Test
    void onlyTheExecutorOfTheRecordingIsRecorded() {
        Timeline timeline = new Timeline();
        timeline.begin("a");
        timeline.started(task("a", 1), "a-1");
        timeline.started(task("b", 2), "b-1");
        timeline.finished(task("b", 2), TaskState.SUCCEEDED, null);
        timeline.finished(task("a", 1), TaskState.SUCCEEDED, null);

        List<Timeline.Span> spans = timeline.end();

        assertEquals(List.of("a-1"), spans.stream().map(Timeline.Span::worker).toList());
        assertTrue(spans.getFirst().from() <= spans.getFirst().to());
        assertEquals(List.of(), timeline.end());
    }

    @Test
    void workersHaveARowEachInNaturalOrder() {
        List<TimelineRow> rows =
                TimelineRow.of(List.of(span("w-10", 0, 1), span("w-9", 0, 1), span("w-9", 2, 3)));
        assertEquals(List.of("w-9", "w-10"), rows.stream().map(TimelineRow::label).toList());
        assertEquals(2, rows.getFirst().spans().size());
    }

    @Test
    void manyWorkersShareLanesWithoutOverlap() {
        List<Timeline.Span> spans =
                IntStream.range(0, 100).mapToObj(i -> span("w" + i, i, i + 2)).toList();
        List<TimelineRow> rows = TimelineRow.of(spans);
        assertEquals(2, rows.size());
        assertEquals(50, rows.getFirst().spans().size());
    }

    @Test
    void lanesAreBounded() {
        List<Timeline.Span> spans =
                IntStream.range(0, 100).mapToObj(i -> span("w" + i, 0, 9)).toList();
        assertEquals(32, TimelineRow.of(spans).size());
    }

    @Test
    void scaleHasRoundStepsAndReachesTheEnd() {
        for (double seconds : new double[] {0, 1e-5, 0.013, 0.2571, 1, 99, 1e5}) {
            TimelineScale scale = TimelineScale.of(seconds);
            assertTrue(scale.end() >= seconds, scale::toString);
            assertTrue(scale.ticks() >= 1 && scale.ticks() <= 10, scale::toString);
        }
        assertEquals("50 ms", TimelineScale.of(0.2571).label(0.05));
        assertEquals("5 s", TimelineScale.of(50).label(5));
        assertEquals("0.5 s", TimelineScale.of(5).label(0.5));
        assertEquals("500 s", TimelineScale.of(5000).label(500));
    }
}
