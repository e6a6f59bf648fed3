package io.quadriga.process;

import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;

class ProcessPoolContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return ExecutorBuilder.of(new ProcessPoolBackend()).set("workers", workers);
    }
}
