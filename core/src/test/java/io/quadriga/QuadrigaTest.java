package io.quadriga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.quadriga.internal.FakeExecutorBackend;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.TaskInfo;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class QuadrigaTest {

    private static final Config CONFIG =
            ConfigFactory.parseString(
                    "quadriga.executors { cpu { backend = inline }, io { backend = inline } }");

    /** W16: an unknown name is refused with those that are configured, and the nearest. */
    @Test
    void w16_anUnknownNameIsRefusedWithTheNearest() {
        try (Quadriga quadriga = Quadriga.open(CONFIG)) {
            assertEquals(
                    "no such executor: name=cpy; did you mean cpu?; configured=[cpu, io]",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.executor("cpy"))
                            .getMessage());
            assertEquals(
                    "no such queue: name=cpu; configured=[]; write it under quadriga.queues, in "
                            + "application.conf on the class path or in the file of -Dconfig.file",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.queue("cpu"))
                            .getMessage());
        }
    }

    /** W18: after close there is nothing to be had. */
    @Test
    void w18_closedItGivesNothing() {
        Quadriga quadriga = Quadriga.open(CONFIG);
        quadriga.close();
        quadriga.close();

        assertEquals(
                "quadriga is closed: name=cpu; open a new one",
                assertThrows(IllegalStateException.class, () -> quadriga.executor("cpu"))
                        .getMessage());
    }

    /** W12: open refuses everything wrong in one ConfigurationException. */
    @Test
    void w12_openRefusesAWrongConfiguration() {
        Config wrong =
                ConfigFactory.parseString(
                        "quadriga.executors { cpu { backend = inlin }, io { backend = inline, exit-grace = 5 } }");

        String message =
                assertThrows(ConfigurationException.class, () -> Quadriga.open(wrong)).getMessage();

        assertTrue(message.contains("mistakes=2"), message);
        assertTrue(message.contains("did you mean inline?"), message);
        assertTrue(message.contains("quadriga.executors.io.exit-grace=5"), message);
    }

    /** A system property counts whenever it was set, not only before the first open. */
    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void systemPropertiesCountAsTheyAreNow() throws Exception {
        Quadriga.open().close();
        String key = "quadriga.executors.set-later.backend";
        System.setProperty(key, "inline");
        try (Quadriga quadriga = Quadriga.open()) {
            assertEquals("ran", quadriga.executor("set-later").submit(() -> "ran").get());
        } finally {
            System.clearProperty(key);
            ConfigFactory.invalidateCaches(); // which the defaults of the other tests come from
        }
    }

    @Test
    void theConfigurationOfTheApplicationIsOpenedByDefault() {
        try (Quadriga quadriga = Quadriga.open()) {
            assertEquals(
                    "no such executor: name=cpu; configured=[]; write it under quadriga.executors, in "
                            + "application.conf on the class path or in the file of -Dconfig.file",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.executor("cpu"))
                            .getMessage());
        }
    }

    /** W1: an executor or queue is created on first use, the same one each time. */
    @Test
    void w1_theSameExecutorAndQueueEachTime() throws Exception {
        Config config =
                ConfigFactory.parseString("quadriga.queues.jobs { backend = memory, capacity = 2 }")
                        .withFallback(CONFIG);
        try (Quadriga quadriga = Quadriga.open(config)) {
            Executor cpu = quadriga.executor("cpu");
            Queue<Integer> jobs = quadriga.queue("jobs");

            assertSame(cpu, quadriga.executor("cpu"));
            assertNotSame(cpu, quadriga.executor("io"));
            assertSame(jobs, quadriga.queue("jobs"));
            assertEquals("cpu", cpu.name());
            assertEquals(42, cpu.submit(() -> 42).get());
            assertEquals(2, jobs.capacity());
        }
    }

    /** W2: close drains what was accepted, then closes the handles of the queues. */
    @Test
    void w2_closeDrainsExecutorsAndThenClosesQueues() throws Exception {
        Config config =
                ConfigFactory.parseString("quadriga.queues.jobs.backend = memory")
                        .withFallback(CONFIG);
        Quadriga quadriga = Quadriga.open(config);
        Executor cpu = quadriga.executor("cpu");
        Queue<String> jobs = quadriga.queue("jobs");
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread submitter =
                new Thread(
                        () ->
                                cpu.submit(() -> {
                                    inBody.countDown();
                                    go.await();
                                    return jobs.offer("still open");
                                }),
                        "submitter");
        submitter.start();
        assertTrue(inBody.await(20, TimeUnit.SECONDS));
        Thread closer = new Thread(quadriga::close, "closer");
        closer.start();
        while (!cpu.isShutdown()) {
            Thread.onSpinWait();
        }
        assertFalse(jobs.isShutdown());
        go.countDown();
        closer.join();
        submitter.join();

        assertTrue(cpu.isTerminated());
        assertTrue(jobs.isShutdown());
        assertEquals("still open", jobs.poll());
    }

    /** W2: what is left after the close timeout is ended by shutdownNow. */
    @Test
    void w2_closeCutsOffWhatOutlastsTheTimeout() throws Exception {
        Quadriga quadriga =
                Quadriga.open(
                        ConfigFactory.parseString("quadriga.close-timeout = 10 ms")
                                .withFallback(CONFIG));
        Executor cpu = quadriga.executor("cpu");
        CountDownLatch inBody = new CountDownLatch(1);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread submitter =
                new Thread(
                        () ->
                                cpu.submit(() -> {
                                    inBody.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException stop) {
                                        ended.set(stop);
                                    }
                                }),
                        "submitter");
        submitter.start();
        assertTrue(inBody.await(20, TimeUnit.SECONDS));

        quadriga.close();
        submitter.join();

        assertInstanceOf(InterruptedException.class, ended.get());
        assertTrue(cpu.awaitTermination(20, TimeUnit.SECONDS));
    }

    @Test
    void aTaskOfItsOwnCannotCloseIt() throws Exception {
        try (Quadriga quadriga = Quadriga.open(CONFIG)) {
            Future<Throwable> refusal =
                    quadriga.executor("cpu")
                            .submit(() ->
                                    assertThrows(IllegalStateException.class, quadriga::close));

            assertTrue(refusal.get().getMessage().contains("executor=cpu"));
            assertEquals(1, quadriga.executor("cpu").submit(() -> 1).get());
        }
    }

    /** W8: a configured queue belongs to its Quadriga instance. */
    @Test
    void w8_queuesOfTheSameNameDoNotMeet() throws Exception {
        Config config = ConfigFactory.parseString("quadriga.queues.jobs.backend = memory");
        try (Quadriga mine = Quadriga.open(config);
                Quadriga yours = Quadriga.open(config)) {
            mine.<String>queue("jobs").put("mine");

            assertNull(yours.queue("jobs").poll());
            assertEquals("mine", mine.queue("jobs").poll());
        }
    }

    /** W9: shared-name shares a queue with others, where the backend can. */
    @Test
    void w9_sharedNameIsRefusedWhereTheBackendCannotShare() {
        Config config =
                ConfigFactory.parseString(
                        "quadriga.queues.jobs { backend = memory, shared-name = ours }");

        String message =
                assertThrows(ConfigurationException.class, () -> Quadriga.open(config))
                        .getMessage();

        assertTrue(message.contains("unknown key: quadriga.queues.jobs.shared-name=ours"), message);
    }

    /** W10: swapping a backend is one line of configuration and no line of code. */
    @ParameterizedTest
    @ValueSource(strings = {"inline", "foreign"})
    void w10_theBackendIsOneLineOfConfiguration(String backend, @TempDir Path jar)
            throws Exception {
        try (URLClassLoader loader = jar(jar, ExecutorBackend.class, Foreign.class)) {
            assertEquals(
                    List.of(1, 4, 9),
                    in(
                            loader,
                            () -> {
                                Config config =
                                        ConfigFactory.parseString(
                                                "quadriga.executors.cpu.backend = " + backend);
                                try (Quadriga quadriga = Quadriga.open(config)) {
                                    return quadriga.executor("cpu")
                                            .map(n -> n * n, List.of(1, 2, 3));
                                }
                            }));
        }
    }

    @Test
    void aBackendThatCannotBeMadeIsRefusedAtOpen(@TempDir Path jar) throws Exception {
        try (URLClassLoader loader = jar(jar, ExecutorBackend.class, QuadrigaTest.class)) {
            String message =
                    in(
                            loader,
                            () ->
                                    assertThrows(
                                                    ConfigurationException.class,
                                                    () -> Quadriga.open(CONFIG))
                                            .getMessage());

            assertTrue(message.contains(QuadrigaTest.class.getName()), message);
        }
    }

    /** An executor can be asked for again, and then is refused with the same words. */
    @Test
    void aListenerThatCannotBeMadeIsRefused(@TempDir Path jar) throws Exception {
        try (URLClassLoader loader = jar(jar, ExecutorListener.class, QuadrigaTest.class);
                Quadriga quadriga = Quadriga.open(CONFIG)) {
            for (int i = 0; i < 2; i++) {
                String message =
                        in(
                                loader,
                                () ->
                                        assertThrows(
                                                        ConfigurationException.class,
                                                        () -> quadriga.executor("io"))
                                                .getMessage());

                assertTrue(message.contains(QuadrigaTest.class.getName()), message);
            }
        }
    }

    @Test
    void aListenerOnTheClassPathHearsOfEveryExecutor(@TempDir Path jar) throws Exception {
        try (URLClassLoader loader = jar(jar, ExecutorListener.class, Heard.class)) {
            Heard.FINISHED.clear();
            in(
                    loader,
                    () -> {
                        try (Quadriga quadriga = Quadriga.open(CONFIG);
                                Executor built =
                                        ExecutorBuilder.of(new Foreign()).name("built").build()) {
                            return List.of(
                                    quadriga.executor("io").submit(() -> 1).get(),
                                    built.submit(() -> 2).get());
                        }
                    });

            assertEquals(List.of("io", "built"), List.copyOf(Heard.FINISHED));
        }
    }

    /** A backend in a jar without a reference.conf. */
    public static final class Foreign extends FakeExecutorBackend {
        /** For {@link java.util.ServiceLoader}. */
        public Foreign() {
            super("foreign", Capability.SHARES_MEMORY);
        }
    }

    /** A listener that notes the executors of finished tasks. */
    public static final class Heard implements ExecutorListener {
        static final java.util.Queue<String> FINISHED = new ConcurrentLinkedQueue<>();

        @Override
        public void finished(TaskInfo task, TaskState state, @Nullable Throwable error) {
            FINISHED.add(task.executor());
        }
    }

    private static URLClassLoader jar(Path folder, Class<?> service, Class<?> provider)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(service.getName()), provider.getName());
        return new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, QuadrigaTest.class.getClassLoader());
    }

    private static <T> T in(ClassLoader loader, Callable<T> body) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return body.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
