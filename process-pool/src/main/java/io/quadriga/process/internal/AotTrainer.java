package io.quadriga.process.internal;

import io.quadriga.Task;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.RemoteFailure;
import io.quadriga.spi.Serializer;
import java.io.File;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What a JVM runs to learn for an AOT cache: what workers do with tasks, without a parent. */
final class AotTrainer {

    private static final int ROUNDS = 3000;
    private static final String CLASS = ".class";

    private AotTrainer() {}

    public static void main(String[] arguments) throws Exception {
        loadAll(AotTrainer.class);
        Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));
        int rounds = "train".equals(arguments[0]) ? ROUNDS : 1;
        for (int i = 0; i < rounds; i++) {
            int seven = i;
            Task<Integer> task = () -> seven;
            call(serializer, serializer.encode(task));
            call(serializer, serializer.encode(new ArrayList<>(List.of("a", 1, 2L, 3.0))));
        }
        Exception failure = new IllegalStateException("learnt");
        byte[] frame = RemoteFailure.encode(failure, "trainer", 1, serializer);
        RemoteFailure.decode(frame, 0, frame.length, serializer);
    }

    private static void call(Serializer serializer, byte[] frame) throws Exception {
        Object value = serializer.decode(frame, 0, frame.length);
        serializer.encode(value instanceof Task<?> task ? task.call() : value);
    }

    /** Loads all classes of a package, some of which only tasks would load. */
    private static void loadAll(Class<?> one) throws Exception {
        String path = one.getPackageName().replace('.', '/') + "/";
        URI location = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        try (JarFile jar = new JarFile(new File(location), false)) {
            for (JarEntry each : jar.stream().toList()) {
                String name = each.getName();
                if (name.startsWith(path) && name.endsWith(CLASS)) {
                    String type = name.substring(0, name.length() - CLASS.length());
                    Class.forName(type.replace('/', '.'), false, one.getClassLoader());
                }
            }
        }
    }
}
