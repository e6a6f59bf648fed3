package io.quadriga.internal;

import io.quadriga.TaskState;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Java Flight Recorder events: {@code quadriga.Task} spans a body, {@code quadriga.WorkerStarted}
 * and {@code quadriga.WorkerLost} are moments. Costs a constant test per task while nothing
 * records.
 */
final class FlightRecording implements ExecutorListener {

    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private record Key(String executor, long id) {}

    private final ConcurrentHashMap<Key, TaskEvent> running = new ConcurrentHashMap<>();

    private FlightRecording() {}

    /** The recorder, or null in a runtime without JFR. */
    static @Nullable ExecutorListener create() {
        return PRESENT ? new FlightRecording() : null;
    }

    /** Whether a recording wants tasks now. */
    static boolean isOn() {
        return PRESENT && Probe.EVENT.isEnabled();
    }

    /** Loads the event class only where there is JFR. */
    private static final class Probe {
        static final TaskEvent EVENT = new TaskEvent();
    }

    @Override
    public void started(TaskInfo task, String worker) {
        TaskEvent event = new TaskEvent();
        event.executor = task.executor();
        event.task = task.id();
        event.label = task.label();
        event.attempt = task.attempt();
        event.worker = worker;
        event.begin();
        running.put(new Key(task.executor(), task.id()), event);
    }

    @Override
    public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
        TaskEvent event = running.remove(new Key(task.executor(), task.id()));
        if (event != null) {
            event.state = state.name();
            event.error = error == null ? null : error.toString();
            event.commit();
        }
    }

    @Override
    public void workerStarted(String executor, String worker) {
        WorkerStartedEvent event = new WorkerStartedEvent();
        event.executor = executor;
        event.worker = worker;
        event.commit();
    }

    @Override
    public void workerLost(String executor, String worker, Throwable cause) {
        WorkerLostEvent event = new WorkerLostEvent();
        event.executor = executor;
        event.worker = worker;
        event.cause = cause.toString();
        event.commit();
    }

    @Name("quadriga.Task")
    @Label("Task")
    @Description("A body from its entry to its outcome")
    @Category("Quadriga")
    @StackTrace(false)
    static final class TaskEvent extends Event {
        @Nullable String executor;
        long task;
        @Nullable String label;
        int attempt;
        @Nullable String worker;
        @Nullable String state;
        @Nullable String error;
    }

    @Name("quadriga.WorkerStarted")
    @Label("Worker Started")
    @Category("Quadriga")
    @StackTrace(false)
    static final class WorkerStartedEvent extends Event {
        @Nullable String executor;
        @Nullable String worker;
    }

    @Name("quadriga.WorkerLost")
    @Label("Worker Lost")
    @Category("Quadriga")
    @StackTrace(false)
    static final class WorkerLostEvent extends Event {
        @Nullable String executor;
        @Nullable String worker;
        @Nullable String cause;
    }
}
