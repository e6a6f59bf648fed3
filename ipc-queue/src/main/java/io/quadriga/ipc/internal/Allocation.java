package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes files that have all of their memory before anybody maps them: touching a page that is not
 * there kills.
 *
 * <p>What this process has let go is unmapped by the collector, and only then is its memory free.
 * So where none is left, the collector is asked to run, and looked again for a little while, as for
 * the direct buffers of the JDK.
 */
final class Allocation {

    private static final long FIRST_NAP = 1_000_000;
    private static final long LAST_NAP = FIRST_NAP << 7; // a quarter of a second in all

    private Allocation() {}

    /**
     * Makes a file with its header, and maps it.
     *
     * @throws IOException if there is no memory for it; the file may be left
     */
    static Memory make(Path file, FileHeader header) throws IOException {
        return Uninterrupted.run(() -> makeOnce(file, header));
    }

    private static Memory makeOnce(Path file, FileHeader header) throws IOException {
        Files.deleteIfExists(file); // an interrupted attempt may have left it
        Set<OpenOption> create =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, create, ownerOnly(file))) {
            fill(file, channel, header.size(), () -> {});
            header.write(channel);
            return Memory.map(channel, header.size());
        }
    }

    /** The rights of a file that only its owner may touch. */
    static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Makes a file of zeros.
     *
     * @param reclaim frees what memory it can, called if there is not enough
     * @throws IOException if there is no memory for it; nothing is left
     */
    static void allocate(Path file, long size, Runnable reclaim) throws IOException {
        boolean _ = Uninterrupted.run(() -> isAllocated(file, size, reclaim));
    }

    private static boolean isAllocated(Path file, long size, Runnable reclaim) throws IOException {
        boolean made = false;
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly(file))) {
            fill(file, channel, size, reclaim);
            made = true;
        } finally {
            if (!made) {
                Files.deleteIfExists(file);
            }
        }
        return made;
    }

    private static void fill(Path file, FileChannel channel, long size, Runnable reclaim)
            throws IOException {
        try {
            fill(file, channel, size);
        } catch (ClosedByInterruptException again) {
            throw again;
        } catch (IOException full) {
            reclaim.run();
            System.gc();
            fillLater(file, channel, size);
        }
    }

    /** Tries again, for as long as the collector may take until what it has found is unmapped. */
    private static void fillLater(Path file, FileChannel channel, long size) throws IOException {
        for (long nap = FIRST_NAP; ; nap <<= 1) {
            try {
                fill(file, channel, size);
                return;
            } catch (ClosedByInterruptException again) {
                throw again;
            } catch (IOException full) {
                if (nap > LAST_NAP) {
                    throw full;
                }
                LockSupport.parkNanos(nap);
            }
        }
    }

    private static void fill(Path file, FileChannel channel, long size) throws IOException {
        Kernel kernel = Kernel.find();
        if (kernel != null && kernel.isReady()) {
            int error = kernel.allocate(file, size);
            if (error == 0) {
                return;
            }
            if (error == Kernel.NO_SPACE) {
                throw new IOException("no memory left in the file system");
            }
        }
        long free = file.toFile().getUsableSpace(); // 0 also if it is unknown
        if (free > 0 && free < size) {
            throw new IOException("not enough memory in the file system: free=" + free + " bytes");
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, 1 << 16));
        for (long at = 0; at < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            at += channel.write(zeros, at);
        }
    }
}
