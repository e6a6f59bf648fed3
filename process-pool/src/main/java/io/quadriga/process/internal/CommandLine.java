package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options that this JVM was started with, where its command line holds all of them. */
final class CommandLine {

    /** Options come from these, too. */
    private static final List<String> VARIABLES =
            List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    /** Options come from the files behind these, too. */
    private static final List<String> FILES = List.of("@", "-XX:Flags=", "-XX:VMOptionsFile=");

    private static final Set<String> WITH_VALUE =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--add-reads",
                    "--add-exports",
                    "--add-opens",
                    "--patch-module",
                    "--enable-native-access");

    private static final Set<String> LAST = Set.of("-jar", "-m", "--module");

    private CommandLine() {}

    /** The options, those with a value as {@code option=value}; null where others may exist. */
    static @Nullable List<String> options() {
        for (String variable : VARIABLES) {
            if (System.getenv(variable) != null) {
                return null;
            }
        }
        try {
            Path program = Path.of("/proc/self/exe").toRealPath();
            Path java = Path.of(System.getProperty("java.home"), "bin", "java").toRealPath();
            return program.equals(java) ? options(read()) : null;
        } catch (IOException noSuchFiles) {
            return null; // not on Linux
        }
    }

    private static String[] read() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        String native8 = System.getProperty("native.encoding");
        return new String(bytes, Charset.forName(native8)).split("\0", -1);
    }

    /** Package private for tests. */
    static @Nullable List<String> options(String[] line) {
        List<String> options = new ArrayList<>();
        for (int i = 1; i < line.length; i++) {
            String each = line[i];
            if (JvmOptions.startsWithOneOf(FILES, each)) {
                return null;
            }
            if (!each.startsWith("-") || LAST.contains(each)) {
                break;
            }
            boolean two = WITH_VALUE.contains(each) && i + 1 < line.length;
            options.add(two ? each + "=" + line[++i] : each);
        }
        return options;
    }
}
