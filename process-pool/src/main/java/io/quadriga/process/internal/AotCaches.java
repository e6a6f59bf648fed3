package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AOT caches that workers start with, if they are asked for. A cache is looked at once in the
 * life of this JVM; where there is none, one is made in the background once a worker is up. No
 * cache ever fails a worker for long: one that dies before it is ready takes its cache along.
 */
final class AotCaches {

    private static final Logger LOG = LoggerFactory.getLogger(AotCaches.class);

    /** Those that were found whole. */
    private static final Set<Path> WHOLE = ConcurrentHashMap.newKeySet();

    /** Those that are not used in the life of this JVM: absent, damaged, or deadly. */
    private static final Set<Path> UNUSED = ConcurrentHashMap.newKeySet();

    private static final Set<Path> TRAINED = ConcurrentHashMap.newKeySet();

    private AotCaches() {}

    /** The cache for a worker, or null if it is to start without one. */
    static @Nullable Path find(WorkerCommand command) {
        Path file = file(command);
        if (file == null || UNUSED.contains(file)) {
            return null;
        }
        if (WHOLE.contains(file)) {
            return Files.exists(file) ? file : null;
        }
        AotCache cache = new AotCache(file);
        if (isSafe(file) && cache.isWhole()) {
            WHOLE.add(file);
            return file;
        }
        if (cache.exists()) {
            discard(file, "damaged");
        }
        return null;
    }

    private static boolean isSafe(Path file) {
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return false;
        }
        try {
            AotDirectory.open(directory);
            return true;
        } catch (IOException | UnsupportedOperationException unsafe) {
            LOG.warn("no AOT cache is used", unsafe);
            UNUSED.add(file);
            return false;
        }
    }

    private static @Nullable Path file(WorkerCommand command) {
        if (command.archive() == WorkerCommand.Archive.DEFAULT) {
            return null;
        }
        String key = AotKey.of(command, JvmPath.current());
        return key == null ? null : AotDirectory.path().resolve(key + AotCache.SUFFIX);
    }

    /** Has a cache made for later workers, if there is none. Called when a worker is up. */
    static void wanted(WorkerCommand command) {
        Path file = file(command);
        if (file != null && !WHOLE.contains(file) && !UNUSED.contains(file) && TRAINED.add(file)) {
            Thread.ofPlatform()
                    .name("quadriga-aot")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .priority(Thread.MIN_PRIORITY)
                    .start(new AotTraining(AotDirectory.path(), file));
        }
    }

    /** Deletes a cache and uses none in its place. */
    static void discard(Path file, String why) {
        UNUSED.add(file);
        LOG.warn("AOT cache deleted: reason={}, file={}; workers start without it", why, file);
        try {
            new AotCache(file).delete();
        } catch (IOException failed) {
            LOG.warn("AOT cache not deleted: file={}; remove it", file, failed);
        }
    }
}
