package io.quadriga.examples;

import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;

class ThreadPerTaskExecutorContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return ExecutorBuilder.of(new ThreadPerTask()).set("limit", workers);
    }
}
