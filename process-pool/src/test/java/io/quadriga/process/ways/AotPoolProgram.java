package io.quadriga.process.ways;

import io.quadriga.Executor;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs a task on a pool whose worker may have an AOT cache and prints whether it had one; then
 * waits until there is a cache, if it is told to.
 */
public final class AotPoolProgram {

    private AotPoolProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).aotCache(true).build()) {
            System.out.println(executor.submit(AotPoolProgram::start).get() + " 42");
            while ("wait".equals(arguments[0]) && !isMade()) {
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static String start() throws IOException {
        boolean cached = Files.readString(Path.of("/proc/self/cmdline")).contains("-XX:AOTCache=");
        return cached ? "cached" : "plain";
    }

    private static boolean isMade() throws IOException {
        Path caches = Path.of(System.getenv("XDG_CACHE_HOME"), "quadriga", "aot");
        if (!Files.isDirectory(caches)) {
            return false;
        }
        try (Stream<Path> files = Files.list(caches)) {
            return files.anyMatch(each -> each.toString().endsWith(".sum"));
        }
    }
}
