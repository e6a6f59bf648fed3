package io.quadriga.internal;

import io.quadriga.spi.ExecutorListener;
import java.lang.ref.SoftReference;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/** The listeners that an application brings on its class path. */
public final class Listeners {

    // A cache: soft, because a listener holds its class loader.
    private static final Map<ClassLoader, SoftReference<List<ExecutorListener>>> FOUND =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Listeners() {}

    /**
     * Finds them, the first time by {@link java.util.ServiceLoader}: all executors of a class
     * loader share them.
     *
     * @throws io.quadriga.ConfigurationException if one cannot be made
     */
    public static List<ExecutorListener> discovered() {
        ClassLoader loader = ClassPath.loader();
        SoftReference<List<ExecutorListener>> known = FOUND.get(loader);
        List<ExecutorListener> found = known == null ? null : known.get();
        if (found == null) {
            found = Backends.discovered(ExecutorListener.class);
            FOUND.put(loader, new SoftReference<>(found));
        }
        return found;
    }

    /** Those discovered, then those given. */
    public static List<ExecutorListener> discoveredAnd(
            Collection<? extends ExecutorListener> given) {
        return Stream.concat(discovered().stream(), given.stream()).toList();
    }
}
