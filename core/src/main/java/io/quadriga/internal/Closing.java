package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.Queue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes everything together: one time limit for all executors. One close each; confined to its
 * thread.
 */
final class Closing {

    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Duration timeout;
    private @Nullable Throwable failure; // unchecked

    Closing(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Shuts all executors down, waits, cuts off those that are left, then closes the queues. What
     * one of them throws is thrown at the end; the others are closed all the same. An interrupt
     * ends the wait, its flag stays.
     *
     * @return the names of those that were cut off
     */
    List<String> close(List<Executor> executors, List<Queue<?>> queues) {
        executors.forEach(executor -> guarded(executor::shutdown));
        drain(executors);
        List<Executor> left =
                executors.stream().filter(executor -> !executor.isTerminated()).toList();
        left.forEach(executor -> guarded(executor::shutdownNow));
        List<String> cutOff = left.stream().map(Executor::name).toList();
        if (!cutOff.isEmpty()) {
            log.warn("executors cut off: names={}, close-timeout={}", cutOff, timeout);
        }
        queues.forEach(queue -> guarded(queue::close));
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
        return cutOff;
    }

    /** Waits for all, as long as the limit allows and nobody interrupts. */
    private void drain(List<Executor> executors) {
        long limit = OptionValues.nanos(timeout);
        long start = System.nanoTime();
        for (Executor executor : executors) {
            guarded(() -> {
                if (!Thread.currentThread().isInterrupted()) {
                    drain(executor, Math.max(0, limit - (System.nanoTime() - start)));
                }
            });
        }
    }

    private static void drain(Executor executor, long nanos) {
        try {
            boolean terminated = executor.awaitTermination(nanos, TimeUnit.NANOSECONDS);
            log.trace("executor drained: name={}, terminated={}", executor.name(), terminated);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error thrown) {
            if (failure == null) {
                failure = thrown;
            } else if (failure != thrown) {
                failure.addSuppressed(thrown);
            }
        }
    }
}
