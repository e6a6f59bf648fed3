package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of JVMs that died together with the {@link Warden} that would have removed them, as
 * when somebody kills all processes of a container.
 *
 * <p>Who owns one has a lock on a file in it for as long as it lives, which another process id
 * namespace respects too, and a process id that somebody else may have by now. So a directory is
 * removed if nobody here has the process id in its name, nobody anywhere the lock, and if nothing
 * was made in it for a minute: its owner may be about to take the lock. Without that file, or where
 * the file system has no locks, it stays.
 */
final class Leftovers {

    static final String PREFIX = "quadriga-";
    static final String OWNER = "owner";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final long YOUNG_MILLIS = 60_000;

    /** Keeps the locks: a channel that is collected gives its lock away. */
    private static final Set<FileChannel> OWNED = new LinkedHashSet<>(); // monitor of the class

    private Leftovers() {}

    /** Owns these, then removes what is left of others beside them; in a thread of its own. */
    static void look(Path... own) {
        Thread.ofPlatform()
                .daemon()
                .name("quadriga-leftovers")
                .inheritInheritableThreadLocals(false)
                .start(() -> {
                    Set<Path> mine = new LinkedHashSet<>(List.of(own));
                    mine.forEach(Leftovers::own);
                    for (Path each : mine) {
                        Path place = each.getParent();
                        if (place != null) {
                            sweep(place, mine);
                        }
                    }
                });
    }

    static synchronized void own(Path directory) {
        try {
            FileChannel file =
                    FileChannel.open(
                            directory.resolve(OWNER),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            OWNED.add(file);
            file.tryLock();
        } catch (IOException refused) {
            LOG.debug("not to be removed by others: directory={}", directory, refused);
        }
    }

    /** Removes what is left in a place, but these. */
    static void sweep(Path place, Set<Path> mine) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place, PREFIX + "*-*")) {
            for (Path each : all) {
                if (!mine.contains(each) && mayBeLeft(each)) {
                    removeIfNobodys(each);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.debug("nothing removed: place={}", place, unreadable);
        }
    }

    private static boolean mayBeLeft(Path directory) throws IOException {
        String[] parts = directory.getFileName().toString().split("-", 3);
        if (!parts[1].matches("[1-9][0-9]{0,9}")
                || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        long age = System.currentTimeMillis() - Files.getLastModifiedTime(directory).toMillis();
        return age > YOUNG_MILLIS && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty();
    }

    private static void removeIfNobodys(Path directory) {
        Path owner = directory.resolve(OWNER);
        if (!Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel file = FileChannel.open(owner, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null) {
                remove(directory);
                LOG.debug("removed what a dead process left: directory={}", directory);
            }
        } catch (IOException | OverlappingFileLockException foreign) {
            LOG.debug("not removed: directory={}", directory, foreign);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        Files.deleteIfExists(directory);
    }
}
