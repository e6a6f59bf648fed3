package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and directories that are not what they should be: a clear error, and nothing is left. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
class HostileFilesTest {

    private static final long DEAD_PROCESS = 1L << 40; // process 1, started at 0: there is none

    private final String name = "hostile-" + UUID.randomUUID();
    private final Path file = SharedDirectory.open().resolve("queue-" + name);

    @TempDir private Path directory;

    @AfterEach
    void removeFile() throws IOException {
        Files.deleteIfExists(file);
    }

    // Files.

    /** The bytes of the file of a queue that this process holds. */
    private byte[] image() throws IOException {
        try (IpcQueue<String> queue =
                IpcQueue.create(name, IpcQueueOptions.defaults().capacity(8).participants(2))) {
            assertTrue(queue.offer("there"));
            return Files.readAllBytes(file);
        }
    }

    private byte[] image(Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = image();
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    private void assertRefused(String why) {
        var e = assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(file.toString()) && message.contains(why), message);
        assertTrue(Files.exists(file), "what is not ours stays");
    }

    @ParameterizedTest
    @CsvSource({
        "8, 4, version",
        "12, 4, kind",
        "16, 8, size",
        "24, 4, participants",
        "64, 8, pid namespace",
        "0, 8, magic",
        "80, 8, geometry",
        "88, 8, layout",
        "96, 8, layout",
        "104, 8, layout",
        "112, 8, layout"
    })
    void aHeaderOfAnotherKindIsRefused(int at, int bytes, String why) throws Exception {
        Files.write(
                file,
                image(header -> {
                    long wrong = why.equals("layout") ? header.getLong(at) * 2 : 0x7000_0000;
                    if (bytes == 4) {
                        header.putInt(at, (int) wrong);
                    } else {
                        header.putLong(at, wrong);
                    }
                }));
        QuadrigaException e = assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        assertTrue(
                String.valueOf(e.getMessage()).contains(why)
                        || String.valueOf(e.getMessage()).contains("geometry"),
                e::getMessage);
    }

