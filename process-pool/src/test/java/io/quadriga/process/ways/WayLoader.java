package io.quadriga.process.ways;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;

/** Runs the program in a class loader of its own, as {@code exec:java} does. */
public final class WayLoader {

    private WayLoader() {}

    public static void main(String[] arguments) throws Exception {
        String[] entries = System.getProperty("entries").split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = new File(entries[i]).toURI().toURL();
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            run(loader.loadClass("io.quadriga.process.ways.WayProgram"), arguments);
        }
    }

    static void run(Class<?> program, String... arguments) throws Exception {
        Method main = program.getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException thrown) {
            throw new AssertionError(thrown.getCause());
        }
    }
}
