package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an AOT cache was made of. A JVM 25.0.3 runs the classes of its cache whatever has become of
 * the jars, so a cache is used for exactly the same files and the same JVM.
 */
final class AotKey {

    /** Options beside which a cache works; with any other a JVM may drop all archives. */
    private static final List<String> HARMLESS =
            List.of("-D", "-ea", "-da", "-esa", "-dsa", "-Xmx", "-Xms", "-Xss");

    private static final long COMPRESSED = 30L << 30; // with a larger heap, objects look different

    private static final int NAME_LENGTH = 40;

    private AotKey() {}

    /** The name of the cache for a worker, or null if none would work. */
    static @Nullable String of(WorkerCommand command, JvmPath path) {
        boolean plain =
                path.rootModules().isEmpty()
                        && command.maxHeapBytes() < COMPRESSED
                        && onlyHarmless(command.jvmArguments())
                        && onlyHarmless(JvmOptions.inherited())
                        && areJars(path.ours());
        try {
            return plain ? hash(describe(path)) : null;
        } catch (IOException unreadable) {
            return null; // a file of the JVM or of ours was replaced just now
        }
    }

    private static boolean onlyHarmless(List<String> options) {
        for (String each : options) {
            if (!JvmOptions.startsWithOneOf(HARMLESS, each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areJars(List<String> entries) {
        for (String each : entries) {
            if (!Files.isRegularFile(Path.of(each))) {
                return false;
            }
        }
        return true;
    }

    private static String describe(JvmPath path) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(path.java().toRealPath()).append('\n');
        text.append(System.getProperty("java.vm.version")).append('\n');
        addFile(text, Path.of(System.getProperty("java.home"), "lib", "modules"));
        text.append(String.join(" ", JvmFlags.forTraining())).append('\n');
        for (String each : path.ours()) {
            addFile(text, Path.of(each));
        }
        return text.toString();
    }

    private static void addFile(StringBuilder text, Path file) throws IOException {
        text.append(file).append(' ').append(Files.size(file)).append(' ');
        text.append(Files.getLastModifiedTime(file)).append('\n');
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] sum = digest.digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible); // every Java platform has it
        }
    }
}
