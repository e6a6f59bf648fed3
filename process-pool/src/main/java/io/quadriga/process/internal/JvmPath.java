package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.Task;
import io.quadriga.ipc.IpcQueue;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where this JVM has its classes from, however it was started, so that another one can run them.
 *
 * @param java the program that starts a JVM like this one
 * @param ours the entries that hold Quadriga itself; they come first, since a JVM opens the entries
 *     before the one where it finds a class
 * @param classPath all entries in their order, ours among them; absolute
 * @param modulePath the entries of the module path; empty where there is none
 * @param rootModules the modules to resolve; empty where Quadriga is on the class path
 */
record JvmPath(
        Path java,
        List<String> ours,
        List<String> classPath,
        List<String> modulePath,
        Set<String> rootModules) {

    private static final Class<?>[] ANCHORS = {JvmPath.class, Task.class, IpcQueue.class};

    JvmPath {
        ours = List.copyOf(ours);
        classPath = List.copyOf(classPath);
        modulePath = List.copyOf(modulePath);
        rootModules = Set.copyOf(rootModules);
    }

    /**
     * Returns the path of this JVM, which is looked for once.
     *
     * @throws QuadrigaException if another JVM could not run these classes
     */
    static JvmPath current() {
        return Current.PATH;
    }

    private static final class Current {
        static final JvmPath PATH = find();
    }

    private static JvmPath find() {
        Module module = JvmPath.class.getModule();
        Set<String> roots = module.isNamed() ? rootModules(module) : Set.of();
        return new JvmPath(
                javaProgram(),
                module.isNamed() ? List.of() : ourEntries(),
                findClassPath(JvmPath.class.getClassLoader()),
                split(System.getProperty("jdk.module.path")),
                roots);
    }

    private static Path javaProgram() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java)) {
            throw new QuadrigaException(
                    "no program to start a worker JVM with: java="
                            + java
                            + "; use a run-time image with its launcher (jpackage: --jlink-options"
                            + " without --strip-native-commands)");
        }
        return java.toAbsolutePath();
    }

    private static Set<String> rootModules(Module module) {
        if (module.getLayer() != ModuleLayer.boot()) {
            throw new QuadrigaException(
                    "a worker JVM cannot find a module of a layer of its own: module="
                            + module.getName()
                            + "; put Quadriga on the module path or the class path of the JVM");
        }
        Set<String> names = new LinkedHashSet<>();
        String main = System.getProperty("jdk.module.main");
        if (main != null) {
            names.add(main);
        }
        for (Class<?> anchor : ANCHORS) {
            names.add(anchor.getModule().getName());
        }
        return names;
    }

    private static List<String> ourEntries() {
        Set<String> entries = new LinkedHashSet<>();
        for (Class<?> anchor : ANCHORS) {
            CodeSource source = anchor.getProtectionDomain().getCodeSource();
            URL location = source == null ? null : source.getLocation();
            String entry = location == null ? null : entry(location);
            if (entry == null) {
                throw new QuadrigaException(
                        "a worker JVM cannot read Quadriga's classes where they are: class="
                                + anchor.getName()
                                + ", location="
                                + location
                                + "; have them in a directory or in a jar that is not inside"
                                + " another one (Spring Boot: extract the application, java"
                                + " -Djarmode=tools -jar app.jar extract)");
            }
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    /** Package private for tests: a loader is the only thing here that is not global. */
    static List<String> findClassPath(ClassLoader loader) {
        String surefire = System.getProperty("surefire.test.class.path");
        if (surefire != null) {
            return split(surefire);
        }
        Set<String> entries = new LinkedHashSet<>();
        ClassLoader app = ClassLoader.getSystemClassLoader();
        for (ClassLoader at = loader; at != null && at != app; at = at.getParent()) {
            addUrls(at, entries);
        }
        String path = System.getProperty("java.class.path", "");
        boolean byModules = path.isEmpty() && System.getProperty("jdk.module.main") != null;
        entries.addAll(byModules ? List.of() : split(path.isEmpty() ? "." : path));
        return PathingJar.expand(List.copyOf(entries));
    }

    private static void addUrls(ClassLoader loader, Collection<String> into) {
        if (loader instanceof URLClassLoader urls) {
            for (URL url : urls.getURLs()) {
                String entry = entry(url);
                if (entry != null) {
                    into.add(entry);
                }
            }
        }
    }

    /** The entry for a URL of a class loader; null if a JVM cannot have it on its class path. */
    private static @Nullable String entry(URL url) {
        try {
            URI uri = url.toURI();
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : null;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException odd) {
            return "file".equals(url.getProtocol()) ? absolute(url.getPath()) : null;
        }
    }

    /** The entries of a path, absolute, without those that do not exist. */
    private static List<String> split(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return List.of();
        }
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            String absolute = absolute(entry);
            if (absolute != null && new File(absolute).exists()) {
                entries.add(absolute);
            }
        }
        return entries;
    }

    private static @Nullable String absolute(String entry) {
        try {
            return Path.of(entry).toAbsolutePath().toString();
        } catch (InvalidPathException no) {
            return null;
        }
    }
}
