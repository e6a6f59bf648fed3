package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.tck.CallbackContract;
import io.quadriga.tck.FutureContract;
import io.quadriga.tck.ScopeContract;
import org.junit.jupiter.api.Nested;

class InlineFutureContractTest {

    @Nested
    class Futures extends FutureContract {

        @Override
        protected Executor newExecutor(int workers) {
            return io.quadriga.spi.ExecutorBuilder.of(new InlineBackend()).build();
        }
    }

    @Nested
    class Callbacks extends CallbackContract {

        @Override
        protected Executor newExecutor(int workers) {
            return io.quadriga.spi.ExecutorBuilder.of(new InlineBackend()).build();
        }
    }

    @Nested
    class Scopes extends ScopeContract {

        @Override
        protected Executor newExecutor(int workers) {
            return io.quadriga.spi.ExecutorBuilder.of(new InlineBackend()).build();
        }
    }
}
