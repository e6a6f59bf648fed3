package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcBarrier;
import io.quadriga.ipc.IpcCondition;
import io.quadriga.ipc.IpcEvent;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.IpcSemaphore;
import io.quadriga.ipc.SharedArray;
import io.quadriga.ipc.SharedGoneException;
import io.quadriga.ipc.SharedLong;
import io.quadriga.ipc.SharedMemory;
import io.quadriga.tck.TestThread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is the same for every kind of shared object: names, handles, travel, files. */
class SharedObjectTest extends SyncTest {

    /** Each kind: how it is made and found, and something to do with it. */
    private enum Sort {
        LOCK("lock", IpcLock::create, IpcLock::attach, o -> lockAndUnlock((IpcLock) o)),
        SEMAPHORE(
                "semaphore",
                name -> IpcSemaphore.create(name, 3),
                IpcSemaphore::attach,
                o -> ((IpcSemaphore) o).availablePermits()),
        EVENT("event", IpcEvent::create, IpcEvent::attach, o -> ((IpcEvent) o).isSet()),
        BARRIER(
                "barrier",
                name -> IpcBarrier.create(name, 2),
                IpcBarrier::attach,
                o -> ((IpcBarrier) o).waiting()),
        NUMBER("numbers", SharedLong::create, SharedLong::attach, o -> ((SharedLong) o).get()),
        ARRAY(
                "numbers",
                name -> SharedArray.create(name, 10),
                SharedArray::attach,
                o -> ((SharedArray) o).get(0)),
        MEMORY(
                "memory",
                name -> SharedMemory.create(name, 100),
                SharedMemory::attach,
                o -> ((SharedMemory) o).size());

        private final String word;
        private final Function<String, AutoCloseable> create;
        private final Function<String, AutoCloseable> attach;
        private final Function<Object, Object> use;

        Sort(
                String word,
                Function<String, AutoCloseable> create,
                Function<String, AutoCloseable> attach,
                Function<Object, Object> use) {
            this.word = word;
            this.create = create;
            this.attach = attach;
            this.use = use;
        }
    }

    /** A lock that is held would be kept. */
    private static boolean lockAndUnlock(IpcLock lock) {
        boolean locked = lock.tryLock();
        lock.unlock();
        return locked;
    }

