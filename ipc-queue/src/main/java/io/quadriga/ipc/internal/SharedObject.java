package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.SharedGoneException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One handle to a shared object: what is the same for locks, events, numbers and the others. It
 * looks its file up at the first use if it has travelled, and gives it back when it is closed.
 *
 * <p><b>Threads.</b> Any number at once.
 *
 * @param <C> the view that the process has of the object
 */
public final class SharedObject<C> {

    private static final int ATTEMPTS = 100;

    private final SharedType<C> type;
    private final SharedName name;
    private volatile @Nullable C core; // null: not looked up yet
    private volatile boolean closed;
    private @Nullable SharedFile file; // guarded by this

    private SharedObject(SharedType<C> type, SharedName name) {
        this.type = type;
        this.name = name;
    }

    private SharedObject(SharedType<C> type, SharedFile file) {
        this(type, new SharedName(file.name(), file.header().id()));
        this.core = open(file);
        this.file = file;
    }

    /** A handle that travelled. */
    public static <C> SharedObject<C> travelled(SharedType<C> type, SharedName name) {
        return new SharedObject<>(type, name);
    }

    /**
     * Makes an object.
     *
     * @param geometry how it is made, checked
     * @throws QuadrigaException if there is one of that name, or no memory for it
     */
    public static <C> SharedObject<C> create(SharedType<C> type, String name, long... geometry) {
        return createFilled(type, name, core -> {}, geometry);
    }

    /**
     * Makes an object.
     *
     * @param name its name
     * @param fill gives it its first value, before anybody else sees it
     * @param geometry how it is made, checked
     * @throws QuadrigaException if there is one of that name, or no memory for it
     */
    public static <C> SharedObject<C> createFilled(
            SharedType<C> type, String name, Consumer<C> fill, long... geometry) {
        Objects.requireNonNull(name, "name"); // one without is made by createUnnamed alone
        return tryCreate(type, name, fill, false, geometry)
                .orElseThrow(() -> Names.taken(type.kind(), name));
    }

    /** Makes an object that only those find who are given a handle. */
    public static <C> SharedObject<C> createUnnamed(SharedType<C> type, long... geometry) {
        return tryCreate(type, null, core -> {}, false, geometry).orElseThrow();
    }

    private static <C> Optional<SharedObject<C>> tryCreate(
            SharedType<C> type,
            @Nullable String name,
            Consumer<C> fill,
            boolean kept,
            long... geometry) {
        String checked = name == null ? null : Names.check(name);
        int participants = IpcDefaults.options().participants();
        FileHeader header =
                FileHeader.of(
                        type.kind(), size(type, geometry, participants), participants, 0, geometry);
        return SharedFiles.tryCreate(
                        type.kind(), checked, header, file -> fill.accept(type.open(file)), kept)
                .map(file -> new SharedObject<>(type, file));
    }

    private static long size(SharedType<?> type, long[] geometry, int participants) {
        try {
            return FileLayout.bodyAt(participants) + type.body().bytes(geometry, participants);
        } catch (DamagedFileException e) {
            throw new IllegalArgumentException("cannot be made so: " + e.getMessage());
        }
    }

    /**
     * Finds an object that some process holds.
     *
     * @throws io.quadriga.ipc.SharedNotFoundException if there is none
     * @throws QuadrigaException if there is one that is damaged or not for here
     */
    public static <C> SharedObject<C> attach(SharedType<C> type, String name) {
        return tryAttach(type, name).orElseThrow(() -> Names.none(type.kind(), name));
    }

    private static <C> Optional<SharedObject<C>> tryAttach(SharedType<C> type, String name) {
        return SharedFiles.attach(type.kind(), Names.check(name), null)
                .map(file -> new SharedObject<>(type, file));
    }

    /**
     * Finds an object, or makes it.
     *
     * @throws QuadrigaException if there is one of another geometry, naming both; or as above
     */
    public static <C> SharedObject<C> createOrAttach(
            SharedType<C> type, String name, long... geometry) {
        return createFilledOrAttach(type, name, core -> {}, geometry);
    }

    /** As {@link #createOrAttach}; what is there already keeps its value. */
    public static <C> SharedObject<C> createFilledOrAttach(
            SharedType<C> type, String name, Consumer<C> fill, long... geometry) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<SharedObject<C>> one =
                    tryAttach(type, name).or(() -> tryCreate(type, name, fill, true, geometry));
            if (one.isPresent()) {
                return one.get().checked(geometry);
            }
        }
        throw Names.unsettled(type.kind(), name);
    }

    /**
     * Refuses another geometry than this one; the handle is closed then.
     *
     * @throws QuadrigaException naming both
     */
    public SharedObject<C> checked(long... wanted) {
        long[] found = geometry();
        if (!Arrays.equals(found, Arrays.copyOf(wanted, found.length))) {
            close();
            throw new QuadrigaException(
                    "there is one of that name that "
                            + type.difference(name.name(), found, wanted)
                            + "; attach to it as it is, or use another name");
        }
        return this;
    }

    private synchronized long[] geometry() {
        SharedFile held = file;
        if (held == null) {
            throw new IllegalStateException("not attached yet: name=" + name.name());
        }
        return held.header().geometry();
    }

    /**
     * Returns the view of the object.
     *
     * @throws SharedGoneException if the handle travelled and nobody holds the object any more
     * @throws IllegalStateException if the handle is closed
     */
    public C core() {
        C known = core;
        return known != null && !closed ? known : lookUp();
    }

    /** The view, of a closed handle too; {@code null} if it was never looked up. */
    public @Nullable C knownCore() {
        return core;
    }

    private synchronized C lookUp() {
        if (closed) {
            throw new IllegalStateException(
                    "this handle is closed: kind="
                            + type.kind().word()
                            + ", name="
                            + name.name()
                            + "; attach again");
        }
        C known = core;
        if (known == null) {
            SharedFile found =
                    SharedFiles.attach(type.kind(), name.name(), name.id()).orElseThrow(this::gone);
            known = open(found);
            file = found;
            core = known;
        }
        return known;
    }

    private C open(SharedFile found) {
        try {
            return type.open(found);
        } catch (DamagedException e) {
            SharedFiles.release(found);
            throw e;
        }
    }

    private SharedGoneException gone() {
        return new SharedGoneException(
                "nobody holds it any more: kind="
                        + type.kind().word()
                        + ", name="
                        + name.name()
                        + ", id="
                        + name.id()
                        + "; keep it open until its receivers have used it");
    }

    /** What travels. */
    public SharedName name() {
        return name;
    }

    /** Gives the handle back. Later calls do nothing. */
    public void close() {
        SharedFile released;
        synchronized (this) {
            released = closed ? null : file;
            closed = true;
        }
        if (released != null) {
            SharedFiles.release(released);
        }
    }

    /** Takes the name away, so that nobody finds the object by it any more. */
    public void unlink() {
        core();
        SharedFile held;
        synchronized (this) {
            held = file;
        }
        if (held != null) {
            SharedFiles.unlink(held);
        }
    }

    /** As {@code Lock[name=jobs]}. */
    public String describe(String word) {
        return word + "[name=" + name.name() + (closed ? ", closed]" : "]");
    }
}
