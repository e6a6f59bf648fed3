package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What dead processes leave is removed; what living ones have is not. */
@Timeout(Bounds.TEST_SECONDS)
class LeftoversTest {

    @TempDir Path place;

    private long dead;

    @BeforeEach
    void somebodyDies() throws Exception {
        Process process = new ProcessBuilder("true").start();
        dead = process.pid();
        process.waitFor();
    }

    private Path left(long pid, boolean owned) throws IOException {
        Path directory = Files.createDirectory(place.resolve("quadriga-" + pid + "-x"));
        Files.createFile(directory.resolve("segment-1"));
        if (owned) {
            Files.createFile(directory.resolve(Leftovers.OWNER));
        }
        return old(directory);
    }

    private static Path old(Path directory) throws IOException {
        Instant before = Instant.now().minusSeconds(120);
        return Files.setLastModifiedTime(directory, FileTime.from(before));
    }

    private boolean isRemoved(Path directory) {
        Leftovers.sweep(place, Set.of());
        return !Files.exists(directory);
    }

    @Test
    void whatADeadProcessLeftIsRemoved() throws Exception {
        assertTrue(isRemoved(left(dead, true)));
    }

    @Test
    void whatALivingProcessHasStays() throws Exception {
        assertFalse(isRemoved(left(ProcessHandle.current().pid(), true)));
    }

    /** Its process id says nothing here: it lives in another namespace. */
    @Test
    void whatSomebodyHasLockedStays() throws Exception {
        Path directory = left(dead, true);
        Process holder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                directory.resolve(Leftovers.OWNER).toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said = holder.inputReader()) {
            assertEquals("locked", said.readLine());
            assertFalse(isRemoved(directory));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertTrue(isRemoved(directory));
    }

    /** Has the lock until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file =
                    FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.println(file.tryLock() == null ? "taken" : "locked");
                System.in.read();
            }
        }
    }

    /** Its owner may be about to lock it. */
    @Test
    void whatIsYoungOrWasNeverLockedStays() throws Exception {
        Path young = left(dead, true);
        Files.setLastModifiedTime(young, FileTime.from(Instant.now()));
        assertFalse(isRemoved(young));
        assertFalse(isRemoved(left(dead - 1, false)));
    }

    @Test
    void whatOnlyLooksLikeOneStays() throws Exception {
        Path target = Files.createDirectory(place.resolve("target"));
        Files.createFile(target.resolve(Leftovers.OWNER));
        Path link = Files.createSymbolicLink(place.resolve("quadriga-" + dead + "-l"), target);
        assertFalse(isRemoved(link));
        assertTrue(Files.exists(target.resolve(Leftovers.OWNER)));
        assertFalse(isRemoved(old(Files.createDirectory(place.resolve("quadriga-me-x")))));
    }
}
