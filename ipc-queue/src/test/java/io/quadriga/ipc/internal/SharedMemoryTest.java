package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Q34. */
class SharedMemoryTest extends SyncTest {

    @Test
    void itIsMadeOnceAndFoundByItsNameWithExactlyItsSize() {
        SharedMemory memory = closing(SharedMemory.create(name("memory"), 1000));
        assertEquals(1000, memory.size());
        assertEquals(0, memory.buffer().get(999));
        assertThrows(QuadrigaException.class, () -> SharedMemory.create(memory.name(), 1000));
        SharedMemory same = closing(SharedMemory.attach(memory.name()));
        same.buffer().put(999, (byte) 7);
        assertEquals(7, memory.segment().get(ValueLayout.JAVA_BYTE, 999));
        assertEquals(1000, closing(SharedMemory.createOrAttach(memory.name(), 1000)).size());
        Exception refused =
                assertThrows(
                        QuadrigaException.class,
                        () -> SharedMemory.createOrAttach(memory.name(), 2000));
        assertTrue(refused.getMessage().contains("has bytes=1000"), refused.getMessage());
    }

    @Test
    void noSizeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(0));
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name("m"), -1));
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(Long.MAX_VALUE));
    }

    @Test
    void anotherProcessReadsAndWritesIt() throws Exception {
        SharedMemory memory = closing(SharedMemory.create(name("memory"), 10));
        memory.buffer().put(3, (byte) 41);
        ActorProcess actor = actor();
        assertEquals("41", actor.ask("memory " + memory.name() + " 3"));
        assertEquals(42, memory.buffer().get(3));
        assertTrue(actor.ask("memory " + memory.name() + " 10").contains("IndexOutOfBounds"));
    }

    @Test
    void viewsAreSafeAfterTheHandleIsClosed() {
        SharedMemory memory = closing(SharedMemory.create(name("memory"), 100));
        ByteBuffer buffer = memory.buffer();
        MemorySegment segment = memory.segment();
        memory.close();
        memory.close();
        assertThrows(IllegalStateException.class, memory::buffer);
        for (int i = 0; i < 10; i++) {
            System.gc();
            buffer.put(99, (byte) 3);
            assertEquals(3, segment.get(ValueLayout.JAVA_BYTE, 99));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.get(100));
        assertThrows(
                IndexOutOfBoundsException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 100));
    }

    @Test
    void closingIsNotUnlinkingWhileAnotherProcessHoldsIt() throws Exception {
        SharedMemory memory = closing(SharedMemory.create(name("memory"), 10));
        memory.buffer().put(3, (byte) 5);
        ActorProcess actor = actor();
        actor.ask("memory " + memory.name() + " 3");
        memory.close();
        assertEquals(6, closing(SharedMemory.attach(memory.name())).buffer().get(3));
    }

    @Test
    void unlinkingTakesTheNameAndLeavesTheMemoryToWhoHoldsIt() throws Exception {
        SharedMemory memory = closing(SharedMemory.create(name("memory"), 10));
        ActorProcess actor = actor();
        assertEquals("0", actor.ask("memory " + memory.name() + " 3"));
        memory.unlink();
        assertTrue(files().isEmpty());
        assertThrows(QuadrigaException.class, () -> SharedMemory.attach(memory.name()));
        assertEquals("1", actor.ask("memory " + memory.name() + " 3"));
        assertEquals(2, memory.buffer().get(3));

        SharedMemory successor = closing(SharedMemory.create(memory.name(), 20));
        assertEquals(0, successor.buffer().get(3));
        assertEquals(20, closing(SharedMemory.attach(memory.name())).size());
        memory.close();
        assertEquals(20, closing(SharedMemory.attach(memory.name())).size());
        assertFalse(files().isEmpty());
        memory.close();
    }

    @Test
    void whatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        long tooMuch = SharedDirectory.open().toFile().getTotalSpace() * 2;
        if (tooMuch <= MemoryCore.MAX_BYTES && tooMuch > 0) {
            assertThrows(
                    QuadrigaException.class, () -> SharedMemory.create(name("memory"), tooMuch));
            assertTrue(files().isEmpty());
        }
    }
}
