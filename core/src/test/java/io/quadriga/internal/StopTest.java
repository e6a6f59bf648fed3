package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What shutdownNow does with a task that a worker has taken and not yet begun. */
@Timeout(20)
class StopTest {

    private static final long LATE_NANOS = 20_000_000;

    /** One worker that loses its processor between taking a run and performing it. */
    private static final class Preempted implements ExecutorBackend, Workers {

        private final CountDownLatch taken = new CountDownLatch(1);
        private final CountDownLatch killed = new CountDownLatch(1);
        private Thread thread = new Thread();
        private WorkersContext context;
        private Runnable whenTerminated = () -> {};

        @Override
        public String id() {
            return "preempted";
        }

        @Override
        public Set<Capability> capabilities(ExecutorSpec spec) {
            return Set.of(Capability.SHARES_MEMORY);
        }

        @Override
        public Workers create(ExecutorSpec spec, WorkersContext crew) {
            context = crew;
            context.runQueue();
            return this;
        }

        @Override
        public void start(Run run) {
            if (context.runQueue().offer(run) && thread.getState() == Thread.State.NEW) {
                Worker worker = context.worker("late");
                thread = new Thread(() -> worker.bind(() -> takeAndPerform(worker)), "late");
                thread.start();
            }
        }

        private void takeAndPerform(Worker worker) {
            Run run = context.runQueue().poll();
            taken.countDown();
            try {
                killed.await();
            } catch (InterruptedException never) {
                throw new AssertionError(never);
            }
            LockSupport.parkNanos(LATE_NANOS); // it gets its processor back long after
            worker.perform(run);
        }

        @Override
        public void revoke(Run run) {}

        @Override
        public void stop(Run run, boolean interruptOnly) {
            run.interrupt();
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void shutdown(Runnable terminated) {
            whenTerminated = terminated;
        }

        @Override
        public void kill() {
            killed.countDown();
        }

        void end() throws InterruptedException {
            thread.join(10_000);
            whenTerminated.run();
        }
    }

    @Test
    void aTaskThatAWorkerHasTakenAndNotBegunIsInTheList() throws Exception {
        Preempted backend = new Preempted();
        Executor executor = ExecutorBuilder.of(backend).build();
        Future<String> future = executor.submit(() -> "ran");
        assertTrue(backend.taken.await(10, TimeUnit.SECONDS));

        List<Runnable> listed = executor.shutdownNow();

        assertEquals(List.of(future), listed);
        assertThrows(CancellationException.class, future::result);
        backend.end();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(0, executor.stats().attempts());
    }

    @Test
    void soIsOneWithOptions() throws Exception {
        Preempted backend = new Preempted();
        Executor executor = ExecutorBuilder.of(backend).build();
        Future<String> future = executor.with(TaskOptions.label("late")).submit(() -> "ran");
        assertTrue(backend.taken.await(10, TimeUnit.SECONDS));

        assertEquals(List.of(future), executor.shutdownNow());
        backend.end();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(0, executor.stats().attempts());
    }
}
