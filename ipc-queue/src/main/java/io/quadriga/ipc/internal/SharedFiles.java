package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes, finds, releases and sweeps shared files; one for the process. Two handles of a process to
 * one file share a {@link SharedFile}.
 *
 * <p><b>Threads.</b> Any thread. Blocks for as long as the file system takes, and for the lock of
 * the directory while files are removed.
 */
final class SharedFiles {

    /*
     * How a file comes and goes. Sources: limits of link(2) and rename(2).
     *
     * create: write the complete file under a private name, join it, link it to its public name. The
     *     link fails if there is one; so nobody ever sees half a file, and a creator that dies leaves a
     *     private name only, which sweeping removes.
     * attach: open, check the header, map, join the table, full fence, look whether life is LIVE. If
     *     it is not, somebody looks whether the file can be removed: leave, wait until that is decided,
     *     and begin again.
     * remove: under the lock of the directory, and if the name still is this file, since a successor
     *     of the same name has another id: life to DEAD, full fence, look whether anybody has joined.
     *     If so back to LIVE, else remove the name. Of two fenced sides at least one sees the other.
     * A death inside remove leaves DEAD and a name: whoever comes next under the lock decides anew.
     *
     * When a process lets go: after its last handle is closed, and not while a thread of it has
     *     something by the file (a held lock; SharedFile.inUseWhile). Until then its entry stays LIVE, so
     *     the name is found. Who closes says `closing`, full fence, looks at the uses; a use begins or ends
     *     by a CAS and then looks at `closing`: at least one sees the other, and settles under HELD.
     * Exit: the hook lets go only if nothing goes on that could use a file, see Exit; else nothing is
     *     done, and all is as after a kill. Locks that are held then stay in any case.
     * A death at any of these steps leaves a name whose processes are all dead, or an entry of a dead
     *     one in a file that others hold: the next process sweeps the one, whoever waits reaps the other.
     *     Only a named lock that its owner died with is kept, because who gets it next is to be told;
     *     that one removes it as usual.
     */

    static final String PRIVATE = ".new-";
    private static final AtomicLong COUNT = new AtomicLong();
    private static final int ATTEMPTS = 100;

    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Map<Path, Held> HELD = new HashMap<>(); // guarded by itself
    private static @Nullable Path swept; // guarded by HELD
    private static volatile boolean exiting;

    private SharedFiles() {}

    /**
     * A file and how many handles of this process use it; shared state of the handles beside it.
     */
    private static final class Held {
        private final SharedFile file;
        private int handles = 1;

        private Held(SharedFile file) {
            this.file = file;
        }
    }

    /**
     * Makes a file.
     *
     * @param name the name, {@code null} for one that nobody can guess
     * @param fill writes what the body must hold before others see it; it is all zeros
     * @throws QuadrigaException if there is one of that name, or no memory for it
     */
    static SharedFile create(
            Kind kind, @Nullable String name, FileHeader header, Consumer<SharedFile> fill) {
        return tryCreate(kind, name, header, fill, false)
                .orElseThrow(() -> Names.taken(kind, name));
    }

