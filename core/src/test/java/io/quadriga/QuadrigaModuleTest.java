package io.quadriga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.quadriga.internal.FakeExecutorBackend;
import io.quadriga.internal.FakeQueueBackend;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.TaskInfo;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class QuadrigaModuleTest {

    private static final Config CONFIG =
            ConfigFactory.parseString(
                    """
                    quadriga {
                      executors { cpu { backend = fake }, io { backend = inline } }
                      queues { jobs { backend = shelf, capacity = 3 }, rest { backend = shelf } }
                    }
                    """);

    private final FakeExecutorBackend fake = new FakeExecutorBackend("fake");
    private final FakeQueueBackend shelf = new FakeQueueBackend("shelf");

    /** W3: the same names are bound for Guice. */
    @Test
    void w3_executorsAreInjectedByName() throws Exception {
        Injector injector = injector(Stage.PRODUCTION, CONFIG);
        assertEquals(0, fake.created.get());

        Executor cpu = injector.getInstance(Key.get(Executor.class, Names.named("cpu")));

        assertEquals(1, fake.created.get());
        assertEquals("cpu", cpu.name());
        assertEquals(7, cpu.submit(() -> 7).get());
        try (Quadriga quadriga = injector.getInstance(Quadriga.class)) {
            assertSame(cpu, quadriga.executor("cpu"));
        }
        assertTrue(cpu.isTerminated());
    }

    @Test
    void aListenerOfTheApplicationHearsOfExecutors() throws Exception {
        List<String> labels = new CopyOnWriteArrayList<>();
        Module listening =
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        Multibinder.newSetBinder(binder(), ExecutorListener.class)
                                .addBinding()
                                .toInstance(
                                        new ExecutorListener() {
                                            @Override
                                            public void finished(
                                                    TaskInfo task,
                                                    TaskState state,
                                                    @Nullable Throwable error) {
                                                labels.add(String.valueOf(task.label()));
                                            }
                                        });
                    }
                };
        Injector injector = injector(Stage.DEVELOPMENT, CONFIG, listening);
        try (Quadriga quadriga = injector.getInstance(Quadriga.class)) {
            quadriga.executor("io").with(TaskOptions.label("heard")).submit(() -> 1).get();
        }

        assertEquals(List.of("heard"), labels);
    }

    /** What an application injects. */
    static final class Application {
        private final Queue<?> jobs;
        private final Queue<String> typed;
        private final Quadriga quadriga;

        @Inject
        Application(
                @Named("jobs") Queue<?> jobs,
                @Named("jobs") Queue<String> typed,
                Quadriga quadriga) {
            this.jobs = jobs;
            this.typed = typed;
            this.quadriga = quadriga;
        }
    }

    /** W4: queues are bound as Queue<?>, a typed one by QuadrigaModule.queue. */
    @Test
    void w4_queuesAreInjectedByNameWithAndWithoutTheirType() {
        Injector injector =
                injector(
                        Stage.DEVELOPMENT,
                        CONFIG,
                        QuadrigaModule.queue("jobs", new TypeLiteral<Queue<String>>() {}));

        Application application = injector.getInstance(Application.class);

        assertEquals("jobs", application.jobs.name());
        assertEquals(3, application.jobs.capacity());
        assertSame(application.jobs, application.typed);
        assertSame(application.jobs, application.quadriga.queue("jobs"));
        assertSame(application.quadriga, injector.getInstance(Quadriga.class));
    }

    /** W6: bindings are lazy, also in Stage.PRODUCTION. */
    @ParameterizedTest
    @EnumSource
    void w6_makingTheInjectorOpensNothing(Stage stage) {
        Injector injector = injector(stage, CONFIG);

        assertEquals(List.of(), shelf.opened);
        assertEquals(0, fake.created.get());
        if (stage != Stage.TOOL) {
            assertEquals("rest", injector.getInstance(queueKey("rest")).name());
            assertEquals(List.of("rest"), shelf.opened);
        }
    }

    /** W5: Quadriga is bound, and whoever made the injector closes it. */
    @Test
    void w5_closingQuadrigaClosesWhatTheInjectorOpened() {
        Injector injector = injector(Stage.PRODUCTION, CONFIG);
        injector.getInstance(queueKey("jobs"));

        injector.getInstance(Quadriga.class).close();
        injector.getInstance(Quadriga.class).close();

        assertEquals(List.of("jobs"), shelf.closed);
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(
                                com.google.inject.ProvisionException.class,
                                () -> injector.getInstance(queueKey("rest")))
                        .getCause());
    }

    /** W8: a configured queue belongs to its Quadriga instance. */
    @Test
    void w8_twoApplicationsMayBothHaveTheSameNames() {
        Queue<?> mine = injector(Stage.DEVELOPMENT, CONFIG).getInstance(queueKey("jobs"));
        Queue<?> yours = injector(Stage.DEVELOPMENT, CONFIG).getInstance(queueKey("jobs"));

        assertNotSame(mine, yours);
        assertEquals(mine.name(), yours.name());
    }

    /** W12: what is wrong is refused when the injector is made, whoever brought the backend. */
    @ParameterizedTest
    @EnumSource(names = {"DEVELOPMENT", "PRODUCTION"})
    void w12_theInjectorIsRefusedWithTheOneMessage(Stage stage) {
        Config wrong =
                ConfigFactory.parseString(
                                "quadriga { executors.cpu { workers = 0 }, queues.jobs.capcity = 1 }")
                        .withFallback(CONFIG);

        CreationException refusal =
                assertThrows(CreationException.class, () -> injector(stage, wrong));

        String message =
                assertInstanceOf(ConfigurationException.class, refusal.getCause()).getMessage();
        assertTrue(message.contains("quadriga.executors.cpu.workers=0"), message);
        assertTrue(message.contains("did you mean capacity?"), message);
        assertEquals(List.of(), shelf.opened);
    }

    /** W17: two backends with one id are a configuration error. */
    @Test
    void w17_aBackendWithTheIdOfAnotherIsRefused() {
        Module second =
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        MapBinder.newMapBinder(binder(), String.class, ExecutorBackend.class)
                                .addBinding("inline")
                                .toInstance(new FakeExecutorBackend("inline"));
                    }
                };

        CreationException refusal =
                assertThrows(
                        CreationException.class, () -> injector(Stage.DEVELOPMENT, CONFIG, second));

        String message =
                assertInstanceOf(ConfigurationException.class, refusal.getCause()).getMessage();
        assertTrue(
                message.contains(
                        "executor backends with one id: id=inline,"
                                + " classes=[io.quadriga.internal.FakeExecutorBackend,"
                                + " io.quadriga.internal.InlineBackend]"),
                message);
    }

    @Test
    void aBackendBoundUnderAnotherIdIsRefused() {
        Module misnamed =
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        MapBinder.newMapBinder(binder(), String.class, QueueBackend.class)
                                .addBinding("board")
                                .toInstance(new FakeQueueBackend("plank"));
                    }
                };

        String message =
                assertThrows(
                                CreationException.class,
                                () -> injector(Stage.DEVELOPMENT, CONFIG, misnamed))
                        .getCause()
                        .getMessage();

        assertTrue(message.contains("key=board, id=plank"), message);
    }

    private static Key<Queue<?>> queueKey(String name) {
        return Key.get(new TypeLiteral<Queue<?>>() {}, Names.named(name));
    }

    private Injector injector(Stage stage, Config config, Module... others) {
        Module backends =
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        MapBinder.newMapBinder(binder(), String.class, ExecutorBackend.class)
                                .addBinding("fake")
                                .toInstance(fake);
                        MapBinder.newMapBinder(binder(), String.class, QueueBackend.class)
                                .addBinding("shelf")
                                .toInstance(shelf);
                    }
                };
        return Guice.createInjector(
                stage, new QuadrigaModule(config), backends, Modules.combine(others));
    }
}
