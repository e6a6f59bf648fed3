package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.Queue;
import io.quadriga.internal.Plan.ExecutorPlan;
import io.quadriga.internal.Plan.QueuePlan;
import io.quadriga.spi.ExecutorListener;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one {@code Quadriga} has opened of its {@link Plan}.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Opened {

    private final Plan plan;
    private final Supplier<? extends Collection<ExecutorListener>> listeners;
    private final Opener opener;
    private final Memo<Executor> executors = new Memo<>();
    private final Memo<Queue<?>> queues = new Memo<>();

    /** Nothing opened yet; the listeners are asked for when the first executor is. */
    public Opened(
            Plan plan, Supplier<? extends Collection<ExecutorListener>> listeners, Opener opener) {
        this.plan = plan;
        this.listeners = listeners;
        this.opener = opener;
    }

    /** The executor of that name, opened if it was not. */
    public Executor executor(String name) {
        ExecutorPlan wanted = find("executor", name, plan.executors());
        return executors.get(name, () -> open(wanted));
    }

    /** The queue of that name, opened if it was not. */
    public Queue<?> queue(String name) {
        QueuePlan wanted = find("queue", name, plan.queues());
        return queues.get(name, () -> open(wanted));
    }

    /**
     * Drains the executors, cuts off what is left after the close timeout, then closes the queues.
     *
     * @throws IllegalStateException in a task of one of the executors; nothing happened
     */
    public void close() {
        for (Executor executor : executors.made()) {
            if (executor instanceof PoolExecutor pool && pool.isInsideOwnTask()) {
                throw new IllegalStateException(
                        "quadriga cannot be closed by a task of its own, which it would wait for:"
                                + " executor="
                                + executor.name()
                                + "; close it where it was opened");
            }
        }
        new Closing(plan.closeTimeout()).close(executors.close(), queues.close());
    }

    private Executor open(ExecutorPlan wanted) {
        try {
            return opener.open(
                    wanted.backend(), wanted.spec(), Listeners.discoveredAnd(listeners.get()));
        } catch (IllegalArgumentException refusal) {
            throw wanted.place().refused(refusal);
        }
    }

    private static Queue<?> open(QueuePlan wanted) {
        try {
            return wanted.backend().create(wanted.spec());
        } catch (IllegalArgumentException refusal) {
            throw wanted.place().refused(refusal);
        }
    }

    private static <P> P find(String kind, String name, Map<String, P> configured) {
        P wanted = configured.get(name);
        if (wanted == null) {
            throw new IllegalArgumentException(
                    "no such "
                            + kind
                            + ": name="
                            + name
                            + Nearest.hint(name, configured.keySet(), "configured")
                            + (configured.isEmpty() ? whereToConfigure(kind) : ""));
        }
        return wanted;
    }

    private static String whereToConfigure(String kind) {
        return "; write it under quadriga."
                + kind
                + "s, in application.conf on the class path or in the file of -Dconfig.file";
    }
}
