package io.quadriga.internal;

import io.quadriga.ConfigurationException;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.QueueBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/**
 * The backends that there are.
 *
 * @param executors by id
 * @param queues by id
 * @param clashes what is wrong with them
 */
public record Backends(
        Map<String, ExecutorBackend> executors,
        Map<String, QueueBackend> queues,
        List<String> clashes) {

    /** The backends that an injector has, each under the id it was bound with. */
    public static Backends of(
            Map<String, Set<ExecutorBackend>> executors, Map<String, Set<QueueBackend>> queues) {
        List<String> clashes = new ArrayList<>();
        return new Backends(
                single("executor", executors, ExecutorBackend::id, clashes),
                single("queue", queues, QueueBackend::id, clashes),
                List.copyOf(clashes));
    }

    /**
     * Finds the backends or listeners on the class path. This is the one place that looks for them.
     *
     * @throws ConfigurationException if one of them cannot be made
     */
    public static <B> List<B> discovered(Class<B> type) {
        try {
            return ServiceLoader.load(type, ClassPath.loader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError | LinkageError broken) { // or what it needs is not there
            throw new ConfigurationException(
                    "%s on the class path cannot be made, nothing was started: %s"
                            .formatted(type.getSimpleName(), broken),
                    broken);
        }
    }

    /** A single one, for a builder. */
    static Backends of(ExecutorBackend backend) {
        return new Backends(Map.of(backend.id(), backend), Map.of(), List.of());
    }

    Set<String> ids() {
        Set<String> all = new HashSet<>(executors.keySet());
        all.addAll(queues.keySet());
        return all;
    }

    void report(Problems problems) {
        clashes.forEach(clash -> problems.add(null, clash));
    }

    private static <B> Map<String, B> single(
            String kind, Map<String, Set<B>> bound, Function<B, String> id, List<String> clashes) {
        Map<String, B> single = new HashMap<>();
        bound.forEach((key, backends) -> {
            B first = backends.iterator().next();
            single.put(key, first);
            if (backends.size() > 1) {
                clashes.add(clash(kind, key, backends));
            }
            if (!id.apply(first).equals(key)) {
                clashes.add(misnomer(kind, key, first, id.apply(first)));
            }
        });
        return single;
    }

    private static String clash(String kind, String id, Set<?> backends) {
        List<String> classes =
                backends.stream().map(each -> each.getClass().getName()).sorted().toList();
        return "%s backends with one id: id=%s, classes=%s; take one off the class path or out of the injector"
                .formatted(kind, id, classes);
    }

    private static String misnomer(String kind, String key, Object backend, String id) {
        return "%s backend bound under another id than its own: key=%s, id=%s, class=%s; bind it as %s"
                .formatted(kind, key, id, backend.getClass().getName(), id);
    }
}
