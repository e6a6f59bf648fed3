package io.quadriga.process.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The options in the manifest of a jar that this JVM was started with: {@code java -jar}. */
final class StartedJar {

    private StartedJar() {}

    static List<String> options() {
        String path = System.getProperty("java.class.path", "");
        String command = System.getProperty("sun.java.command", "");
        boolean started = path.endsWith(".jar") && command.startsWith(path);
        return started ? options(path) : List.of();
    }

    /** Package private for tests. */
    static List<String> options(String path) {
        try (JarFile jar = new JarFile(path, false)) {
            if (jar.getManifest() == null) {
                return List.of();
            }
            Attributes attributes = jar.getManifest().getMainAttributes();
            List<String> options = new ArrayList<>();
            add(options, "--add-exports=", attributes.getValue("Add-Exports"));
            add(options, "--add-opens=", attributes.getValue("Add-Opens"));
            return options;
        } catch (IOException gone) {
            return List.of(); // a pathing jar that its maker has deleted
        }
    }

    private static void add(List<String> options, String option, @Nullable String packages) {
        if (packages != null && !packages.isBlank()) {
            for (String each : packages.trim().split("\\s+", -1)) {
                options.add(option + each + "=ALL-UNNAMED");
            }
        }
    }
}
