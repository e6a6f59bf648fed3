package io.quadriga.ipc.internal;

import io.quadriga.Capability;
import io.quadriga.QuadrigaException;
import io.quadriga.QueueGoneException;
import io.quadriga.ipc.IpcQueueOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens queues: one core for each file that this process holds, whatever many handles there are.
 */
public final class QueueCores {

    private static final int ATTEMPTS = 100;

    private QueueCores() {}

    /** Makes a queue; anonymous without a name. Empty if there is one of that name. */
    public static Optional<QueueCore> tryCreate(@Nullable String name, IpcQueueOptions options) {
        QueueLayout layout = layout(options);
        FileHeader header =
                FileHeader.of(
                        Kind.QUEUE, layout.end(), options.participants(), 0, layout.geometry());
        return SharedFiles.tryCreate(Kind.QUEUE, name, header, file -> {}, false)
                .map(QueueCores::coreOf);
    }

    /**
     * Makes a queue.
     *
     * @throws QuadrigaException if there is one of that name
     */
    public static QueueCore create(String name, IpcQueueOptions options) {
        return tryCreate(name, options).orElseThrow(() -> Names.taken(Kind.QUEUE, name));
    }

    /** Makes a queue that only those find who are given a handle. */
    public static QueueCore createUnnamed(IpcQueueOptions options) {
        return tryCreate(null, options).orElseThrow();
    }

    private static QueueLayout layout(IpcQueueOptions options) {
        Objects.requireNonNull(options, "options");
        return new QueueLayout(
                options.capacity(),
                IpcDefaults.ringBytes(options),
                options.leases(),
                options.leaseBytes(),
                options.largeElements(),
                FileLayout.bodyAt(options.participants()));
    }

    /** Finds a queue by its name; with an id only that one. */
    public static Optional<QueueCore> attach(String name, @Nullable UUID id) {
        return SharedFiles.attach(Kind.QUEUE, name, id).map(QueueCores::coreOf);
    }

    /**
     * Finds a queue by its name.
     *
     * @throws io.quadriga.ipc.SharedNotFoundException if there is none
     */
    public static QueueCore attach(String name) {
        return attach(name, null).orElseThrow(() -> Names.none(Kind.QUEUE, name));
    }

    /**
     * Finds a queue that travelled as a value.
     *
     * @throws QueueGoneException if nobody holds it any more
     */
    public static QueueCore attachTravelled(String name, UUID id) {
        return attach(name, id)
                .orElseThrow(() ->
                        new QueueGoneException(
                                "nobody holds the queue any more: name="
                                        + name
                                        + ", id="
                                        + id
                                        + "; keep it open until its receivers have used"
                                        + " it"));
    }

    /**
     * Finds a queue, or makes it.
     *
     * @throws QuadrigaException if there is one of other options, naming both
     */
    public static QueueCore findOrMake(String name, IpcQueueOptions options) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<QueueCore> found = attach(name, null);
            if (found.isPresent()) {
                check(found.get(), options);
                return found.get();
            }
            Optional<QueueCore> made = tryCreate(name, options);
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw Names.unsettled(Kind.QUEUE, name);
    }

    /** Checks a name that a user gave. */
    public static String checkName(String name) {
        return Names.check(name);
    }

    /** Refuses {@code null}, which cannot be told from no element. */
    public static void checkElement(@Nullable Object element) {
        Objects.requireNonNull(
                element, "null is no element: element=null; shutdown() tells takers that it ends");
    }

    /** Checks a name that came with a handle: it is part of a path. */
    public static void checkTravelledName(String name, UUID id) {
        if (!name.equals("~" + id)) {
            Names.check(name);
        }
    }

    /**
     * Checks that a queue is as these options say.
     *
     * @throws QuadrigaException if not, naming both values; the handle is given back
     */
    private static void check(QueueCore core, IpcQueueOptions options) {
        QueueLayout found = core.layout();
        QueueLayout wanted = layout(options);
        boolean derived =
                IpcDefaults.isDerived(found.capacity(), found.slots())
                        && IpcDefaults.isDerived(wanted.capacity(), wanted.slots());
        StringJoiner differences = new StringJoiner(", ");
        compare("capacity", found.capacity(), wanted.capacity(), differences);
        compare("ringBytes", found.ringBytes(), wanted.ringBytes(), differences);
        if (!derived) { // else it differs with the capacity
            compare("largeElements", found.slots(), wanted.slots(), differences);
        }
        compare("leases", found.cells(), wanted.cells(), differences);
        compare("leaseBytes", found.cellBytes(), wanted.cellBytes(), differences);
        int participants = core.file().header().participants();
        compare("participants", participants, options.participants(), differences);
        if (differences.length() > 0) {
            core.release();
            throw new OtherGeometryException(
                    "there is one of that name with another geometry: file="
                            + core.file()
                            + ", "
                            + differences
                            + "; attach to it as it is, or use another name");
        }
    }

    private static void compare(String what, int found, int wanted, StringJoiner differences) {
        if (found != wanted) {
            differences.add(what + "=" + found + ", wanted=" + wanted);
        }
    }

    /**
     * What a queue can do.
     *
     * @param core the queue, {@code null} if it was not looked up yet
     */
    public static Set<Capability> capabilities(@Nullable QueueCore core) {
        return core == null || hasLeases(core)
                ? Set.of(Capability.CROSSES_PROCESSES, Capability.LEASES)
                : Set.of(Capability.CROSSES_PROCESSES);
    }

    /**
     * Refuses a lease that could only be waited for in vain.
     *
     * @throws UnsupportedOperationException if the queue has no cells
     */
    public static void checkLeases(QueueCore core, String name) {
        if (!hasLeases(core)) {
            throw new UnsupportedOperationException(
                    "this queue has no room for leases: name="
                            + name
                            + ", leases=0; create it with leases of 1 or more");
        }
    }

    /** Refuses to look at elements without taking them. */
    public static UnsupportedOperationException interior(String what, String name) {
        return new UnsupportedOperationException(
                "elements in a shared queue cannot be looked at: operation="
                        + what
                        + ", name="
                        + name
                        + "; drain it, or use a backend with INTERIOR");
    }

    private static boolean hasLeases(QueueCore core) {
        return core.layout().cells() > 0;
    }

    private static QueueCore coreOf(SharedFile file) {
        try {
            QueueLayout layout = QueueLayout.of(file.header());
            return file.view(QueueCore.class, () -> new QueueCore(file, layout));
        } catch (DamagedFileException e) {
            SharedFiles.release(file);
            throw new DamagedException(file.toString(), String.valueOf(e.getMessage()));
        }
    }
}
