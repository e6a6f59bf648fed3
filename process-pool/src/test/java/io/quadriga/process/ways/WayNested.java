package io.quadriga.process.ways;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;

/** Runs the program from jars within a jar, with the code sources that Spring Boot gives them. */
public final class WayNested extends ClassLoader {

    private static final String CLASS = ".class";

    /** A class, and where it is. */
    private record Found(byte[] bytes, URL location) {}

    private final Map<String, Found> classes = new HashMap<>();

    private WayNested(String jar) throws IOException {
        super(getPlatformClassLoader());
        try (JarFile outer = new JarFile(jar)) {
            for (JarEntry each : outer.stream().toList()) {
                if (each.getName().endsWith(".jar")) {
                    String location = "jar:nested:" + Path.of(jar) + "/!" + each.getName() + "!/";
                    read(outer.getInputStream(each), URL.of(URI.create(location), new Unopened()));
                }
            }
        }
    }

    /** This JVM knows no such addresses, as it would not without Spring Boot. */
    private static final class Unopened extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("not opened: " + url);
        }
    }

    private void read(InputStream from, URL location) throws IOException {
        byte[] all = from.readAllBytes();
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(all))) {
            for (JarEntry each = jar.getNextJarEntry();
                    each != null;
                    each = jar.getNextJarEntry()) {
                String name = each.getName();
                if (name.endsWith(CLASS)) {
                    String type = name.substring(0, name.length() - CLASS.length());
                    classes.put(type.replace('/', '.'), new Found(jar.readAllBytes(), location));
                }
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Found found = classes.get(name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        CodeSource source = new CodeSource(found.location(), (Certificate[]) null);
        byte[] bytes = found.bytes();
        return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(source, null));
    }

    public static void main(String[] arguments) throws Exception {
        Class<?> program = new WayNested(arguments[0]).loadClass(WayProgram.class.getName());
        WayLoader.run(program, "1");
    }
}
