package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * One cache: a file that a JVM reads without checking it, and beside it the sum of its bytes, which
 * is written last and looked at before.
 *
 * @param file the file
 */
record AotCache(Path file) {

    static final String SUFFIX = ".aot";

    private static final String SUM_SUFFIX = ".sum";
    private static final int CHUNK = 64 * 1024;

    /** Whether it is there and whole. */
    boolean isWhole() {
        try {
            return Files.readString(sumFile()).equals(sum(file));
        } catch (IOException absentOrDamaged) {
            return false;
        }
    }

    /** Whether something is there, whole or not. */
    boolean exists() {
        return Files.exists(file);
    }

    /** Puts a file that was made beside it into its place. */
    void install(Path made) throws IOException {
        String sum = sum(made);
        Files.deleteIfExists(sumFile());
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(sumFile(), sum);
    }

    void delete() throws IOException {
        Files.deleteIfExists(sumFile());
        Files.deleteIfExists(file);
    }

    private Path sumFile() {
        return file.resolveSibling(file.getFileName() + SUM_SUFFIX);
    }

    private static String sum(Path file) throws IOException {
        CRC32 sum = new CRC32();
        long length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                sum.update(chunk, 0, count);
                length += count;
            }
        }
        if (length == 0) {
            throw new NoSuchFileException(file.toString(), null, "empty");
        }
        return Long.toHexString(sum.getValue()) + " " + length + "\n";
    }
}
