package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a directory of shared files, for the few system calls that remove one. The kernel
 * frees it when its holder dies; from one that is stopped it cannot be taken, so who waits gives
 * up.
 *
 * <p>The file says who holds it: {@code [pid:8][a number for this once:8]}. That is for people, and
 * to tell one that stands still from many that come and go; nothing else hangs on it.
 */
final class DirectoryLock {

    private static final String FILE = ".lock";
    private static final int BYTES = 16;

    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long AFTER_GIVING_UP_NANOS = 20_000_000;
    private static final long COMPLAINT_NANOS = 1_000_000_000;
    private static final long NAP_NANOS = 200_000;

    /**
     * One thread of this process at a time: closing any descriptor of the file lets the lock go.
     */
    private static final ReentrantLock WITHIN = new ReentrantLock();

    private static Holder givenUp = Holder.NOBODY; // guarded by WITHIN

    /** Who has the lock, and which time it is that it has it. */
    private record Holder(long pid, long once) {
        private static final Holder NOBODY = new Holder(0, 0);
    }

    private DirectoryLock() {}

    /**
     * Runs a step under the lock.
     *
     * @throws IOException if the holder does not go on, naming it; or as the step does
     */
    static <T> T locked(Path directory, Uninterrupted.Step<T> step) throws IOException {
        WITHIN.lock();
        try (FileChannel file =
                FileChannel.open(directory.resolve(FILE), OPEN, Allocation.ownerOnly(directory))) {
            acquire(file, directory);
            CrashPoint.DIRECTORY_LOCKED.pass();
            return step.run(); // closing the file unlocks it
        } finally {
            WITHIN.unlock();
        }
    }

    private static void acquire(FileChannel file, Path directory) throws IOException {
        Holder holder = Holder.NOBODY;
        long since = System.nanoTime();
        boolean said = false;
        while (!isAcquired(file)) {
            long now = System.nanoTime();
            Holder current = holder(file);
            if (!current.equals(holder)) {
                holder = current;
                since = now;
                said = false;
            }
            if (!said && now - since >= COMPLAINT_NANOS) {
                said = true;
                Log.of(DirectoryLock.class)
                        .warn(
                                "waits for the lock of the directory of shared files, whose holder does not"
                                        + " go on: directory={}, pid={}; let it go on or kill it",
                                directory,
                                holder.pid);
            }
            if (now - since >= patience(holder)) {
                givenUp = holder;
                throw new IOException(
                        "the lock of the directory is held by a process that does not go on: pid="
                                + holder.pid
                                + "; let it go on or kill it");
            }
            LockSupport.parkNanos(file, NAP_NANOS);
        }
        givenUp = Holder.NOBODY;
        note(file);
    }

    /** Who was waited for in vain is not waited for as long again for each file. */
    private static long patience(Holder holder) {
        return holder.equals(givenUp) ? AFTER_GIVING_UP_NANOS : PATIENCE_NANOS;
    }

    private static boolean isAcquired(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException another) {
            return false; // this class was loaded twice, and the other one has it
        }
    }

    private static Holder holder(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        return file.read(bytes, 0) < BYTES
                ? Holder.NOBODY
                : new Holder(bytes.getLong(0), bytes.getLong(Long.BYTES));
    }

    private static void note(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(Processes.pid(Processes.self())).putLong(System.nanoTime()).flip();
        boolean _ = file.write(bytes, 0) == BYTES;
    }
}
