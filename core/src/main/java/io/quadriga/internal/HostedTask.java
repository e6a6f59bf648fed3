package io.quadriga.internal;

import io.quadriga.TaskContext;
import io.quadriga.spi.Worker;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a process that runs the tasks of another one says what it runs. Light: whoever sets it
 * loads nothing else of core.
 */
public final class HostedTask {

    /** Knows the tasks that this process runs for another one. */
    public interface Host {

        /** The context of the task that the calling thread runs, null if it runs none. */
        @Nullable TaskContext find();
    }

    private static volatile @Nullable Host host;

    private HostedTask() {}

    /** Makes {@link TaskContext#find} ask this as well; for the main of a worker process. */
    public static void setHost(Host host) {
        HostedTask.host = host;
    }

    /** Sets the contexts of the submitter in the calling thread; returns what undoes it. */
    public static Runnable restore(Map<String, Serializable> captured) {
        return Contexts.restore(captured);
    }

    /** Makes the identity of a worker that runs what is not core's own and counts nowhere. */
    public static Worker worker(String name) {
        return new WorkerThread(name, null, null);
    }

    static @Nullable TaskContext find() {
        Host present = host;
        return present == null ? null : present.find();
    }
}
