package io.quadriga.process.internal;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A jar with nothing but a manifest, which names the main class and the class path of a worker. It
 * has no limit of length, and its way to grant native access costs nothing, where the option makes
 * a JVM build its modules anew.
 */
final class WorkerJar {

    private static final Attributes.Name NATIVE = new Attributes.Name("Enable-Native-Access");

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
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
        attributes.put(Attributes.Name.CLASS_PATH, urls.toString());
        attributes.put(NATIVE, "ALL-UNNAMED");
        Path jar = LaunchDirectory.path().resolve("worker-" + COUNT.incrementAndGet() + ".jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
            return jar;
        } catch (IOException failed) {
            throw new UncheckedIOException("jar for workers not written: jar=" + jar, failed);
        }
    }
}
