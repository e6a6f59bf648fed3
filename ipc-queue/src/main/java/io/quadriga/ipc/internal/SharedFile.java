package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.QueueClosedException;
import io.quadriga.ipc.PipeClosedException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of shared memory that this process holds: one for all of its handles. The file lives as
 * long as any process holds it; the last one removes it.
 */
final class SharedFile implements Participants.Recovery {

    private static final long REAP_NANOS = 100_000_000;
    private static final long CLOSE_REAP_NANOS =
            1_000_000_000; // for who is dead and not waited for

    private final AtomicLong reaped = new AtomicLong(System.nanoTime());
    private final Pace closeLooks = new Pace(Kernel.find() != null ? CLOSE_REAP_NANOS : REAP_NANOS);
    private final Path path;
    private final FileHeader header;
    private final Memory memory;
    private final Participants participants;
    private final int stamp;
    private final boolean newcomer;
    private final List<OwnedLock> locks = new CopyOnWriteArrayList<>();
    private final List<Participants.Recovery> steps = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private @Nullable Object view; // guarded by this
    private final List<BooleanSupplier> uses = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean released;
    private volatile boolean left;

    private SharedFile(Path path, FileHeader header, Memory memory) {
        this.path = path;
        this.header = header;
        this.memory = memory;
        this.participants = new Participants(memory, FileLayout.TABLE_AT, header.participants());
        int again = participants.rejoin(Processes.self());
        this.newcomer = again == 0;
        this.stamp = newcomer ? participants.join(Processes.self(), this) : again;
    }

    /**
     * Joins the table of a file.
     *
     * @throws QuadrigaException if too many processes hold it
     */
    static SharedFile join(Path path, FileHeader header, Memory memory) {
        return new SharedFile(path, header, memory);
    }

    /** Whether the file is not being removed. True after {@link #join} means: it stays. */
    boolean isLive() {
        VarHandle.fullFence(); // orders the entry in the table before the look
        return memory.intVolatile(FileLayout.LIFE_AT) == FileLayout.LIVE;
    }

    /** Whether the entry of this process may have been another's before. */
    boolean isNewcomer() {
        return newcomer;
    }

    /**
     * Keeps the file though no handle of this process refers to it any more: what a thread has got
     * by it, a lock say, must not be given to another process that finds no file of that name.
     *
     * @param use whether that is so; its end is followed by {@link #settle}
     */
    void inUseWhile(BooleanSupplier use) {
        uses.add(use);
    }

