package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.TaskNotSerializableException;
import io.quadriga.tck.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles of a pipe that are sent, or not, and never arrive. */
@Timeout(Bounds.TEST_SECONDS)
class TicketsTest {

    private static final int MORE_THAN_THERE_ARE = 600;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Pipe<String> pipe = opened(Pipe.open());
    private final IpcQueue<Object> queue =
            opened(IpcQueue.create(IpcQueueOptions.defaults().capacity(4)));

    private <C extends AutoCloseable> C opened(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void handlesThatNobodyReceivesDoNotHinderThoseThatComeLater() throws Exception {
        for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
            queue.put(pipe.second());
            queue.clear();
        }
        assertArrives();
    }

    @Test
    void whatIsNotSentKeepsNothingOpen() throws Exception {
        Pipe<Object> carrier = opened(Pipe.open());
        carrier.second().close();
        for (int i = 0; i < 4; i++) {
            queue.put("full");
        }
        for (int i = 0; i < MORE_THAN_THERE_ARE / 2; i++) {
            assertFalse(queue.offer(pipe.second()));
            assertThrows(
                    TaskNotSerializableException.class,
                    () -> queue.put(List.of(pipe.second(), new Object())));
            assertThrows(
                    BrokenPipeException.class, () -> carrier.first().send(List.of(pipe.second())));
        }
        assertFalse(queue.offer(pipe.second(), 1, TimeUnit.MILLISECONDS));
        pipe.second().close();

        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    @Test
    void whatIsSentKeepsItsEndOpenThoughSomethingElseFailsMeanwhile() throws Exception {
        queue.put(pipe.second());
        assertThrows(
                TaskNotSerializableException.class,
                () -> queue.put(List.of(pipe.second(), new Object())));
        assertArrives();
    }

    /** A handle that is sent now is one of the end, though the one that was sent is closed. */
    @SuppressWarnings("unchecked")
    private void assertArrives() throws Exception {
        queue.put(pipe.second());
        pipe.second().close();
        try (Connection<String> arrived = (Connection<String>) queue.take()) {
            pipe.first().send("there");
            assertEquals("there", arrived.receive());
        }
    }
}
