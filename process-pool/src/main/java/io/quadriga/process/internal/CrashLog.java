package io.quadriga.process.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that a JVM writes when it crashes. */
final class CrashLog {

    private CrashLog() {}

    /** The value of {@code -XX:ErrorFile}: the JVM puts its process id for {@code %p}. */
    static String pattern() {
        return LaunchDirectory.path().toString().replace("%", "%%") + "/crash-%p.log";
    }

    /** The log of a worker, or null if it wrote none. */
    static @Nullable Path of(long pid) {
        Path file = LaunchDirectory.path().resolve("crash-" + pid + ".log");
        return Files.exists(file) ? file : null;
    }
}
