package io.quadriga.ipc;

import io.quadriga.Queue;
import io.quadriga.tck.QueueContract;

class IpcQueueContractTest extends QueueContract {

    @Override
    protected <T> Queue<T> newQueue(int capacity) {
        IpcQueueOptions options = IpcQueueOptions.defaults();
        return IpcQueue.create(options.capacity(Math.min(capacity, 1 << 16)));
    }
}
