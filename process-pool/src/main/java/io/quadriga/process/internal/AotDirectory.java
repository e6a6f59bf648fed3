package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where a user's AOT caches are. What lies there is code, so nobody else may write there. */
final class AotDirectory {

    private static final long KEPT_BYTES = 250L * 1024 * 1024;
    private static final String ONLY_OWNER = "rwx------";

    private AotDirectory() {}

    static Path path() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base =
                caches == null || caches.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(caches);
        return base.toAbsolutePath().resolve("quadriga").resolve("aot");
    }

    /**
     * Makes the directory, or looks whether it is safe.
     *
     * @throws IOException if it cannot be made, or others could write to it
     */
    static void open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(ONLY_OWNER)));
        }
        PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class);
        String user = System.getProperty("user.name");
        boolean mine =
                found.owner()
                        .equals(
                                FileSystems.getDefault()
                                        .getUserPrincipalLookupService()
                                        .lookupPrincipalByName(user));
        Set<PosixFilePermission> granted = found.permissions();
        if (!mine || !granted.equals(PosixFilePermissions.fromString(ONLY_OWNER))) {
            throw new IOException(
                    "others can write to the AOT caches: directory="
                            + directory
                            + ", owner="
                            + found.owner()
                            + ", permissions="
                            + PosixFilePermissions.toString(granted)
                            + "; make it yours alone, or remove it");
        }
    }

    /** Deletes the oldest caches, until what is left is not too much. */
    static void prune(Path directory) throws IOException {
        List<Path> caches = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(each -> each.toString().endsWith(AotCache.SUFFIX)).forEach(caches::add);
        }
        caches.sort(Comparator.comparing(AotDirectory::age).reversed());
        long bytes = 0;
        for (Path each : caches) {
            bytes += Files.size(each);
            if (bytes > KEPT_BYTES) {
                new AotCache(each).delete();
            }
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
