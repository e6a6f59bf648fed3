package io.quadriga.coroutine.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels all coroutines of a loop and runs it until they have ended: first those there are, then
 * what they have spawned meanwhile, and so on. For the driver.
 */
final class Ending implements Runnable {

    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger log = LoggerFactory.getLogger(Ending.class);
    private static final int MOST_NAMED = 8;

    private final Loop loop;
    private final Timer limit;

    Ending(Loop loop) {
        this.loop = loop;
        this.limit = new Timer(Strand.atNanos(loop.graceNanos()), () -> {});
    }

    @Override
    public void run() {
        boolean timed = false;
        while (loop.outstanding() > 0 && !limit.isOver()) {
            loop.nextGeneration();
            List<Task<?>> present = loop.roster().all();
            if (!timed) {
                timed = true;
                loop.at(limit);
            }
            present.forEach(task -> task.cancel(true));
            Count ended = new Count(present);
            loop.drive(() -> ended.isComplete() || limit.isOver());
        }
        loop.cancel(limit);
        report();
    }

    private void report() {
        List<Task<?>> left = loop.roster().all();
        for (Task<?> each : left.subList(0, Math.min(MOST_NAMED, left.size()))) {
            IllegalStateException where =
                    new IllegalStateException("ignores its cancellation: coroutine=" + each.name());
            where.setStackTrace(each.strand().thread().getStackTrace());
            log.warn(
                    "coroutine does not end: coroutine={}, others={}",
                    each.name(),
                    left.size() - 1,
                    where);
        }
    }

    /** Looks at each coroutine again and again, until it has ended. */
    private static final class Count {

        private final List<Task<?>> tasks;
        private int ended;

        Count(List<Task<?>> tasks) {
            this.tasks = tasks;
        }

        boolean isComplete() {
            while (ended < tasks.size() && tasks.get(ended).hasEnded()) {
                ended++;
            }
            return ended == tasks.size();
        }
    }
}
