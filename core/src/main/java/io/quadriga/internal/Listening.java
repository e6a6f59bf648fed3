package io.quadriga.internal;

import io.quadriga.TaskState;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of one executor, and a flight recording if there is one. What they throw is
 * logged once.
 */
final class Listening implements ExecutorListener {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorListener.class);

    private final ExecutorListener[] listeners;
    private final @Nullable ExecutorListener recording;
    private final Set<ExecutorListener> complainedOf = ConcurrentHashMap.newKeySet();

    Listening(List<ExecutorListener> listeners) {
        this.listeners = listeners.toArray(ExecutorListener[]::new);
        this.recording = FlightRecording.create();
    }

    /** Whether anybody wants to hear of each task now. */
    boolean isObserved() {
        return listeners.length != 0 || (recording != null && FlightRecording.isOn());
    }

    @Override
    public void submitted(TaskInfo task) {
        tell(listener -> listener.submitted(task));
    }

    @Override
    public void started(TaskInfo task, String worker) {
        tell(listener -> listener.started(task, worker));
    }

    @Override
    public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
        tell(listener -> listener.finished(task, state, error));
    }

    /** Tells the outcome that stands in a slot. */
    void finished(TaskInfo task, Object outcome) {
        if (outcome == Slots.CANCELLED) {
            finished(task, TaskState.CANCELLED, null);
        } else if (outcome instanceof Slots.Failure failure) {
            finished(task, TaskState.FAILED, failure.error());
        } else {
            finished(task, TaskState.SUCCEEDED, null);
        }
    }

    @Override
    public void progress(TaskInfo task, long done, long total) {
        tell(listener -> listener.progress(task, done, total));
    }

    @Override
    public void workerStarted(String executor, String worker) {
        tell(listener -> listener.workerStarted(executor, worker));
    }

    @Override
    public void workerLost(String executor, String worker, Throwable cause) {
        tell(listener -> listener.workerLost(executor, worker, cause));
    }

    private void tell(Consumer<ExecutorListener> news) {
        for (ExecutorListener listener : listeners) {
            tell(listener, news);
        }
        if (recording != null && FlightRecording.isOn()) {
            tell(recording, news);
        }
    }

    private void tell(ExecutorListener listener, Consumer<ExecutorListener> news) {
        try {
            news.accept(listener);
        } catch (Throwable thrown) {
            if (complainedOf.add(listener)) {
                LOG.error(
                        "listener failed: listener={}; further failures of it are not logged",
                        listener.getClass().getName(),
                        thrown);
            }
        }
    }
}
