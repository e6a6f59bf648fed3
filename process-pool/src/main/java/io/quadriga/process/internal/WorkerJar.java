package io.quadriga.process.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A jar with nothing but a manifest, which names the main class and the class path of a worker. It
 * has no limit of length, and its way to grant native access costs nothing, where the option makes
 * a JVM build its modules anew.
 */
final class WorkerJar {

    private static final int LINE = 70;

    /** One jar for each content: all workers of a pool have the same. */
    private static final ConcurrentHashMap<String, Path> JARS = new ConcurrentHashMap<>();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private WorkerJar() {}

    static String of(Class<?> main, Collection<String> classPath) {
        StringBuilder urls = new StringBuilder();
        for (String each : classPath) {
            urls.append(new File(each).toURI().toASCIIString()).append(' ');
        }
        String key = main.getName() + " " + urls;
        return JARS.computeIfAbsent(key, content -> write(main, urls)).toString();
    }

    private static Path write(Class<?> main, StringBuilder urls) {
        StringBuilder manifest = new StringBuilder(urls.length() + 256);
        append(manifest, "Manifest-Version: 1.0");
        append(manifest, "Main-Class: " + main.getName());
        append(manifest, "Enable-Native-Access: ALL-UNNAMED");
        append(manifest, "Class-Path: " + urls);
        Path jar = LaunchDirectory.path().resolve("worker-" + COUNT.incrementAndGet() + ".jar");
        byte[] bytes = manifest.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        try {
            return Files.write(jar, StoredFile.zip("META-INF/MANIFEST.MF", bytes));
        } catch (IOException failed) {
            throw new UncheckedIOException("jar for workers not written: jar=" + jar, failed);
        }
    }

    /** Appends a line, in pieces where it is longer than a manifest takes. */
    private static void append(StringBuilder manifest, String line) {
        int from = 0;
        int room = LINE;
        while (line.length() - from > room) {
            manifest.append(line, from, from + room).append("\r\n ");
            from += room;
            room = LINE - 1;
        }
        manifest.append(line, from, line.length()).append("\r\n");
    }
}