    @Test
    void aTruncatedFileIsRefused() throws Exception {
        byte[] whole = image();
        for (int length : new int[] {0, 1, 255, 256, 300, 511, 1024, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(length < 256 ? "header bytes" : "size");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused("size");
    }

    @Test
    void aFileOfRandomBytesIsRefusedAndNeverSwept() throws Exception {
        byte[] random = new byte[10_000];
        new Random(7).nextBytes(random);
        Files.write(file, random);

        assertRefused("magic");
        SharedFiles.sweep(file.getParent());
        assertRefused("magic");
        assertThrows(
                QuadrigaException.class, () -> IpcQueue.create(name, IpcQueueOptions.defaults()));
    }

    @Test
    void aFileOfAnEarlierRunOfTheSystemIsALeftover() throws Exception {
        Files.write(file, image(header -> header.putLong(FileLayout.BOOT_AT, 42)));

        var e = assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        assertTrue(
                String.valueOf(e.getMessage()).contains("there is none of that name"),
                e::getMessage);
        assertFalse(Files.exists(file));
    }

    @Test
    void aFileWhoseProcessesAreDeadIsSwept() throws Exception {
        Files.write(
                file,
                image(header ->
                        header.putLong((int) FileLayout.TABLE_AT, 2L << 62 | DEAD_PROCESS)));
        SharedFiles.sweep(file.getParent());

        assertFalse(Files.exists(file));
    }

    @Test
    void aFileThatDiedWhileItWasRemovedGivesItsNameFree() throws Exception {
        for (int life : new int[] {FileLayout.DEAD, 0, 77}) {
            Files.write(
                    file,
                    image(header -> {
                        header.putInt((int) FileLayout.LIFE_AT, life);
                        header.putLong((int) FileLayout.TABLE_AT, 2L << 62 | DEAD_PROCESS);
                    }));
            try (IpcQueue<String> queue = IpcQueue.create(name, IpcQueueOptions.defaults())) {
                assertTrue(queue.offer("new"));
            }
        }
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws Exception {
        Path target = directory.resolve("target");
        Files.write(target, image());
        Files.createSymbolicLink(file, target);

        assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        assertThrows(
                QuadrigaException.class, () -> IpcQueue.create(name, IpcQueueOptions.defaults()));
    }

    @Test
    void aDirectoryOfThatNameIsRefused() throws Exception {
        Files.createDirectory(file);

        assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        SharedFiles.sweep(file.getParent());
    }

    @Test
    void aFileReplacedWhileInUseStaysUsableAndTheNewOneStays() throws Exception {
        IpcQueue<String> queue = IpcQueue.create(name, IpcQueueOptions.defaults().capacity(8));
        try (ActorProcess actor = ActorProcess.on(name)) {
            Files.delete(file);
            Files.write(file, new byte[5_000]);

            assertTrue(queue.offer("over the old file"));
            assertEquals("over the old file", actor.ask("take"));
            assertTrue(use(file.getParent(), name).contains("not usable here"));
        } finally {
            queue.close();
        }
        assertEquals(5_000, Files.size(file));
    }

    // Names that are left.

    @Test
    void unfinishedFilesOfTheDeadAreSweptAndThoseOfTheLivingStay() throws Exception {
        Path shared = file.getParent();
        String here = ".new-" + Place.HERE.pidNamespace() + "-";
        Path dead =
                Files.createFile(
                        shared.resolve(
                                here
                                        + DEAD_PROCESS
                                        + "-"
                                        + Integer.toUnsignedString(name.hashCode())));
        Path living = Files.createFile(shared.resolve(here + Processes.self() + "-999999999"));
        Path elsewhere = Files.createFile(shared.resolve(".new-1-" + DEAD_PROCESS + "-999999999"));
        Path segment =
                Files.createFile(shared.resolve("queue-x#" + UUID.randomUUID() + "-spill-0-1"));
        Path foreign = Files.createFile(shared.resolve(".new-x-" + name));
        try {
            SharedFiles.sweep(shared);

            assertFalse(Files.exists(dead));
            assertFalse(Files.exists(segment));
            assertTrue(Files.exists(living));
            assertTrue(Files.exists(elsewhere));
            assertTrue(Files.exists(foreign));
        } finally {
            for (Path each : List.of(dead, living, elsewhere, segment, foreign)) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Test
    void queuesOfTheDeadAreSweptWithTheirSegments() throws Exception {
        Path own = directory.resolve("shared");
        use(own, "leave");
        assertTrue(
                names(own).stream().anyMatch(each -> each.startsWith("queue-~")), () -> own + "");
        assertTrue(names(own).stream().anyMatch(each -> each.contains("#")), () -> own + "");
        SharedFiles.sweep(own);

        assertEquals(List.of(".lock"), names(own));
    }

    // Directories.

    @Test
    void aDirectoryThatIsOpenToOthersIsRefused() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        String said = use(open, "x");
        assertTrue(said.contains("open to others"), said);
    }

    @Test
    void aDirectoryThatIsALinkIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

        String said = use(link, "x");
        assertTrue(said.contains("not a directory"), said);
    }

    @Test
    void aDirectoryOfSomebodyElseIsRefused() throws Exception {
        Path others = Files.createDirectory(directory.resolve("others"));
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwx------"));
        try {
            Files.setAttribute(others, "unix:uid", 65_534);
        } catch (IOException notRoot) {
            assumeTrue(false, "only root can give a directory away");
        }
        String said = use(others, "x");
        assertTrue(said.contains("owned by another user"), said);
    }

    @Test
    void aProcessThatStandsStillWithTheLockOfTheDirectoryIsNamedAndNotWaitedForForEver()
            throws Exception {
        Path own = directory.resolve("shared");
        Process still = start(own, "stand", directory.resolve("said"));
        try {
            Bounds.await("it stands", () -> isStopped(still));
            String said = use(own, "closeSome");
            assertTrue(said.contains("pid=" + still.pid()), said);
            assertTrue(said.contains("closed"), said);
            run("kill", "-CONT", Long.toString(still.pid()));
            assertTrue(still.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        } finally {
            still.destroyForcibly();
        }
        SharedFiles.sweep(own);
        assertEquals(List.of(".lock"), names(own));
    }

    private static boolean isStopped(Process process) {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'T';
        } catch (IOException gone) {
            return false;
        }
    }

    // A full file system.

    @Test
    void aFullFileSystemIsAClearErrorAndNothingIsLeft() throws Exception {
        Path tiny = Files.createDirectory(directory.resolve("tiny"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", tiny.toString()),
                "a small file system can be mounted");
        try {
            String said = use(tiny, "fill");
            assertTrue(said.contains("cannot make a shared file"), said);
            assertTrue(said.contains("no memory for a large element"), said);
            assertTrue(said.contains("still works"), said);
            assertEquals(List.of(".lock"), names(tiny));
        } finally {
            run("umount", tiny.toString());
        }
    }

    /** What is closed gives its memory back before there is none. */
    @Test
    void moreCanBeMadeAndClosedThanFitsAtOnce() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", small.toString()),
                "a small file system can be mounted");
        try {
            String said = use(small, "churn");
            assertTrue(said.contains("all made"), said);
            assertEquals(List.of(".lock"), names(small));
        } finally {
            run("umount", small.toString());
        }
    }

    /** The segments that are kept for the next large elements go before there is no memory. */
    @Test
    void whatWasTakenGivesItsMemoryToWhatIsLarger() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", small.toString()),
                "a small file system can be mounted");
        String here = "-Dio.quadriga.ipc.directory=" + small;
        try (ActorProcess putter = ActorProcess.start(LeavingProcess.class, "-", here);
                ActorProcess other = ActorProcess.start(LeavingProcess.class, "-", here)) {
            // without the kernel another process keeps what it has mapped
            ActorProcess taker = Kernel.find() != null ? other : putter;
            putter.ask("queue " + name);
            taker.ask("queue " + name);
            for (int i = 0; i < 4; i++) {
                assertEquals("put", putter.ask("large 300000"));
            }
            assertEquals("4", taker.ask("drain"));
            assertEquals("put", putter.ask("large 900000"));
            assertEquals("1", taker.ask("drain"));
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS)
                && process.exitValue() == 0;
    }

    /** What a {@link DirectoryUser} says that uses a directory. */
    private String use(Path shared, String what) throws Exception {
        Path said = directory.resolve("said-" + UUID.randomUUID());
        Process process = start(shared, what, said);
        try {
            assertTrue(process.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS), "in time");
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said);
    }

    private static Process start(Path shared, String what, Path said) throws IOException {
        List<String> command =
                new ArrayList<>(ActorProcess.jvm("-Dio.quadriga.ipc.directory=" + shared));
        command.addAll(List.of(DirectoryUser.class.getName(), what));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }
}
