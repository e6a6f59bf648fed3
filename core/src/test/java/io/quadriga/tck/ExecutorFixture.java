package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens and closes the executors of one test. Bodies capture nothing but locals that can be sent,
 * so that the same rule holds for an executor in another process.
 */
@Timeout(Bounds.TEST_SECONDS)
abstract class ExecutorFixture {

    @TempDir private Path directory;

    private final List<Executor> opened = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    /**
     * Returns a running executor with default options and no capacity limit. The kit stops it.
     *
     * @param workers how many bodies run at the same time; more only if the backend cannot have so
     *     few
     * @return the executor, which nobody else uses
     */
    protected abstract Executor newExecutor(int workers);

    final Executor open(int workers) {
        return manage(newExecutor(workers));
    }

    /** Stops the executor at the end of the test. */
    final Executor manage(Executor executor) {
        opened.add(executor);
        return executor;
    }

    final Executor open() {
        return open(2);
    }

    /** An executor whose bodies run beside their submitter. */
    final Executor openConcurrent(int workers) {
        assumeConcurrent();
        return open(workers);
    }

    /** An executor whose bodies run in this process, beside their submitter. */
    final Executor openShared(int workers) {
        Executor executor = openConcurrent(workers);
        assumeTrue(sharesMemory(executor), "no SHARES_MEMORY");
        return executor;
    }

    static boolean sharesMemory(Executor executor) {
        return executor.capabilities().contains(Capability.SHARES_MEMORY);
    }

    /** Whether submissions run their bodies before they return. Asks an executor of its own. */
    final boolean runsInCaller() {
        Executor probe = open(1);
        if (!sharesMemory(probe)) {
            return false;
        }
        Thread[] ranIn = new Thread[1];
        Runnable body = () -> ranIn[0] = Thread.currentThread();
        Future<?> future = probe.submit(body);
        Bounds.await("the probe ran", future::isDone);
        return ranIn[0] == Thread.currentThread();
    }

    final void assumeConcurrent() {
        assumeFalse(runsInCaller(), "bodies run in their submitter");
    }

    /** A mark that is not set. */
    final Mark mark() {
        return mark("mark" + marks.size());
    }

    final Mark mark(String name) {
        Mark mark = new Mark(directory.resolve(name));
        marks.add(mark);
        return mark;
    }

    /** A task that runs until the mark is set, and has been entered. */
    final Future<String> running(Executor executor, Mark end) {
        Mark entered = mark();
        Future<String> future =
                executor.submit(() -> {
                    entered.set();
                    end.await();
                    return "ran";
                });
        entered.expect();
        return future;
    }

    /** Occupies every worker until the mark is set. */
    final List<Future<String>> saturate(Executor executor, int workers, Mark end) {
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            running.add(running(executor, end));
        }
        return running;
    }

    /**
     * Has every worker that is another process run a body like those of the kit: what it loads for
     * its first one takes longer than the limits of some rules.
     */
    final Executor warm(Executor executor, int workers) throws InterruptedException {
        if (!sharesMemory(executor)) {
            Mark end = mark();
            List<Future<String>> running = saturate(executor, workers, end);
            end.set();
            for (Future<String> each : running) {
                settled(each);
            }
        }
        return executor;
    }

    /** Waits until the future has its outcome. */
    static <T> Future<T> settled(Future<T> future) throws InterruptedException {
        assertTrue(future.await(Bounds.SOON), () -> "unsettled: " + future);
        return future;
    }

    static void awaitTermination(Executor executor) throws InterruptedException {
        assertTrue(
                executor.awaitTermination(Bounds.SOON.toNanos(), TimeUnit.NANOSECONDS),
                () -> "not terminated: " + executor);
    }

    static Duration brief() {
        return Bounds.BRIEF;
    }

    @AfterEach
    void stopExecutors() throws InterruptedException, IOException {
        marks.forEach(Mark::set);
        opened.forEach(Executor::shutdownNow);
        for (Executor executor : opened) {
            awaitTermination(executor);
        }
    }
}
