package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QueueClosedException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import org.junit.jupiter.api.Test;

/** What a closed handle says. */
class ClosedHandleTest extends SyncTest {

    @Test
    void aClosedHandleOfAQueueCannotShutItDownAndSaysSo() {
        String name = name("queue");
        IpcQueue<String> closed = IpcQueue.create(name, IpcQueueOptions.defaults());
        IpcQueue<String> other = closing(IpcQueue.attach(name));
        closed.close();

        Exception refused = assertThrows(QueueClosedException.class, closed::shutdown);
        assertTrue(
                refused.getMessage().contains("this handle is closed: name=" + name),
                refused::getMessage);
        assertThrows(QueueClosedException.class, closed::isShutdown);
        assertFalse(other.isShutdown());
        other.shutdown();
        assertTrue(other.isShutdown());
    }
}
