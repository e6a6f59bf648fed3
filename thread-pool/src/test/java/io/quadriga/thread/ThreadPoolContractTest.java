package io.quadriga.thread;

import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;
import io.quadriga.thread.internal.ThreadPoolBackend;

class ThreadPoolContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return ExecutorBuilder.of(new ThreadPoolBackend()).set("workers", workers);
    }
}
