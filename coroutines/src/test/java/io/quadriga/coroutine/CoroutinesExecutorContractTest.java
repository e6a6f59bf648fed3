package io.quadriga.coroutine;

import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR) // some rules look at the log
class CoroutinesExecutorContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return Kit.builder(workers);
    }
}
