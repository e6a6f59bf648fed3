package io.quadriga;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import io.quadriga.internal.Backends;
import io.quadriga.internal.ConfigReader;
import io.quadriga.internal.Defaults;
import io.quadriga.internal.Opened;
import io.quadriga.internal.PoolExecutor;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.QueueBackend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Binds every executor and queue that a configuration names.
 *
 * <p>Exposes {@link Quadriga}, and by {@code @Named} each {@link Executor} and each {@code
 * Queue<?>}; a queue with the type of its elements by {@link #queue}. Requires nothing. An
 * application may add backends by a {@code MapBinder<String, ExecutorBackend>} or {@code
 * MapBinder<String, QueueBackend>}, whose keys are their ids, and listeners by a {@code
 * Multibinder<ExecutorListener>}; those on the class path are found by themselves.
 *
 * <p>The configuration is checked when the injector is made, and what is wrong is the {@link
 * ConfigurationException} that caused its {@link com.google.inject.CreationException}. Nothing
 * starts here: an executor or queue is created when it is first injected, in every {@link
 * com.google.inject.Stage}, and whoever made the injector closes {@link Quadriga}.
 *
 * <p>Loading this class sets the system property {@code guice_custom_class_loading} to {@code
 * CHILD} unless it is set: Guice's own default makes the JVM warn.
 */
public final class QuadrigaModule extends AbstractModule {

    static {
        if (System.getProperty("guice_custom_class_loading") == null) {
            System.setProperty("guice_custom_class_loading", "CHILD");
        }
    }

    private final Config config;
    private final List<ExecutorBackend> executorBackends;
    private final List<QueueBackend> queueBackends;

    /**
     * Binds what the configuration of the application names: system properties over {@code
     * application.conf} over the {@code reference.conf} of each module.
     *
     * @throws ConfigurationException if it cannot be read, or a backend on the class path not made
     */
    public QuadrigaModule() {
        this(Defaults::application);
    }

    /**
     * Binds what a configuration names.
     *
     * @param config any configuration, resolved or not; the {@code reference.conf} of each module
     *     is below it
     * @throws ConfigurationException if it cannot be resolved, or a backend on the class path not
     *     made
     */
    public QuadrigaModule(Config config) {
        this(() -> Defaults.under(config));
    }

    private QuadrigaModule(Supplier<Config> reading) {
        this.config = reading.get();
        this.executorBackends = Backends.discovered(ExecutorBackend.class);
        this.queueBackends = Backends.discovered(QueueBackend.class);
    }

    /**
     * Binds a configured queue with the type of its elements, beside {@link QuadrigaModule}:
     *
     * <pre>{@code
     * Guice.createInjector(
     *         new QuadrigaModule(), QuadrigaModule.queue("jobs", new TypeLiteral<Queue<Order>>() {}));
     * }</pre>
     *
     * @param name a name under {@code quadriga.queues}
     * @param type the type under which to inject it, by {@code @Named(name)}
     * @param <T> the type of the elements
     * @return the module
     */
    public static <T> Module queue(String name, TypeLiteral<Queue<T>> type) {
        return binder -> {
            Provider<Quadriga> quadriga = binder.getProvider(Quadriga.class);
            binder.bind(Key.get(type, Names.named(name)))
                    .toProvider(() -> quadriga.get().queue(name));
        };
    }

    @Override
    protected void configure() {
        MapBinder<String, ExecutorBackend> executors =
                MapBinder.newMapBinder(binder(), String.class, ExecutorBackend.class);
        executors.permitDuplicates(); // to be refused with both classes named
        executorBackends.forEach(backend -> executors.addBinding(backend.id()).toInstance(backend));
        MapBinder<String, QueueBackend> queues =
                MapBinder.newMapBinder(binder(), String.class, QueueBackend.class);
        queues.permitDuplicates();
        queueBackends.forEach(backend -> queues.addBinding(backend.id()).toInstance(backend));
        Multibinder.newSetBinder(binder(), ExecutorListener.class);
        bind(Quadriga.class).asEagerSingleton(); // checks the configuration and starts nothing
        bindNames();
    }

    private void bindNames() {
        Provider<Quadriga> quadriga = getProvider(Quadriga.class);
        for (String name : names("executors")) {
            bind(Executor.class)
                    .annotatedWith(Names.named(name))
                    .toProvider(() -> quadriga.get().executor(name));
        }
        for (String name : names("queues")) {
            bind(new TypeLiteral<Queue<?>>() {})
                    .annotatedWith(Names.named(name))
                    .toProvider(() -> quadriga.get().queue(name));
        }
    }

    @Provides
    Opened opened(
            Map<String, Set<ExecutorBackend>> executors,
            Map<String, Set<QueueBackend>> queues,
            Provider<Set<ExecutorListener>> listeners) {
        Backends backends = Backends.of(executors, queues);
        return new Opened(ConfigReader.read(config, backends), listeners::get, PoolExecutor::open);
    }

    /**
     * The names of the blocks under a key; what is no block is refused when the configuration is
     * read.
     */
    private Set<String> names(String key) {
        return config.root().get("quadriga") instanceof ConfigObject all
                        && all.get(key) instanceof ConfigObject blocks
                ? blocks.keySet()
                : Set.of();
    }
}
