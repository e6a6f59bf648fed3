package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.SettingValues;
import io.quadriga.tck.Bounds;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class MemoryQueueBackendTest {

    private final QueueBackend backend =
            ServiceLoader.load(QueueBackend.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(found -> found.id().equals("memory"))
                    .findFirst()
                    .orElseThrow();

    @Test
    void theOnlySettingIsTheCapacityThatEveryQueueHas() {
        assertEquals(List.of(), backend.settings());
    }

    @Test
    void aCountBoundsTheQueue() {
        var queue = backend.create(spec(7L));

        assertEquals("jobs", queue.name());
        assertEquals(7, queue.capacity());
    }

    @Test
    void aWordLeavesItUnbounded() {
        assertEquals(Integer.MAX_VALUE, backend.create(spec("unbounded")).capacity());
    }

    private static QueueSpec spec(Object capacity) {
        return new QueueSpec("jobs", "memory", new SettingValues(Map.of("capacity", capacity)));
    }
}
