package io.quadriga.internal;

import io.quadriga.Queue;
import io.quadriga.tck.QueueContract;
import org.junit.jupiter.api.Nested;

class MemoryQueueContractTest {

    @Nested
    class Bounded extends QueueContract {

        @Override
        protected <T> Queue<T> newQueue(int capacity) {
            return new MemoryQueue<>("bounded", capacity);
        }
    }

    @Nested
    class Unbounded extends QueueContract {

        @Override
        protected <T> Queue<T> newQueue(int capacity) {
            return new MemoryQueue<>("unbounded", Integer.MAX_VALUE);
        }
    }
}
