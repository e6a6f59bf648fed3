package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBuilder;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/** Opens executors with settings, and what the rules of executors share. */
abstract class ExecutorKit extends ExecutorFixture {

    /**
     * Returns the builder of an executor with its backend's defaults. The kit sets further keys on
     * it, all of which every executor has.
     *
     * @param workers how many bodies run at the same time; more or fewer only if the backend cannot
     *     have that many
     * @return the builder
     */
    protected abstract ExecutorBuilder builder(int workers);

    @Override
    protected final Executor newExecutor(int workers) {
        return builder(workers).build();
    }

    /** An executor of this builder, stopped at the end of the test. */
    final Executor open(ExecutorBuilder builder) {
        return manage(builder.build());
    }

    static void assumeCapable(Executor executor, Capability needed) {
        assumeTrue(executor.capabilities().contains(needed), () -> "no " + needed);
    }

    /** A bounded executor of one worker; skipped where queues are not bounded. */
    final Executor openBounded(int capacity, String whenFull) {
        assumeConcurrent();
        try (Executor probe = builder(1).build()) {
            assumeCapable(probe, Capability.BOUNDS_QUEUE);
        }
        return open(builder(1).set("queue-capacity", capacity).set("when-full", whenFull));
    }

    /** 0 to n - 1. */
    static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    /** The error that {@code get} wraps. */
    static Throwable failureOf(Future<?> future) throws InterruptedException {
        settled(future);
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    static void assertRefuses(Executor executor) {
        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "late"));
    }

    /** The executor still works. */
    static void assertAlive(Executor executor) throws Exception {
        assertEquals("alive", settled(executor.submit(() -> "alive")).get());
    }

    static void assumeShared(Executor executor) {
        assumeCapable(executor, Capability.SHARES_MEMORY);
    }

    static void assumeNotStoppedByForce(Executor executor) {
        assumeFalse(executor.capabilities().contains(Capability.STOPS_ANY_CODE), "ends any body");
    }

    /** Something to be collected. */
    static final class Payload implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        int size() {
            return 1;
        }
    }

    static void awaitCollected(WeakReference<?> reference) {
        Bounds.await(
                "it is collected",
                () -> {
                    System.gc();
                    return reference.get() == null;
                });
    }

    static void uninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails a body with an IllegalStateException. */
    static void fail(String message) {
        throw new IllegalStateException(message);
    }

    static TaskOptions.Chain options() {
        return TaskOptions.none();
    }

    static void assertTook(long sinceNanos, java.time.Duration atLeast) {
        assertTrue(System.nanoTime() - sinceNanos >= atLeast.toNanos(), "too early");
    }
}
