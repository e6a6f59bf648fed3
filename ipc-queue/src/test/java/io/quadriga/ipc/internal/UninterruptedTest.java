package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.IpcEvent;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.Pipe;
import io.quadriga.ipc.SharedMemory;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that is interrupted makes, finds and removes files as any other, and stays so. */
class UninterruptedTest extends SyncTest {

    private static final IpcQueueOptions OPTIONS = IpcQueueOptions.defaults().capacity(4);

    @AfterEach
    void clearFlag() {
        boolean _ = Thread.interrupted();
    }

    private static void assertStillInterrupted() {
        assertTrue(Thread.interrupted(), "the flag is set again");
    }

    @Test
    void anInterruptedThreadMakesAQueueAndRemovesIt() throws Exception {
        Thread.currentThread().interrupt();
        IpcQueue<String> queue = IpcQueue.create(name("q"), OPTIONS);
        assertTrue(queue.offer("works"));
        assertEquals(1, files().size());
        queue.close();

        assertStillInterrupted();
        assertEquals(List.of(), files());
    }

    @Test
    void anInterruptedThreadRemovesWhatIsThere() throws Exception {
        IpcLock lock = IpcLock.create(name("lock"));
        SharedMemory memory = SharedMemory.create(name("memory"), 10);
        IpcQueue<String> queue = IpcQueue.create(name("q"), OPTIONS);
        queue.put("x".repeat(1 << 20)); // in a file of its own
        Thread.currentThread().interrupt();
        lock.close();
        memory.unlink();
        memory.close();
        queue.close();

        assertStillInterrupted();
        assertEquals(List.of(), files());
    }

    @Test
    void anInterruptedThreadFindsWhatAnotherProcessHolds() throws Exception {
        IpcEvent event = IpcEvent.create(name("event"));
        assertEquals("true", actor().ask("event " + name("event") + " set"));
        event.close(); // the other process holds it now
        Thread.currentThread().interrupt();
        IpcEvent found = closing(IpcEvent.attach(name("event")));
        assertTrue(found.isSet());
        assertStillInterrupted();
    }

    @Test
    void anInterruptedThreadOpensAPipeAndClosesIt() throws Exception {
        Thread.currentThread().interrupt();
        try (Pipe<String> pipe = Pipe.open()) {
            assertStillInterrupted();
            pipe.first().send("works");
            assertEquals("works", pipe.second().receive());
        }
    }

    @Test
    void anInterruptedThreadPutsAndTakesLargeElements() {
        IpcQueue<String> queue = closing(IpcQueue.create(name("q"), OPTIONS));
        Thread.currentThread().interrupt();
        assertTrue(queue.offer("x".repeat(1 << 20)));
        assertEquals("x".repeat(1 << 20), queue.poll());
        assertStillInterrupted();
    }

    @Test
    void anInterruptInTheMiddleBeginsTheStepAgain() throws Exception {
        int[] attempts = {0};
        var path = SharedDirectory.open().resolve(".new-0-0-" + UUID.randomUUID());
        String outcome =
                Uninterrupted.run(() -> {
                    try (FileChannel channel =
                            FileChannel.open(
                                    path,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.DELETE_ON_CLOSE)) {
                        if (attempts[0]++ == 0) {
                            Thread.currentThread().interrupt();
                        }
                        return size(channel);
                    }
                });
        assertEquals("0 after 2", outcome + " after " + attempts[0]);
        assertStillInterrupted();
    }

    private static String size(FileChannel channel) throws IOException {
        try {
            return String.valueOf(channel.size());
        } catch (ClosedByInterruptException e) {
            assertTrue(Thread.currentThread().isInterrupted());
            throw e;
        }
    }
}
