package io.quadriga.coroutine.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs each run as a coroutine of the loop that has the fewest, behind the limit. */
final class LoopWorkers implements Workers {
    /*
     * Under the monitor: `waiting` holds runs beyond the limit, in order; `under way` those that were given
     * to a lane and have not ended. `active` counts those of them that count for the limit: not the
     * stuck. Nothing is started and nobody called under it.
     *
     * Invariant. Whatever ends, or is removed, looks for the next to start and for the end.
     */
    private static final int BULK_WIDTH = 256; // of one loop, where there is no limit

    private final CoroutinesSettings settings;
    private final WorkersContext context;
    private final List<Lane> lanes = new ArrayList<>();

    // under the monitor
    private final LinkedHashSet<Run> waiting = new LinkedHashSet<>();
    private final Map<Run, Place> underWay = new HashMap<>();
    private int active;
    private boolean shut;
    private @Nullable Runnable whenTerminated; // null again when it is being called

    /** Where a run is under way, and whether it counts for the limit. */
    private static final class Place {
        final Lane lane;
        boolean counts = true;

        Place(Lane lane) {
            this.lane = lane;
        }
    }

    /** What was decided under the monitor, to be done outside. */
    private record Step(Run run, Lane lane, boolean opens) {}

    LoopWorkers(CoroutinesSettings settings, Engines engines, WorkersContext context) {
        this.settings = settings;
        this.context = context;
        for (int i = 1; i <= Math.max(1, settings.loops()); i++) {
            lanes.add(new Lane(settings, i, engines, context));
        }
    }

    @Override
    public void start(Run run) {
        Step step;
        synchronized (this) {
            if (shut) {
                throw new RejectedExecutionException(
                        "executor is shut down: name="
                                + settings.name()
                                + "; submit before shutdown");
            }
            waiting.add(run);
            step = next();
        }
        perform(step);
    }

    /** The next run and its lane; null if there is none, or no place. */
    private @Nullable Step next() {
        if (waiting.isEmpty() || active >= settings.limit()) {
            return null;
        }
        Run run = waiting.removeFirst();
        Lane lane = lanes.getFirst();
        for (Lane each : lanes) {
            if (each.load() < lane.load()) {
                lane = each;
            }
        }
        active++;
        underWay.put(run, new Place(lane));
        return new Step(run, lane, lane.addLoad());
    }

    private void perform(@Nullable Step step) {
        if (step == null) {
            return;
        }
        try {
            if (step.opens()) {
                step.lane().open();
            }
            step.lane()
                    .startBody(() -> {
                        try {
                            step.run().run();
                        } finally {
                            ended(step.run());
                        }
                    });
        } catch (Throwable noThread) {
            fail(step.run(), noThread);
        }
    }

    private void fail(Run run, Throwable reason) {
        for (int i = 0; i < run.size(); i++) {
            if (run.enter(i)) {
                run.fail(i, reason);
                run.bodyEnded(i);
            }
        }
        ended(run);
    }

    private void ended(Run run) {
        Step step;
        synchronized (this) {
            Place place = underWay.remove(run);
            if (place != null) {
                place.lane.removeLoad();
                active -= place.counts ? 1 : 0;
            }
            step = next();
        }
        perform(step);
        endIfDrained();
    }

    @Override
    public void revoke(Run run) {
        synchronized (this) {
            waiting.remove(run);
        }
        endIfDrained();
    }

    @Override
    public void stop(Run run, boolean interruptOnly) {
        if (interruptOnly) {
            run.interrupt();
            return;
        }
        context.stuck(run);
        Step step = null;
        synchronized (this) {
            Place place = underWay.get(run);
            if (place != null && place.counts) {
                place.counts = false;
                active--;
                step = next();
            }
        }
        perform(step);
    }

    @Override
    public int width() {
        return settings.limit();
    }

    @Override
    public int bulkWidth() {
        return Math.min(settings.limit(), BULK_WIDTH * lanes.size());
    }

    @Override
    public void shutdown(Runnable whenTerminated) {
        synchronized (this) {
            shut = true;
            this.whenTerminated = whenTerminated;
        }
        endIfDrained();
    }

    @Override
    public void kill() {
        synchronized (this) {
            shut = true;
            waiting.clear(); // core has cancelled them, and interrupts what runs
        }
        endIfDrained();
    }

    private void endIfDrained() {
        Runnable then;
        List<Lane> open;
        synchronized (this) {
            if (whenTerminated == null || !waiting.isEmpty() || !underWay.isEmpty()) {
                return;
            }
            then = whenTerminated;
            whenTerminated = null;
            open = lanes.stream().filter(Lane::isOpen).toList();
        }
        if (open.isEmpty()) {
            then.run();
            return;
        }
        AtomicInteger left = new AtomicInteger(open.size());
        open.forEach(lane ->
                lane.finish(() -> {
                    if (left.decrementAndGet() == 0) {
                        then.run();
                    }
                }));
    }
}
