package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The directory of all shared files of one user: in {@code /dev/shm} where there is one, else in
 * the temporary directory, or where {@code -Dio.quadriga.ipc.directory} says.
 */
final class SharedDirectory {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final String USER = user();

    private SharedDirectory() {}

    /**
     * Returns the directory, made if it is not there.
     *
     * @throws QuadrigaException if it is somebody else's, or cannot be made
     */
    static Path open() {
        Path directory = chosen();
        try {
            make(directory);
            check(directory);
        } catch (IOException e) {
            throw new QuadrigaException(
                    "cannot use the directory for shared files: directory="
                            + directory
                            + "; make it writable, or set -Dio.quadriga.ipc.directory",
                    e);
        }
        return directory;
    }

    private static Path chosen() {
        String configured = System.getProperty("io.quadriga.ipc.directory");
        if (configured != null) {
            return Path.of(configured);
        }
        Path memory = Path.of("/dev/shm");
        Path parent =
                Files.isDirectory(memory) && Files.isWritable(memory)
                        ? memory
                        : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("quadriga-" + USER);
    }

    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (POSIX) {
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(directory);
            }
        } catch (FileAlreadyExistsException another) {
            // made meanwhile, or not a directory: the check says so
        }
    }

    /** The number of the user where the system tells it, else the name. */
    private static String user() {
        try {
            return ownerOf(Path.of("/proc/self/stat"));
        } catch (IOException | RuntimeException elsewhere) {
            return System.getProperty("user.name");
        }
    }

    private static String ownerOf(Path file) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS).toString()
                : Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /** What others may write to cannot be trusted. */
    private static void check(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not a directory");
        }
        if (!POSIX) {
            return;
        }
        String owner = ownerOf(directory);
        if (!owner.equals(USER)) {
            throw new IOException("owned by another user: owner=" + owner + ", user=" + USER);
        }
        String rights =
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
        if (!rights.endsWith("------")) {
            throw new IOException("open to others: permissions=" + rights);
        }
    }

    /**
     * Runs a step under the lock of the directory that a file is in.
     *
     * @throws IOException if a process holds that lock and does not go on, naming it
     */
    static <T> T lockedFor(Path file, Uninterrupted.Step<T> step) throws IOException {
        return locked(Objects.requireNonNull(file.getParent(), "directory"), step);
    }

    /** Runs a step under the lock of the directory, perhaps more than once. */
    static <T> T locked(Path directory, Uninterrupted.Step<T> step) throws IOException {
        return Uninterrupted.run(() -> DirectoryLock.locked(directory, step));
    }
}
