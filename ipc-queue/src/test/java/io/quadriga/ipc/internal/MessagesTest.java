package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.Connection;
import io.quadriga.ipc.Connections;
import io.quadriga.ipc.IpcBarrier;
import io.quadriga.ipc.IpcCondition;
import io.quadriga.ipc.IpcEvent;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.IpcSemaphore;
import io.quadriga.ipc.Pipe;
import io.quadriga.ipc.SharedArray;
import io.quadriga.ipc.SharedLong;
import io.quadriga.ipc.SharedMemory;
import io.quadriga.ipc.SharedNotFoundException;
import io.quadriga.ipc.UndecodableMessageException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** That messages say what is wrong, with which values, and what to do. */
class MessagesTest extends SyncTest {

    private static final IpcQueueOptions OPTIONS = IpcQueueOptions.defaults();

    private static <E extends Throwable> String said(Class<E> type, Executable wrong) {
        return String.valueOf(assertThrows(type, wrong).getMessage());
    }

    private static void assertSays(String wanted, String message) {
        assertTrue(message.contains(wanted), message);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the mistake
    void aParameterThatIsNullIsNamed() {
        IpcLock lock = closing(IpcLock.create());
        List<Executable> names =
                List.of(
                        () -> IpcQueue.create(null, OPTIONS),
                        () -> IpcQueue.attach(null),
                        () -> IpcQueue.createOrAttach(null, OPTIONS),
                        () -> IpcLock.attach(null),
                        () -> IpcEvent.attach(null),
                        () -> IpcSemaphore.attach(null),
                        () -> IpcBarrier.attach(null),
                        () -> IpcCondition.attach(null, lock),
                        () -> SharedLong.attach(null),
                        () -> SharedArray.attach(null),
                        () -> SharedMemory.attach(null));
        for (Executable each : names) {
            assertEquals("name", said(NullPointerException.class, each));
        }
        IpcQueue<String> queue = closing(IpcQueue.create(OPTIONS));
        assertEquals("options", said(NullPointerException.class, () -> IpcQueue.create(null)));
        assertEquals("lock", said(NullPointerException.class, () -> IpcCondition.create(null)));
        assertEquals("timeout", said(NullPointerException.class, () -> lock.tryLock(null)));
        assertEquals(
                "timeout",
                said(NullPointerException.class, () -> Connections.waitAny(List.of(), null)));
        Duration second = Duration.ofSeconds(1);
        assertEquals("wait", said(NullPointerException.class, () -> queue.lease(null, second)));
        assertEquals("term", said(NullPointerException.class, () -> queue.lease(second, null)));
    }

    @Test
    @SuppressWarnings("NullAway") // that is the mistake
    void nullIsNoElementAndTheEndHasAMethod() {
        IpcQueue<String> queue = closing(IpcQueue.create(OPTIONS));
        List<Executable> puts = List.of(() -> queue.put(null), () -> queue.offer(null));
        for (Executable each : puts) {
            String message = said(NullPointerException.class, each);
            assertSays("null is no element: element=null; shutdown()", message);
        }
    }

    @Test
    void whatIsNotThereHasATypeOfItsOwnAndNamesTheDirectory() {
        IpcLock lock = closing(IpcLock.create());
        String name = name("missing");
        List<Executable> attach =
                List.of(
                        () -> IpcQueue.attach(name),
                        () -> IpcLock.attach(name),
                        () -> IpcEvent.attach(name),
                        () -> IpcSemaphore.attach(name),
                        () -> IpcBarrier.attach(name),
                        () -> IpcCondition.attach(name, lock),
                        () -> SharedLong.attach(name),
                        () -> SharedArray.attach(name),
                        () -> SharedMemory.attach(name));
        for (Executable each : attach) {
            String message = said(SharedNotFoundException.class, each);
            assertSays("name=" + name + ", directory=" + SharedDirectory.open(), message);
            assertSays("; create it, and keep it open meanwhile", message);
        }
    }

    @Test
    void aSizeOutOfRangeIsToldWithTheRange() {
        List<Executable> wrong =
                List.of(
                        () -> SharedArray.create(0),
                        () -> SharedMemory.create(-1),
                        () -> IpcBarrier.create(1 << 22),
                        () -> IpcSemaphore.create(-1));
        List<String> wanted =
                List.of(
                        "length=0, allowed=1 to 134217728",
                        "bytes=-1, allowed=1 to 1099511627776",
                        "parties=4194304, allowed=1 to 1048576",
                        "permits=-1, allowed=0 to 2147483647");
        for (int i = 0; i < wrong.size(); i++) {
            var e = assertThrows(IllegalArgumentException.class, wrong.get(i));
            assertSays("cannot be made so: " + wanted.get(i), String.valueOf(e.getMessage()));
            assertNull(e.getCause());
        }
    }

    @Test
    void aConditionOfAnotherLockSaysSo() {
        String name = name("condition");
        IpcLock lock = closing(IpcLock.create());
        closing(IpcCondition.create(name, lock));
        IpcLock other = closing(IpcLock.create());

        for (Executable each :
                List.<Executable>of(
                        () -> IpcCondition.attach(name, other),
                        () -> IpcCondition.createOrAttach(name, other))) {
            String message = said(QuadrigaException.class, each);
            assertSays("belongs to another lock: kind=condition, name=" + name, message);
            assertFalse(message.contains("high"), message);
        }
    }

    @Test
    void aClosedLockHasNoConditionsAndMakesNoFile() throws Exception {
        IpcLock lock = IpcLock.create(name("lock"));
        lock.close();
        List<Path> before = conditions();

        assertSays("this handle is closed", said(IllegalStateException.class, lock::newCondition));
        assertEquals(before, conditions());
    }

    private static List<Path> conditions() throws Exception {
        try (var all = Files.list(SharedDirectory.open())) {
            return all.filter(file -> file.toString().contains("condition-")).sorted().toList();
        }
    }

    @Test
    void whatWasSentAsBytesIsNoObjectAndIsNotLost() throws Exception {
        byte[] bytes = {1, 2, 3};
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.first().sendBytes(bytes);
            pipe.first().send("next");
            var e = assertThrows(UndecodableMessageException.class, pipe.second()::receive);

            assertSays("no object that can be decoded here", String.valueOf(e.getMessage()));
            assertSays(
                    "bytes=3; receive what was sent by sendBytes", String.valueOf(e.getMessage()));
            assertArrayEquals(bytes, e.bytes());
            assertEquals("next", pipe.second().receive());
        }
    }

