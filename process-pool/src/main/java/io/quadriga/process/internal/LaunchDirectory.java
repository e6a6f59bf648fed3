package io.quadriga.process.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory of what this JVM's workers need as files: options that are too long, and the logs
 * of crashes. Only its owner can read it; it is gone when this JVM is, see {@link Warden}. Beside
 * it one in memory, where there is such a place, for {@link Segment}s. What is left of JVMs that
 * died together with their warden is removed by the next one, see {@link Leftovers}.
 */
final class LaunchDirectory {

    private static final FileAttribute<?> ONLY_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private LaunchDirectory() {}

    static Path path() {
        return Made.PATH;
    }

    /** The one in memory; else that on disk. */
    static Path inMemory() {
        return Made.IN_MEMORY;
    }

    private static final class Made {
        static final Path PATH = make();
        static final Path IN_MEMORY = makeInMemory();

        static {
            Leftovers.look(PATH, IN_MEMORY);
        }
    }

    private static Path makeInMemory() {
        Path parent = Path.of("/dev/shm");
        try {
            return Files.isDirectory(parent)
                    ? Files.createDirectory(parent.resolve(Made.PATH.getFileName()), ONLY_OWNER)
                    : Made.PATH;
        } catch (IOException refused) {
            return Made.PATH;
        }
    }

    private static Path make() {
        String name =
                Leftovers.PREFIX
                        + ProcessHandle.current().pid()
                        + "-"
                        + Long.toUnsignedString(System.nanoTime(), Character.MAX_RADIX);
        Path path = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
        try {
            return Files.createDirectory(path, ONLY_OWNER);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "no directory for crash logs: directory=" + path + "; check java.io.tmpdir",
                    failed);
        }
    }
}
