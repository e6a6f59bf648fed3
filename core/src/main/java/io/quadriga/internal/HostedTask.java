package io.quadriga.internal;

import io.quadriga.TaskContext;
import io.quadriga.spi.Hosting;
import io.quadriga.spi.Worker;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a process that runs the tasks of another one says what it runs. Light: whoever sets it
 * loads nothing else of core.
 */
public final class HostedTask {

    private static volatile Hosting.@Nullable Host host;

    private HostedTask() {}

    /** Makes {@link TaskContext#find} ask this as well; for the main of a worker process. */
    public static void setHost(Hosting.Host host) {
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
        Hosting.Host present = host;
        return present == null ? null : present.find();
    }
}