    /** Whether threads of this process have something by it. */
    boolean isInUse() {
        return uses.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    /** Says whether handles of this process refer to it. Before {@link #isInUse} is asked. */
    void setClosing(boolean closing) {
        this.closing = closing;
        VarHandle.fullFence(); // orders it before the look at the uses
    }

    /**
     * Lets the file go if neither a handle nor a use keeps it. Called after a use has begun and
     * after it has ended: of this side and the one that closes the last handle at least one sees
     * the other.
     *
     * @return whether this process still holds it
     */
    boolean settle() {
        return !closing || SharedFiles.settle(this);
    }

    /** Takes part no longer. Operations in flight end under the stamp they have. */
    void leave() {
        left = true;
        participants.close(stamp);
    }

    /**
     * Takes part no longer, because the last handle of this process is closed. Threads that wait
     * are told so: there may be nobody left who could wake them.
     */
    void release() {
        released = true;
        leave();
        synchronized (gates) {
            gates.forEach(Gate::signalAll);
        }
    }

    /** Refuses to go on with what this process has let go. */
    void checkHeld() {
        if (left) {
            throw closed();
        }
    }

    /** Refuses to wait for what this process has let go, but for its end. */
    private void checkWait() {
        if (released) {
            throw closed();
        }
    }

    private RuntimeException closed() {
        String said = "its last handle in this process was closed meanwhile: file=" + path;
        if (header.kind() == Kind.QUEUE.code()) {
            return new QueueClosedException(said);
        }
        return header.kind() == Kind.PIPE.code()
                ? new PipeClosedException(said)
                : new IllegalStateException(said);
    }

    /**
     * Forbids to join, if no process holds the file any more. Under the lock of the directory: so a
     * word that is not LIVE there is what a death has left, or damage.
     *
     * @param kept whether there is a reason to keep it all the same
     * @return whether the file can be removed
     */
    static boolean isAbandoned(Memory memory, Participants participants, BooleanSupplier kept) {
        if (memory.intVolatile(FileLayout.LIFE_AT) == FileLayout.UNLINKED) {
            return true;
        }
        if (participants.isHeld()) {
            // the look that is the usual case: nobody who attaches is disturbed
            return isStillHeld(memory);
        }
        memory.putIntVolatile(FileLayout.LIFE_AT, FileLayout.DEAD);
        VarHandle.fullFence(); // orders the word before the look for those who join
        return (!participants.isHeld() && !kept.getAsBoolean()) || isStillHeld(memory);
    }

    private static boolean isStillHeld(Memory memory) {
        int life = memory.intVolatile(FileLayout.LIFE_AT);
        if (life != FileLayout.UNLINKED) {
            memory.casInt(FileLayout.LIFE_AT, life, FileLayout.LIVE);
        }
        return false;
    }

    /** Forbids to join, though processes hold the file. Its name can be removed then. */
    void unlink() {
        memory.putIntVolatile(FileLayout.LIFE_AT, FileLayout.UNLINKED);
    }

    boolean isUnlinked() {
        return memory.intVolatile(FileLayout.LIFE_AT) == FileLayout.UNLINKED;
    }

    /** A lock of this file; a death is repaired in all of them. */
    OwnedLock lock(long at, String what) {
        OwnedLock lock = new OwnedLock(memory, at, participants, stamp, what + " of " + path);
        locks.add(lock);
        return lock;
    }

    Gate gate(long at, int index, String what) {
        Gate gate =
                new Gate(
                        memory,
                        at,
                        participants,
                        index,
                        stamp,
                        this::reapSometimes,
                        this::checkWait,
                        what + "-" + path.getFileName());
        synchronized (gates) {
            gates.add(gate);
        }
        return gate;
    }

    /** What else a death leaves; called with the stamp of the dead, its locks are free by then. */
    void onDeath(Participants.Recovery step) {
        steps.add(step);
    }

    @Override
    public boolean isRecovered(int deadStamp) {
        locks.forEach(lock -> lock.recover(deadStamp));
        return steps.stream().allMatch(step -> step.isRecovered(deadStamp));
    }

    /** What those who wait do, so that deaths are noticed which hold no lock. */
    void reapSometimes() {
        reapSometimes(System.nanoTime());
    }

    /** The same for who knows the time. */
    void reapSometimes(long now) {
        long last = reaped.get();
        if (now - last >= REAP_NANOS && reaped.compareAndSet(last, now)) {
            reap(closeLooks.isTime());
        }
    }

    /** Retires dead processes, and wakes everybody if there were any: a wake may have died. */
    void reap(boolean closely) {
        if (participants.reap(this, closely) > 0) {
            synchronized (gates) {
                gates.forEach(Gate::signalAll);
            }
        }
    }

    /** The view of what the file holds, one for all handles of this process. */
    synchronized <V> V view(Class<V> type, Supplier<V> make) {
        if (view == null) {
            view = make.get();
        }
        return type.cast(view);
    }

    /** The name without the kind. */
    String name() {
        String file = path.getFileName().toString();
        return file.substring(file.indexOf('-') + 1);
    }

    Path path() {
        return path;
    }

    FileHeader header() {
        return header;
    }

    Memory memory() {
        return memory;
    }

    Participants participants() {
        return participants;
    }

    int stamp() {
        return stamp;
    }

    /** Where the body begins. */
    long body() {
        return header.bodyAt();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
