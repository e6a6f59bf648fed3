package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.tck.CallbackContract;
import io.quadriga.tck.FutureContract;
import io.quadriga.tck.ScopeContract;
import org.junit.jupiter.api.Nested;

class PlainFutureContractTest {

    @Nested
    class Futures extends FutureContract {

        @Override
        protected Executor newExecutor(int workers) {
            return PlainBackend.open(workers);
        }
    }

    @Nested
    class Callbacks extends CallbackContract {

        @Override
        protected Executor newExecutor(int workers) {
            return PlainBackend.open(workers);
        }
    }

    @Nested
    class Scopes extends ScopeContract {

        @Override
        protected Executor newExecutor(int workers) {
            return PlainBackend.open(workers);
        }
    }
}