    /** A name that is missing must not make something of one's own instead. */
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // on purpose
    void noNameIsNoName(Sort sort) {
        NullPointerException e =
                assertThrows(NullPointerException.class, () -> sort.create.apply(null));
        assertEquals("name", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsGivenOnceAndFreeAfterTheLastHandle(Sort sort) throws Exception {
        String name = name("object");
        AutoCloseable made = closing(sort.create.apply(name));
        AutoCloseable found = closing(sort.attach.apply(name));
        Exception twice = assertThrows(QuadrigaException.class, () -> sort.create.apply(name));
        assertTrue(twice.getMessage().contains("name=" + name), twice.getMessage());
        made.close();
        assertNotNull(sort.use.apply(found));
        found.close();
        found.close();
        assertTrue(files().isEmpty());

        assertThrows(QuadrigaException.class, () -> sort.attach.apply(name));
        closing(sort.create.apply(name)).close();
        assertThrows(IllegalArgumentException.class, () -> sort.create.apply("../" + name));
        assertThrows(IllegalArgumentException.class, () -> sort.attach.apply("a/b"));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedHandleSaysSo(Sort sort) throws Exception {
        AutoCloseable made = closing(sort.create.apply(name("object")));
        made.close();
        Exception closed = assertThrows(IllegalStateException.class, () -> sort.use.apply(made));
        assertTrue(closed.getMessage().contains("name=" + name("object")), closed.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aHandleTravelsAndIsLookedUpAtItsFirstUse(Sort sort) throws Exception {
        AutoCloseable made = closing(sort.create.apply(name("object")));
        byte[] bytes = written(made);
        AutoCloseable copy = closing((AutoCloseable) read(bytes));
        AutoCloseable unused = (AutoCloseable) read(bytes);
        assertSame(made.getClass(), copy.getClass());
        assertNotNull(sort.use.apply(copy));
        made.close();
        assertNotNull(sort.use.apply(copy));
        copy.close();

        Exception gone = assertThrows(SharedGoneException.class, () -> sort.use.apply(unused));
        assertTrue(gone.getMessage().contains("name=" + name("object")), gone.getMessage());
        AutoCloseable successor = closing(sort.create.apply(name("object")));
        assertNotNull(sort.use.apply(successor));
        assertThrows(SharedGoneException.class, () -> sort.use.apply(unused)); // another one
    }

    @Test
    void aNameThatLeavesTheDirectoryDoesNotArrive() throws Exception {
        IpcEvent event = closing(IpcEvent.create(name("event")));
        byte[] bytes = written(event);
        byte[] name = event.name().getBytes();
        int at = new String(bytes, "ISO-8859-1").indexOf(event.name());
        System.arraycopy("../../x".getBytes(), 0, bytes, at, 7);
        assertTrue(name.length > 7);
        assertThrows(InvalidObjectException.class, () -> read(bytes));
    }

    private static byte[] written(Object handle) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** Q16, Q32. */
    @Test
    void everyKindTravelsThroughAQueueToAnotherProcess() throws Exception {
        IpcQueue<Object> queue =
                closing(IpcQueue.create(name("queue"), IpcQueueOptions.defaults().capacity(16)));
        ActorProcess actor = actor();
        String use = "use " + queue.name();

        IpcLock lock = closing(IpcLock.create());
        queue.put(lock);
        assertEquals("true", actor.ask(use));
        assertFalse(lock.tryLock());

        IpcLock guard = closing(IpcLock.create());
        IpcCondition condition = closing(IpcCondition.create(guard));
        guard.lock();
        queue.put(condition);
        actor.tell(use);
        condition.await();
        guard.unlock();
        assertEquals("signalled", actor.answer());

        IpcSemaphore semaphore = closing(IpcSemaphore.create(1));
        queue.put(semaphore);
        assertEquals("true", actor.ask(use));
        assertEquals(0, semaphore.availablePermits());

        IpcEvent event = closing(IpcEvent.create());
        queue.put(event);
        assertEquals("true", actor.ask(use));
        assertTrue(event.isSet());

        IpcBarrier barrier = closing(IpcBarrier.create(2, () -> {}));
        queue.put(barrier);
        actor.tell(use);
        int index = barrier.await();
        assertEquals(Integer.toString(1 - index), actor.answer());

        SharedLong number = closing(SharedLong.create());
        queue.put(number);
        assertEquals("5", actor.ask(use));
        assertEquals(5, number.get());

        SharedArray array = closing(SharedArray.create(3));
        queue.put(array);
        assertEquals("7", actor.ask(use));
        assertEquals(7, array.get(2));

        SharedMemory memory = closing(SharedMemory.create(4));
        memory.buffer().put(3, (byte) 9);
        queue.put(memory);
        assertEquals("9", actor.ask(use));
    }

    @Test
    void whatAKilledCreatorLeftIsSwept() throws Exception {
        IpcEvent event = IpcEvent.create(name("event"));
        closing(event);
        ActorProcess actor = actor();
        assertEquals("true", actor.ask("event " + event.name() + " set"));
        event.close();
        assertEquals(1, files().size());
        actor.kill();
        SharedFiles.sweep(SharedDirectory.open());
        assertTrue(files().isEmpty());
    }

    /**
     * The numbers of a header are anybody's rubbish: they are checked before anything is mapped.
     */
    @ParameterizedTest
    @EnumSource
    void rubbishInTheGeometryIsRefused(Sort sort) throws Exception {
        AutoCloseable made = closing(sort.create.apply(name("object")));
        byte[] good = Files.readAllBytes(file(sort, "object"));
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            byte[] bad = good.clone();
            long rubbish = random.nextLong() >> random.nextInt(64);
            int place = random.nextInt(2);
            ByteBuffer.wrap(bad)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(FileLayout.GEOMETRY_AT + 8 * place, rubbish)
                    .putLong(FileLayout.ID_AT, random.nextLong());
            refusesOrWorks(sort, bad);
        }
        made.close();
    }

    private Path file(Sort sort, String what) {
        return SharedDirectory.open().resolve(sort.word + "-" + name(what));
    }

    private void refusesOrWorks(Sort sort, byte[] content) throws Exception {
        Path file = file(sort, "bad-" + UUID.randomUUID());
        Files.write(file, content);
        try {
            String name = file.getFileName().toString().substring(sort.word.length() + 1);
            try (AutoCloseable found = sort.attach.apply(name)) {
                assertNotNull(sort.use.apply(found)); // rubbish of no meaning, or a smaller size
            } catch (QuadrigaException refused) {
                assertTrue(refused.getMessage().contains(name), refused.getMessage());
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The words of a body are anybody's rubbish too: nothing leaves the mapping, nothing hangs. */
    @ParameterizedTest
    @EnumSource
    void rubbishInTheBodyHarmsNobodyElse(Sort sort) throws Exception {
        AutoCloseable made = closing(sort.create.apply(name("object")));
        byte[] good = Files.readAllBytes(file(sort, "object"));
        int body = (int) FileLayout.bodyAt(IpcDefaults.options().participants());
        Random random = new Random(43);
        for (int i = 0; i < 100; i++) {
            byte[] bad = good.clone();
            ByteBuffer words = ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN);
            words.putLong(FileLayout.ID_AT, random.nextLong());
            for (int at = body; at + 8 <= bad.length; at += 8) {
                words.putLong(at, random.nextLong() >> random.nextInt(64));
            }
            refusesOrWorks(sort, bad);
        }
        made.close();
    }

    @Test
    void manyThreadsMakeOne() throws Exception {
        Callable<IpcLock> make = () -> IpcLock.createOrAttach(name("lock"));
        TestThread<IpcLock> first = TestThread.start(make);
        TestThread<IpcLock> second = TestThread.start(make);
        IpcLock one = closing(first.result());
        IpcLock other = closing(second.result());
        one.lock();
        other.lock(); // the same lock, the same thread
        other.unlock();
        one.unlock();
    }
}
