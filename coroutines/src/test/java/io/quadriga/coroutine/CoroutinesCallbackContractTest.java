package io.quadriga.coroutine;

import io.quadriga.Executor;
import io.quadriga.tck.CallbackContract;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR) // some rules look at the log
class CoroutinesCallbackContractTest extends CallbackContract {

    @Override
    protected Executor newExecutor(int workers) {
        return Kit.builder(workers).build();
    }
}