    /**
     * As {@link #create}, but empty if there is one of that name.
     *
     * @param kept whether a lock that its owner died with counts as one
     */
    static Optional<SharedFile> tryCreate(
            Kind kind,
            @Nullable String name,
            FileHeader header,
            Consumer<SharedFile> fill,
            boolean kept) {
        Path directory = SharedDirectory.open();
        sweepOnce(directory);
        Path path = directory.resolve(fileName(kind, name != null ? name : "~" + header.id()));
        Path unfinished =
                directory.resolve(
                        PRIVATE
                                + Place.HERE.pidNamespace()
                                + "-"
                                + Processes.self()
                                + "-"
                                + COUNT.incrementAndGet());
        try {
            try {
                Memory memory = Allocation.make(unfinished, header);
                memory.putIntVolatile(FileLayout.LIFE_AT, FileLayout.LIVE);
                SharedFile file = SharedFile.join(path, header, memory);
                fill.accept(file);
                return publish(unfinished, path, file, kept) ? Optional.of(file) : Optional.empty();
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new QuadrigaException(
                    "cannot make a shared file: file="
                            + path
                            + ", size="
                            + header.size()
                            + " bytes; make it smaller, free memory in its file system, or set"
                            + " -Dio.quadriga.ipc.directory",
                    e);
        }
    }

    private static boolean publish(Path unfinished, Path path, SharedFile file, boolean kept)
            throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            synchronized (HELD) {
                try {
                    Files.createLink(path, unfinished);
                    HELD.put(path, new Held(file));
                    return true;
                } catch (FileAlreadyExistsException taken) {
                    Held held = HELD.get(path);
                    if (held != null && !held.file.isUnlinked()) {
                        return false;
                    }
                }
            }
            if (!removeIfAbandoned(path, kept)) {
                return false;
            }
        }
        return false;
    }

    /**
     * Finds a file.
     *
     * @param id which one, {@code null} for whichever has the name
     * @return the file, empty if there is none of that name and id
     * @throws QuadrigaException if there is one that is damaged or not for here
     */
    static Optional<SharedFile> attach(Kind kind, String name, @Nullable UUID id) {
        Path directory = SharedDirectory.open();
        sweepOnce(directory);
        Path path = directory.resolve(fileName(kind, name));
        synchronized (HELD) {
            Held held = HELD.get(path);
            if (held != null && held.file.isUnlinked()) {
                HELD.remove(path); // another process took its name away
            } else if (held != null) {
                if (id != null && !id.equals(held.file.header().id())) {
                    return Optional.empty();
                }
                held.handles++;
                held.file.setClosing(false);
                return Optional.of(held.file);
            }
            try {
                Optional<SharedFile> found = Uninterrupted.run(() -> open(kind, path, id));
                found.ifPresent(file -> HELD.put(path, new Held(file)));
                return found;
            } catch (NoSuchFileException none) {
                return Optional.empty();
            } catch (DamagedFileException e) {
                throw new QuadrigaException(
                        "not usable here: file="
                                + path
                                + ", "
                                + e.getMessage()
                                + "; remove it if nobody needs it",
                        e);
            } catch (IOException e) {
                throw new QuadrigaException(
                        "cannot open a shared file: file=" + path + "; " + e.getMessage(), e);
            }
        }
    }

    private static Optional<SharedFile> open(Kind kind, Path path, @Nullable UUID id)
            throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (FileChannel channel = FileChannel.open(path, OPEN)) {
                FileHeader header = FileHeader.read(channel);
                if (!isFor(kind, path, header) || (id != null && !id.equals(header.id()))) {
                    return Optional.empty();
                }
                SharedFile file = SharedFile.join(path, header, Memory.map(channel, header.size()));
                if (file.isLive()) {
                    return Optional.of(file);
                }
                file.leave();
                removeIfAbandoned(path, header.id(), file.memory(), file.participants());
            }
        }
        throw new DamagedFileException("being removed all the time");
    }

    /** Whether a file is of this kind and of this system; what an earlier run has left goes. */
    private static boolean isFor(Kind kind, Path path, FileHeader header)
            throws DamagedFileException {
        if (header.kind() != kind.code()) {
            throw new DamagedFileException("kind=" + header.kind());
        }
        if (!header.place().boot().equals(Place.HERE.boot())) {
            removeIfAbandoned(path, false);
            return false;
        }
        if (header.place().pidNamespace() != Place.HERE.pidNamespace()) {
            throw Names.elsewhere(path, header.place());
        }
        return true;
    }

    /** Removes the name; processes that hold the file go on. */
    static void unlink(SharedFile file) {
        file.unlink();
        removeName(file.path(), file.header().id(), () -> true);
    }

    /** Gives a handle back; with the last one the process holds the file no longer, if it can. */
    static void release(SharedFile file) {
        synchronized (HELD) {
            Held held = HELD.get(file.path());
            if (held == null || held.file != file || held.handles == 0 || --held.handles > 0) {
                return;
            }
        }
        boolean _ = settle(file);
    }

    /** Lets a file go that neither a handle nor a use keeps. Returns whether it is still held. */
    static boolean settle(SharedFile file) {
        synchronized (HELD) {
            Held held = HELD.get(file.path());
            if (held == null || held.file != file) {
                return false;
            }
            if (held.handles > 0) {
                return true;
            }
            file.setClosing(true);
            if (file.isInUse()) {
                return true;
            }
            HELD.remove(file.path());
            if (exiting) {
                file.leave(); // who waits is not disturbed any more
            } else {
                file.release();
            }
        }
        removeIfLast(file);
        return false;
    }

    private static void removeIfLast(SharedFile file) {
        if (!file.participants().isHeld()) {
            removeIfAbandoned(file.path(), file.header().id(), file.memory(), file.participants());
        }
    }

    /** What a process that ends in order leaves no other one to clean up. */
    private static void releaseAll() {
        synchronized (HELD) {
            if (HELD.isEmpty()) {
                return;
            }
        }
        if (!Exit.isQuiet()) {
            return;
        }
        List<SharedFile> all;
        synchronized (HELD) {
            exiting = true;
            HELD.values().forEach(held -> held.handles = 0);
            all = HELD.values().stream().map(held -> held.file).toList();
        }
        all.forEach(SharedFiles::settle);
    }

    /** Whether this process ends: what its threads have got is theirs until it is dead. */
    static boolean isExiting() {
        return exiting;
    }

    /**
     * Removes a file that no process holds.
     *
     * @param kept whether a lock that its owner died with stays
     * @return whether its name is free now
     */
    static boolean removeIfAbandoned(Path path, boolean kept) {
        try {
            return Uninterrupted.run(() -> isRemoved(path, kept));
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException damaged) {
            return false;
        }
    }

    private static boolean isRemoved(Path path, boolean kept) throws IOException {
        FileHeader header;
        try (FileChannel channel = FileChannel.open(path, OPEN)) {
            header = FileHeader.read(channel);
            Place place = header.place();
            if (place.boot().equals(Place.HERE.boot())) {
                if (place.pidNamespace() != Place.HERE.pidNamespace()) {
                    return false;
                }
                Memory memory = Memory.map(channel, header.size());
                Participants participants =
                        new Participants(memory, FileLayout.TABLE_AT, header.participants());
                return !participants.isHeld()
                        && removeName(
                                path,
                                header.id(),
                                () ->
                                        SharedFile.isAbandoned(
                                                memory,
                                                participants,
                                                () ->
                                                        kept
                                                                && isNamedLock(path, header)
                                                                && LockCore.isLeft(
                                                                        header,
                                                                        memory,
                                                                        participants)));
            }
        }
        return removeName(path, header.id(), () -> true);
    }

    private static boolean removeIfAbandoned(
            Path path, UUID id, Memory memory, Participants participants) {
        return removeName(
                path, id, () -> SharedFile.isAbandoned(memory, participants, () -> false));
    }

    /** A lock without a name goes with its handles: nobody else will ever find it. */
    private static boolean isNamedLock(Path path, FileHeader header) {
        return header.kind() == Kind.LOCK.code()
                && !path.getFileName().toString().startsWith(fileName(Kind.LOCK, "~"));
    }

    /**
     * Removes a name and what belongs to it, if it still means the file of this id and that one is
     * abandoned. Returns whether the name means that file no longer.
     */
    private static boolean removeName(Path path, UUID id, BooleanSupplier abandoned) {
        try {
            return SharedDirectory.lockedFor(
                    path,
                    () -> {
                        if (!isNameOf(path, id)) {
                            return true;
                        }
                        if (!abandoned.getAsBoolean()) {
                            return false;
                        }
                        removeParts(path, id);
                        Files.deleteIfExists(path);
                        return true;
                    });
        } catch (IOException e) {
            Log.of(SharedFiles.class)
                    .warn("cannot remove a shared file: file={}; remove it by hand", path, e);
            return false;
        }
    }

    /** Whether a name means the file of this id. */
    static boolean isNameOf(Path path, UUID id) throws IOException {
        try (FileChannel channel = FileChannel.open(path, OPEN)) {
            return FileHeader.read(channel).id().equals(id);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** The segments of a file are named {@code <name>#<id>-<what>}. */
    private static void removeParts(Path path, UUID id) throws IOException {
        String prefix = path.getFileName() + "#" + id;
        try (DirectoryStream<Path> parts =
                Files.newDirectoryStream(
                        path.getParent(),
                        part -> part.getFileName().toString().startsWith(prefix))) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** The path of a segment that goes with a file. */
    static Path part(SharedFile file, String what) {
        return file.path()
                .resolveSibling(file.path().getFileName() + "#" + file.header().id() + "-" + what);
    }

    private static void sweepOnce(Path directory) {
        synchronized (HELD) {
            if (directory.equals(swept)) {
                return;
            }
            if (swept == null) {
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(SharedFiles::releaseAll, "quadriga-ipc-exit"));
            }
            swept = directory;
        }
        Sweep.sweep(directory);
    }

    /** Removes what dead processes have left. Files that are not ours stay. */
    static void sweep(Path directory) {
        Sweep.sweep(directory);
    }

    private static String fileName(Kind kind, String name) {
        return kind.word() + "-" + name;
    }
}
