package io.quadriga.process.internal;

import com.typesafe.config.Config;
import io.quadriga.Task;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.process.ways.WayProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;

/** The class path of {@link WayProgram}, and jars of all kinds made from it. */
final class WayJars {

    private static final List<Class<?>> NEEDED =
            List.of(
                    WayProgram.class,
                    JvmPath.class,
                    Task.class,
                    IpcQueue.class,
                    LoggerFactory.class,
                    SimpleLogger.class);

    private static final String WAYS = "io/quadriga/process/ways/";

    private WayJars() {}

    /** Directories or jars, as this JVM has them. */
    static List<String> classPath() {
        List<String> entries = new ArrayList<>();
        for (Class<?> each : NEEDED) {
            entries.add(location(each).toString());
        }
        return entries;
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One jar for each entry, in a directory, modules all of them. */
    static void jars(Path directory) throws IOException {
        Map<String, Class<?>> modules = new LinkedHashMap<>();
        modules.put("quadriga.ways", WayProgram.class);
        modules.put("io.quadriga.process", JvmPath.class);
        modules.put("io.quadriga.core", Task.class);
        modules.put("io.quadriga.ipc", IpcQueue.class);
        for (Map.Entry<String, Class<?>> each : modules.entrySet()) {
            Path from = location(each.getValue());
            String only = each.getValue() == WayProgram.class ? WAYS : "";
            Attributes module = new Attributes();
            module.putValue("Automatic-Module-Name", each.getKey());
            write(directory.resolve(each.getKey() + ".jar"), module, List.of(from), only);
        }
        for (Class<?> each : List.of(LoggerFactory.class, SimpleLogger.class, Config.class)) {
            Path jar = location(each);
            Files.copy(jar, directory.resolve(jar.getFileName()));
        }
    }

    /** Everything in one jar. */
    static Path fat(Path jar, Class<?> main) throws IOException {
        Attributes attributes = new Attributes();
        attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
        attributes.putValue("Add-Opens", "java.base/java.lang");
        List<Path> all = classPath().stream().map(Path::of).toList();
        return write(jar, attributes, all, "");
    }

    /** Nothing but a manifest. */
    static Path pathing(Path jar, List<String> entries, Class<?> main) throws IOException {
        Attributes attributes = new Attributes();
        attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
        List<String> urls = entries.stream().map(each -> Path.of(each).toUri().toString()).toList();
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", urls));
        return write(jar, attributes, List.of(), "");
    }

    /** What is in a directory. */
    static Path of(Path jar, Path directory) throws IOException {
        return write(jar, new Attributes(), List.of(directory), "");
    }

    /** One class. */
    static Path only(Path jar, Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/');
        return write(jar, new Attributes(), List.of(location(type)), file);
    }

    private static Path write(Path jar, Attributes attributes, List<Path> from, String prefix)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putAll(attributes);
        Set<String> names = new HashSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Path each : from) {
                if (Files.isDirectory(each)) {
                    addDirectory(out, each, prefix, names);
                } else {
                    addJar(out, each, names);
                }
            }
        }
        return jar;
    }

    private static void addDirectory(
            JarOutputStream out, Path root, String prefix, Set<String> seen) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(each).toString();
                if (name.startsWith(prefix)) {
                    add(out, name, Files.readAllBytes(each), seen);
                }
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static void addJar(JarOutputStream out, Path from, Set<String> seen)
            throws IOException {
        try (JarFile jar = new JarFile(from.toFile())) {
            for (JarEntry each : jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
                add(out, each.getName(), jar.getInputStream(each).readAllBytes(), seen);
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] bytes, Set<String> seen)
            throws IOException {
        if (seen.add(name) && !name.equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(name));
            out.write(bytes);
            out.closeEntry();
        }
    }
}