    @Test
    void aLargeMessageThatIsNoObjectIsNotLostEither() throws Exception {
        byte[] bytes = new byte[100_000];
        java.util.Arrays.fill(bytes, (byte) 99);
        try (Pipe<Object> pipe = Pipe.open()) {
            pipe.first().sendBytes(ByteBuffer.wrap(bytes));
            var e = assertThrows(UndecodableMessageException.class, pipe.second()::receive);
            assertArrayEquals(bytes, e.bytes());
        }
    }

    @Test
    void tooManyProcessesNameTheFileTheLimitAndWhoTheyAre() throws Exception {
        String name = name("full");
        closing(IpcQueue.create(name, OPTIONS.participants(1)));
        ActorProcess second = closing(ActorProcess.start(Attacher.class, name));
        String message = String.valueOf(second.answer());

        assertSays("too many processes hold it: file=", message);
        assertSays(
                "queue-"
                        + name
                        + ", participants=1, pids="
                        + ProcessHandle.current().pid()
                        + "; end some of these processes",
                message);
    }

    /** Attaches to a queue and says what came of it. */
    static final class Attacher {
        private Attacher() {}

        public static void main(String[] arguments) {
            System.out.println("ready");
            try (IpcQueue<String> queue = IpcQueue.attach(arguments[0])) {
                System.out.println(queue);
            } catch (QuadrigaException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    @Test
    void aFileThatWasCutSaysHowLongItIsAndShouldBe() throws Exception {
        Path file = SharedDirectory.open().resolve("event-" + name("cut"));
        ByteBuffer header = ByteBuffer.allocate(1000).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putLong(FileLayout.MAGIC_AT, FileLayout.MAGIC);
        header.putInt(FileLayout.VERSION_AT, FileLayout.VERSION);
        header.putLong(FileLayout.SIZE_AT, 8192);
        try {
            Files.write(file, header.array());
            String message = said(QuadrigaException.class, () -> IpcEvent.attach(name("cut")));
            assertSays("size=1000, wanted=8192", message);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aFileOfAnotherContainerSaysSoAndNamesTheWaysOut() throws Exception {
        String name = name("elsewhere");
        IpcEvent event = closing(IpcEvent.create(name));
        Path file = SharedDirectory.open().resolve("event-" + name);
        Path copy = SharedDirectory.open().resolve("event-" + name + "-copy");
        try {
            Files.copy(file, copy);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                ByteBuffer other = ByteBuffer.allocate(8).putLong(0, 42);
                channel.write(other, FileLayout.NAMESPACE_AT);
            }
            String message =
                    said(QuadrigaException.class, () -> IpcEvent.createOrAttach(name + "-copy"));
            assertSays("made in another container", message);
            assertSays("file=" + copy + ", pid namespace=", message);
            assertSays("; let both share the pid namespace", message);
            assertSays("-Dio.quadriga.ipc.directory", message);
            assertSays("or remove the file if that container is gone", message);
        } finally {
            Files.deleteIfExists(copy);
        }
        assertFalse(event.isSet());
    }

    @Test
    void aBarrierThatRunsOutOfTimeCountsWhoCame() {
        IpcBarrier barrier = closing(IpcBarrier.create(name("barrier"), 3));
        String message = said(TimeoutException.class, () -> barrier.await(Duration.ofMillis(1)));
        assertSays("barrier=" + name("barrier") + ", parties=3, waiting=1", message);
    }

    @Test
    void handlesAndLeasesSayWhatTheyAre() throws Exception {
        IpcQueue<String> queue = closing(IpcQueue.create(name("queue"), OPTIONS));
        queue.put("e");
        try (var lease = queue.lease(Duration.ZERO, Duration.ofHours(1))) {
            assertEquals("IpcLease[queue=" + queue.name() + ", state=held]", String.valueOf(lease));
        }
        assertFalse(queue.toString().contains("closed"), queue::toString);
        queue.close();
        assertSays(", closed]", queue.toString());
        Pipe<String> pipe = closing(Pipe.open());
        Connection<String> end = pipe.first();
        assertFalse(end.toString().contains("closed"), end::toString);
        end.close();
        assertSays("end=first, closed]", end.toString());
    }

    @Test
    void theLockOfTheDirectoryIsForItsOwnerOnly() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "quadriga-test-");
        Path file = directory.resolve(".lock");
        try {
            assertEquals("done", SharedDirectory.locked(directory, () -> "done"));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }
}
