package io.quadriga.internal;

import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;

class InlineExecutorContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return ExecutorBuilder.of(new InlineBackend());
    }
}
