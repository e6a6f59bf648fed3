package io.quadriga.coroutine;

import io.quadriga.coroutine.internal.CoroutinesBackend;
import io.quadriga.spi.ExecutorBuilder;

/**
 * The executors that the kit is run on. Its bodies wait by calls of the JDK: where these suspend
 * the coroutine one loop has as many bodies under way as are asked for, else it takes a loop for
 * each.
 */
final class Kit {

    private Kit() {}

    static ExecutorBuilder builder(int workers) {
        boolean suspends = EventLoop.engine().equals("loop");
        return ExecutorBuilder.of(new CoroutinesBackend())
                .set("loops", suspends ? 1 : workers)
                .set("limit", workers);
    }
}
