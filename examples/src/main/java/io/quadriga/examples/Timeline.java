package io.quadriga.examples;

import io.quadriga.TaskState;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Records which worker ran what when, of one executor at a time.
 *
 * <p><b>Threads.</b> {@link #begin} and {@link #end} belong to one thread; the executor calls the
 * rest from any.
 */
final class Timeline implements ExecutorListener {

    /** Beyond this number of tasks the picture would not change, and memory would. */
    static final int MOST_SPANS = 200_000;

    /** One task; times in nanoseconds since the recording began. */
    record Span(String worker, long id, long from, long to) {}

    private record Begun(String worker, long at) {}

    private record Recording(
            String executor,
            long began,
            Map<Long, Begun> begun,
            Queue<Span> spans,
            AtomicInteger room) {}

    private volatile @Nullable Recording recording;

    void begin(String executor) {
        recording =
                new Recording(
                        executor,
                        System.nanoTime(),
                        new ConcurrentHashMap<>(),
                        new ConcurrentLinkedQueue<>(),
                        new AtomicInteger(MOST_SPANS));
    }

    List<Span> end() {
        Recording ended = recording;
        recording = null;
        return ended == null ? List.of() : List.copyOf(ended.spans());
    }

    @Override
    public void started(TaskInfo task, String worker) {
        Recording now = recording;
        if (now != null && task.executor().equals(now.executor())) {
            now.begun().put(task.id(), new Begun(worker, System.nanoTime() - now.began()));
        }
    }

    @Override
    public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
        Recording now = recording;
        Begun begun = now == null ? null : now.begun().remove(task.id());
        if (now != null && begun != null && now.room().getAndDecrement() > 0) {
            long ended = System.nanoTime() - now.began();
            now.spans().add(new Span(begun.worker(), task.id(), begun.at(), ended));
        }
    }
}
