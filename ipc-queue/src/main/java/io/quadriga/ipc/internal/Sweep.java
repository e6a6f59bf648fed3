package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Removes what dead processes have left in the directory, see {@link SharedFiles}. */
final class Sweep {

    private static final int ID_LENGTH = 36;

    private Sweep() {}

    /** Removes what dead processes have left. Files that are not ours stay. */
    static void sweep(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                sweepOne(file, file.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException e) {
            Log.of(Sweep.class).warn("cannot sweep: directory={}", directory, e);
        }
    }

    private static void sweepOne(Path file, String name) {
        int whole = name.indexOf('#');
        try {
            if (name.startsWith(SharedFiles.PRIVATE)) {
                removeUnfinished(file, name.substring(SharedFiles.PRIVATE.length()).split("-", -1));
            } else if (whole > 0) {
                removeOrphan(file, name.substring(0, whole), idOf(name.substring(whole + 1)));
            } else if (!name.startsWith(".")) {
                SharedFiles.removeIfAbandoned(file, true);
            }
        } catch (NumberFormatException | DamagedFileException notOurs) {
            // a name that only looks like one of ours, or a segment of a file of another version
        } catch (IOException e) {
            Log.of(Sweep.class).warn("cannot sweep: file={}", file, e);
        }
    }

    /** Removes what a creator that has died left: {@code <namespace>-<identity>-<count>}. */
    private static void removeUnfinished(Path file, String[] creator) throws IOException {
        if (creator.length == 3
                && Long.parseLong(creator[0]) == Place.HERE.pidNamespace()
                && Processes.isDead(Long.parseLong(creator[1]))) {
            Files.deleteIfExists(file);
        }
    }

    /** The id in {@code <id>-<what>}. */
    private static UUID idOf(String part) {
        try {
            return UUID.fromString(part.substring(0, ID_LENGTH));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            throw new NumberFormatException("no id: " + part);
        }
    }

    /** Removes a segment whose file is gone: a late operation made it. */
    private static void removeOrphan(Path part, String name, UUID id) throws IOException {
        Path whole = part.resolveSibling(name);
        if (!Uninterrupted.run(() -> SharedFiles.isNameOf(whole, id))) {
            SharedDirectory.lockedFor(
                    part, () -> !SharedFiles.isNameOf(whole, id) && Files.deleteIfExists(part));
        }
    }
}
