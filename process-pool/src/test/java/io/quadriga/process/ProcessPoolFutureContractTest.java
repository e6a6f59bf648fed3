package io.quadriga.process;

import io.quadriga.Executor;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.CallbackContract;
import io.quadriga.tck.FutureContract;
import io.quadriga.tck.ScopeContract;
import org.junit.jupiter.api.Nested;

class ProcessPoolFutureContractTest {

    private static Executor open(int workers) {
        return ExecutorBuilder.of(new ProcessPoolBackend()).set("workers", workers).build();
    }

    @Nested
    class Futures extends FutureContract {

        @Override
        protected Executor newExecutor(int workers) {
            return open(workers);
        }
    }

    @Nested
    class Callbacks extends CallbackContract {

        @Override
        protected Executor newExecutor(int workers) {
            return open(workers);
        }
    }

    @Nested
    class Scopes extends ScopeContract {

        @Override
        protected Executor newExecutor(int workers) {
            return open(workers);
        }
    }
}
