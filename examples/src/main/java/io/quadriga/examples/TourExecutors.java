package io.quadriga.examples;

import com.google.inject.Guice;
import com.google.inject.multibindings.Multibinder;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.quadriga.ConfigurationException;
import io.quadriga.Quadriga;
import io.quadriga.QuadrigaModule;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The executors that a configuration names, those apart whose backend is not on the class path.
 *
 * @param config the configuration without those
 * @param backends the ids of the backends by the names of the executors
 * @param skipped the same of those left out
 */
record TourExecutors(
        Config config, SortedMap<String, String> backends, SortedMap<String, String> skipped) {

    static TourExecutors in(Config config) {
        Set<String> known =
                ServiceLoader.load(ExecutorBackend.class).stream()
                        .map(found -> found.get().id())
                        .collect(Collectors.toSet());
        Config rest = config;
        SortedMap<String, String> backends = new TreeMap<>();
        SortedMap<String, String> skipped = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> block : blocks(config).entrySet()) {
            String id = backendOf(block.getValue());
            if (id.isEmpty() || known.contains(id)) { // without a backend it will be refused
                backends.put(block.getKey(), id);
            } else {
                skipped.put(block.getKey(), id);
                rest =
                        rest.withoutPath(
                                ConfigUtil.joinPath("quadriga", "executors", block.getKey()));
            }
        }
        return new TourExecutors(rest, backends, skipped);
    }

    private static Map<String, ConfigValue> blocks(Config config) {
        return config.hasPath("quadriga.executors")
                ? config.getObject("quadriga.executors")
                : ConfigFactory.empty().root();
    }

    private static String backendOf(ConfigValue block) {
        return block instanceof com.typesafe.config.ConfigObject keys && keys.get("backend") != null
                ? String.valueOf(keys.get("backend").unwrapped())
                : "";
    }

    /** Opens them with a listener, which takes Guice; without one {@code Quadriga.open} will do. */
    Quadriga open(ExecutorListener listener) {
        try {
            return Guice.createInjector(
                            new QuadrigaModule(config),
                            binder ->
                                    Multibinder.newSetBinder(binder, ExecutorListener.class)
                                            .addBinding()
                                            .toInstance(listener))
                    .getInstance(Quadriga.class);
        } catch (com.google.inject.CreationException wrapped) {
            if (wrapped.getCause() instanceof ConfigurationException wrong) {
                throw wrong;
            }
            throw wrapped;
        }
    }
}
