package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ScopeContract;

class ThreadPerTaskScopeContractTest extends ScopeContract {

    @Override
    protected Executor newExecutor(int workers) {
        return ExecutorBuilder.of(new ThreadPerTask()).set("limit", workers).build();
    }
}
