package io.quadriga.process.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An option whose value may be longer than the operating system takes as one argument (131,072
 * bytes on Linux). It then stands in a file that the {@code java} program reads.
 */
final class LongOption {

    private static final int LONGEST = 100_000;

    /** One file for each value: all workers of a pool have the same. */
    private static final ConcurrentHashMap<String, Path> FILES = new ConcurrentHashMap<>();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private LongOption() {}

    static void add(List<String> line, String option, String value) {
        if (value.length() < LONGEST / 3 || bytes(value) < LONGEST) {
            line.add(option);
            line.add(value);
        } else {
            line.add("@" + FILES.computeIfAbsent(option + " " + value, LongOption::write));
        }
    }

    private static int bytes(String value) {
        return value.getBytes(Charset.defaultCharset()).length;
    }

    private static Path write(String text) {
        int blank = text.indexOf(' ');
        String value = text.substring(blank + 1).replace("\\", "\\\\").replace("\"", "\\\"");
        Path file = LaunchDirectory.path().resolve("options-" + COUNT.incrementAndGet());
        try {
            Charset charset = Charset.forName(System.getProperty("native.encoding"));
            return Files.writeString(
                    file, text.substring(0, blank) + "\n\"" + value + "\"\n", charset);
        } catch (IOException failed) {
            throw new UncheckedIOException("options not written: file=" + file, failed);
        }
    }
}
