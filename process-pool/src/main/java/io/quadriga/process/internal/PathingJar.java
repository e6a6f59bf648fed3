package io.quadriga.process.internal;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A jar whose manifest holds the class path, as build tools write one when the path is long. They
 * delete it as they please, so its entries are read while it is there.
 */
final class PathingJar {

    /** Who names this many entries himself has no need of such a jar. */
    private static final int FEW = 4;

    private PathingJar() {}

    /** The entries, with those of the manifests behind each; a long path is taken as it is. */
    static List<String> expand(List<String> entries) {
        if (entries.size() > FEW) {
            return entries;
        }
        Set<String> all = new LinkedHashSet<>();
        for (String entry : entries) {
            all.add(entry);
            all.addAll(named(entry));
        }
        return List.copyOf(all);
    }

    private static List<String> named(String entry) {
        File file = new File(entry);
        if (!file.isFile()) {
            return List.of();
        }
        try (JarFile jar = new JarFile(file, false)) {
            Manifest manifest = jar.getManifest();
            String path =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return path == null ? List.of() : resolve(file.toURI(), path);
        } catch (IOException noJar) {
            return List.of(); // nor does the JVM read it
        }
    }

    private static List<String> resolve(URI jar, String path) {
        List<String> entries = new ArrayList<>();
        for (String each : path.trim().split("\\s+", -1)) {
            String entry = resolveOne(jar, each);
            if (entry != null && new File(entry).exists()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static @Nullable String resolveOne(URI jar, String relative) {
        try {
            URI uri = jar.resolve(relative);
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : null;
        } catch (IllegalArgumentException malformed) {
            return null; // the JVM skips it too
        }
    }
}
