package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where the numbers of processes in a file mean anything.
 *
 * @param boot the run of the system, 0 where it is unknown
 * @param pidNamespace the inode of the namespace of process numbers, 0 where it is unknown
 */
record Place(UUID boot, long pidNamespace) {

    /** The place of this process. */
    static final Place HERE = new Place(readBoot(), readNamespace());

    private static UUID readBoot() {
        try {
            Path file = Path.of("/proc/sys/kernel/random/boot_id");
            return UUID.fromString(Files.readString(file).trim());
        } catch (IOException | IllegalArgumentException unknown) {
            return new UUID(0, 0);
        }
    }

    private static long readNamespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.length() - 1));
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
