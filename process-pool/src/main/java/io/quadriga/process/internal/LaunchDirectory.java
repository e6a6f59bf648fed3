package io.quadriga.process.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory of what this JVM's workers need as files: options that are too long, and the logs
 * of crashes. Only its owner can read it; it is gone when this JVM is, see {@link Warden}.
 */
final class LaunchDirectory {

    private LaunchDirectory() {}

    static Path path() {
        return Made.PATH;
    }

    private static final class Made {
        static final Path PATH = make();
    }

    private static Path make() {
        String name =
                "quadriga-"
                        + ProcessHandle.current().pid()
                        + "-"
                        + Long.toUnsignedString(System.nanoTime(), Character.MAX_RADIX);
        Path path = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
        try {
            return Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "no directory for crash logs: directory=" + path + "; check java.io.tmpdir",
                    failed);
        }
    }
}
