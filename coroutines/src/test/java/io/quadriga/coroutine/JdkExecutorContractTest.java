package io.quadriga.coroutine;

import io.quadriga.coroutine.internal.CoroutinesBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.ExecutorContract;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** On virtual threads of the JDK's scheduler. */
@ResourceLock(Resources.SYSTEM_ERR)
class JdkExecutorContractTest extends ExecutorContract {

    @Override
    protected ExecutorBuilder builder(int workers) {
        return ExecutorBuilder.of(new CoroutinesBackend())
                .set("loops", "jdk")
                .set("limit", workers);
    }
}
