package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.FutureContract;

class ThreadPerTaskFutureContractTest extends FutureContract {

    @Override
    protected Executor newExecutor(int workers) {
        return ExecutorBuilder.of(new ThreadPerTask()).set("limit", workers).build();
    }
}
