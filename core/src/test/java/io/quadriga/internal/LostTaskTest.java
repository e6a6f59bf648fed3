package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.WorkerLostException;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a task whose worker was lost before it began. */
@Timeout(20)
class LostTaskTest {

    /** Loses the first run it is given and refuses every other. */
    private static final class Losing implements ExecutorBackend, Workers {

        private Run lost;

        @Override
        public String id() {
            return "losing";
        }

        @Override
        public Set<Capability> capabilities(ExecutorSpec spec) {
            return Set.of();
        }

        @Override
        public Workers create(ExecutorSpec spec, WorkersContext context) {
            return this;
        }

        @Override
        public void start(Run run) {
            if (lost != null) {
                throw new RejectedExecutionException("no worker is left");
            }
            lost = run;
        }

        @Override
        public void revoke(Run run) {}

        @Override
        public void stop(Run run, boolean interruptOnly) {}

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void shutdown(Runnable whenTerminated) {
            whenTerminated.run();
        }

        @Override
        public void kill() {}
    }

    @Test
    void aTaskThatCannotBeSentAgainFailsWithTheRefusal() {
        Losing workers = new Losing();
        try (Executor executor = ExecutorBuilder.of(workers).build()) {
            Future<Integer> future = executor.submit(() -> 1);

            workers.lost.lost(0, new WorkerLostException("on purpose"));

            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
            assertInstanceOf(RejectedExecutionException.class, failed.getCause());
        }
    }
}
