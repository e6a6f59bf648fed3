package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.PoolDeadlockException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks wait, without a time limit, for which futures, to refuse a wait that closes a cycle.
 *
 * <p>A waiting thread is stuck if what it waits for can only come from stuck threads: a running
 * body from its thread, a queued one from any worker of its pool. The stuck ones are the greatest
 * set with that property, found by starting from all who wait and taking out, again and again,
 * those with a way out. Each new edge is checked when it is added, so the wait that would close the
 * cycle is the one that fails.
 */
final class WaitGraph {

    private static final Map<Thread, Edge> EDGES = new HashMap<>(); // its own monitor

    private WaitGraph() {}

    /** A wait in progress; closing it ends it. */
    record Edge(
            @Nullable Thread thread,
            @Nullable WorkerThread worker,
            List<? extends BaseFuture<?>> targets,
            boolean any)
            implements AutoCloseable {

        private static final Edge NONE = new Edge(null, null, List.of(), false);

        @Override
        public void close() {
            if (thread != null) {
                synchronized (EDGES) {
                    EDGES.remove(thread, this);
                }
            }
        }
    }

    /**
     * Notes that the calling task waits: for any one of the futures, or for all.
     *
     * @throws PoolDeadlockException if it could never end
     */
    static Edge enter(
            @Nullable WorkerThread worker,
            long nanos,
            List<? extends BaseFuture<?>> targets,
            boolean any) {
        if (worker == null || nanos != Waits.FOREVER) {
            return Edge.NONE;
        }
        Thread thread = Thread.currentThread();
        Edge edge = new Edge(thread, worker, targets, any);
        synchronized (EDGES) {
            EDGES.put(thread, edge);
            Set<Thread> stuck = stuck();
            if (stuck.contains(thread)) {
                String cycle = describe(stuck);
                EDGES.remove(thread);
                throw new PoolDeadlockException(cycle);
            }
        }
        return edge;
    }

    private static Set<Thread> stuck() {
        Set<Thread> stuck = new HashSet<>(EDGES.keySet());
        boolean changed = true;
        while (changed) {
            changed = stuck.removeIf(thread -> !isStuck(requireNonNull(EDGES.get(thread)), stuck));
        }
        return stuck;
    }

    private static boolean isStuck(Edge edge, Set<Thread> stuck) {
        return edge.any
                ? !edge.targets.isEmpty() // else it is just being sent again
                        && edge.targets.stream().allMatch(target -> isStuck(target, stuck))
                : edge.targets.stream().anyMatch(target -> isStuck(target, stuck));
    }

    private static boolean isStuck(BaseFuture<?> target, Set<Thread> stuck) {
        if (target.isDone()) {
            return false;
        }
        return switch (target.dependency()) {
            case Dependency.Unknown unknown -> false;
            case Dependency.OnWorker(WorkerThread worker) -> stuck.contains(worker.boundThread());
            case Dependency.OnPool(Pool pool) -> pool.isSaturatedBy(stuck);
        };
    }

    private static String describe(Set<Thread> stuck) {
        return stuck.stream()
                .map(EDGES::get)
                .map(WaitGraph::describe)
                .sorted()
                .collect(
                        Collectors.joining(
                                "; ",
                                "waiting for this could never end: ",
                                "; use another executor for the inner task, more workers, or a wait"
                                        + " with a time limit"));
    }

    private static String describe(Edge edge) {
        return "worker "
                + edge.worker
                + " waits for "
                + edge.targets.stream()
                        .map(WaitGraph::describe)
                        .distinct()
                        .collect(Collectors.joining(edge.any ? " or " : " and "));
    }

    private static String describe(BaseFuture<?> target) {
        String where =
                switch (target.dependency()) {
                    case Dependency.OnWorker(WorkerThread worker) -> " running on " + worker;
                    case Dependency.OnPool(Pool pool) -> " queued in " + pool.name();
                    case Dependency.Unknown unknown -> "";
                };
        return "task " + target.label() + where;
    }
}
