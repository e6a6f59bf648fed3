package io.quadriga.process.internal;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM that a test starts in some way, with the test's directory as its working directory. */
final class WayJvm {

    /** What a JVM said on its streams. */
    record Heard(String out, String err) {}

    private static final List<String> NOISY =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private final Path directory;
    private Map<String, String> environment = Map.of();
    private String awaited = "";
    private @Nullable Callable<?> action;

    WayJvm(Path directory) {
        this.directory = directory;
    }

    WayJvm environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /** Does something once the program has printed a text; then it gets its input. */
    WayJvm beforeInput(String text, Callable<?> what) {
        awaited = text;
        action = what;
        return this;
    }

    Heard run(String... line) throws IOException, InterruptedException {
        Path out = directory.resolve("way-out.txt");
        Path err = directory.resolve("way-err.txt");
        Process process =
                builder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            input(process, out);
            boolean ended = process.waitFor(Bounds.LONG_TEST_SECONDS / 2, TimeUnit.SECONDS);
            Heard heard = new Heard(Files.readString(out), Files.readString(err));
            if (!ended) {
                throw new AssertionError("did not end: " + heard);
            }
            return heard;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void input(Process process, Path out) throws IOException {
        Callable<?> what = action;
        if (what != null) {
            Bounds.await("prints " + awaited, () -> text(out).contains(awaited));
            try {
                what.call();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException none) {
            return "";
        }
    }

    private ProcessBuilder builder(String... line) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.add("-XX:TieredStopAtLevel=1");
        all.addAll(List.of(line));
        ProcessBuilder builder = new ProcessBuilder(all).directory(directory.toFile());
        builder.environment().keySet().removeAll(NOISY);
        builder.environment().putAll(environment);
        return builder;
    }
}
