package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
            throw unusable(directory, "cannot be made or read", "", "make it writable", e);
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
        } catch (NoSuchFileException noParent) {
            throw unusable(
                    directory,
                    "cannot be made, its parent is not there",
                    "",
                    "mkdir " + directory.toAbsolutePath().getParent(),
                    noParent);
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

    private static QuadrigaException unusable(
            Path directory, String why, String values, String remedy, @Nullable IOException cause) {
        return new QuadrigaException(
                "the directory for shared files "
                        + why
                        + ": directory="
                        + directory
                        + values
                        + "; "
                        + remedy
                        + ", or choose another one by -Dio.quadriga.ipc.directory",
                cause);
    }

    /** What others may write to cannot be trusted. */
    private static void check(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(directory, "is not a directory", "", "remove what is there", null);
        }
        if (!POSIX) {
            return;
        }
        String owner = ownerOf(directory);
        if (!owner.equals(USER)) {
            throw unusable(
                    directory,
                    "is owned by another user",
                    ", owner=" + owner + ", user=" + USER,
                    "run as its owner",
                    null);
        }
        String rights =
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
        if (!rights.endsWith("------")) {
            throw unusable(
                    directory,
                    "is open to others",
                    ", permissions=" + rights,
                    "chmod 700 " + directory,
                    null);
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
