package io.quadriga.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** Which class loader finds what an application brings: backends, listeners, initializers. */
public final class ClassPath {

    private ClassPath() {}

    /** The context class loader of this thread where it knows this very Quadriga, else our own. */
    public static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null && knowsUs(context) ? context : ClassPath.class.getClassLoader();
    }

    private static boolean knowsUs(ClassLoader loader) {
        try {
            return loader.loadClass(ClassPath.class.getName()) == ClassPath.class;
        } catch (ClassNotFoundException | LinkageError unknown) {
            return false; // the answer, not a failure
        }
    }

    /**
     * Loads a class that must be public, a subtype, and have a public constructor without
     * parameters. Its static initializer does not run.
     *
     * @throws IllegalArgumentException saying what it lacks
     */
    public static <T> Constructor<? extends T> component(String name, Class<T> type) {
        Class<? extends T> found = subtype(name, type);
        if (!Modifier.isPublic(found.getModifiers()) || Modifier.isAbstract(found.getModifiers())) {
            throw new IllegalArgumentException("must be a public class that is not abstract");
        }
        try {
            return found.getConstructor();
        } catch (NoSuchMethodException missing) {
            throw new IllegalArgumentException(
                    "must have a public constructor without parameters", missing);
        }
    }

    /**
     * Loads a class that must be a subtype. Its static initializer does not run.
     *
     * @throws IllegalArgumentException saying what it lacks
     */
    public static <T> Class<? extends T> subtype(String name, Class<T> type) {
        Class<?> found;
        try {
            found = Class.forName(name, false, loader());
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IllegalArgumentException("must be a class on the class path", missing);
        }
        if (!type.isAssignableFrom(found)) {
            throw new IllegalArgumentException("must be a " + type.getName());
        }
        return found.asSubclass(type);
    }
}
