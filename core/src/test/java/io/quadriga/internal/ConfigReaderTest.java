package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.Capability;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.SettingValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConfigReaderTest {

    private final FakeExecutorBackend plain =
            new FakeExecutorBackend("plain", Capability.SHARES_MEMORY);
    private final FakeExecutorBackend able =
            new FakeExecutorBackend(
                    "able",
                    Capability.HAS_INNER,
                    Capability.BOUNDS_QUEUE,
                    Capability.PRIORITIES,
                    Capability.SHARES_MEMORY);

    /** An initializer that a configuration can name. */
    public static final class WarmUp implements Action {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {}
    }

    @Test
    void everyKindOfValueIsReadAsItsJavaType() {
        SettingValues values =
                values(
                        """
                        workers = 4, heap = 64 KiB, idle-timeout = 2 m, warm = yes, address = "h:1"
                        jvm-arguments = ["-Xmx1g", "-ea"], engine = baton
                        initializer = "%s"
                        """
                                .formatted(WarmUp.class.getName()));

        assertEquals(4, values.count("workers"));
        assertEquals(65536, values.bytes("heap"));
        assertEquals(Duration.ofMinutes(2), values.duration("idle-timeout"));
        assertTrue(values.flag("warm"));
        assertEquals("h:1", values.text("address"));
        assertEquals(List.of("-Xmx1g", "-ea"), values.texts("jvm-arguments"));
        assertEquals("baton", values.text("engine"));
        assertEquals(WarmUp.class.getName(), values.text("initializer"));
    }

    @Test
    void aWordStandsInPlaceOfANumber() {
        SettingValues values = values("workers = auto, idle-timeout = never");

        assertEquals(7, values.count("workers", 7));
        assertTrue(values.findDuration("idle-timeout").isEmpty());
    }

    @Test
    void textsThatSystemPropertiesGiveAreNumbersAndFlagsToo() {
        SettingValues values = values("workers = \"4\", warm = \"false\", idle-timeout = \"0\"");

        assertEquals(4, values.count("workers"));
        assertFalse(values.flag("warm"));
        assertEquals(Duration.ZERO, values.duration("idle-timeout"));
    }

    /** W14: workers is a number or auto. */
    @Test
    void w14_workersIsANumberOrAuto() {
        assertEquals(4, values("workers = 4").count("workers", 7));
        assertEquals(7, values("workers = auto").count("workers", 7));
    }

    /** W14: initializer is the class name of an Action. */
    @Test
    void w14_initializerIsTheClassNameOfAnAction() {
        String block = "initializer = \"%s\"".formatted(WarmUp.class.getName());
        ExecutorSpec spec = read(executor(block)).executors().get("cpu").spec();

        assertInstanceOf(WarmUp.class, spec.findInitializer().orElseThrow());
        assertTrue(read(executor("")).executors().get("cpu").spec().findInitializer().isEmpty());
    }

    @Test
    void everyExecutorHasTheDefaultsOfTheReference() {
        ExecutorSpec spec = read(executor("")).executors().get("cpu").spec();

        assertEquals("drain", spec.values().text("at-exit"));
        assertEquals(Duration.ofSeconds(5), spec.values().duration("exit-grace"));
        assertEquals(Duration.ofMillis(200), spec.values().duration("interrupt-grace"));
        assertEquals(Duration.ofMillis(300), spec.values().duration("terminate-grace"));
        assertEquals("unbounded", spec.values().text("queue-capacity"));
        assertEquals("block", spec.values().text("when-full"));
        assertFalse(spec.values().has("initializer"));
        assertEquals(OptionValues.NONE, spec.tasks());
    }

    /** W11: defaults live under backends.id, and a named block overrides them. */
    @Test
    void w11_aNamedBlockOverridesItsBackendWhichOverridesEveryExecutor() {
        Plan plan =
                read(
                        """
                        quadriga.executor-defaults { exit-grace = 1 s, at-exit = stop }
                        quadriga.executor-defaults.task { retries = 1, label = all }
                        quadriga.backends.plain { workers = 2, minimum = 1, exit-grace = 2 s }
                        quadriga.backends.plain.task.retries = 2
                        quadriga.executors {
                          one { backend = plain, workers = 3 }
                          two { backend = plain, exit-grace = 3 s, task.retries = 3 }
                          six { backend = able }
                        }
                        """);

        SettingValues one = plan.executors().get("one").spec().values();
        assertEquals(3, one.count("workers"));
        assertEquals(1, one.count("minimum"));
        assertEquals(Duration.ofSeconds(2), one.duration("exit-grace"));
        assertEquals("stop", one.text("at-exit"));
        ExecutorSpec two = plan.executors().get("two").spec();
        assertEquals(2, two.values().count("workers"));
        assertEquals(Duration.ofSeconds(3), two.values().duration("exit-grace"));
        assertEquals(TaskOptions.retries(3, Duration.ZERO).label("all"), withBackOff(two));
        ExecutorSpec six = plan.executors().get("six").spec();
        assertFalse(six.values().has("workers"));
        assertEquals(Duration.ofSeconds(1), six.values().duration("exit-grace"));
    }

    @Test
    void aDefaultThatIsNowhereIsToldWithItsTwoCauses() {
        SettingValues values = values("workers = 2");

        String message =
                assertThrows(IllegalArgumentException.class, () -> values.count("absent"))
                        .getMessage();

        assertTrue(message.startsWith("no such value: key=absent, "), message);
        assertTrue(message.contains("settings()") && message.contains("fat jar"), message);
    }

    @Test
    void aTaskBlockBecomesTheOptionsOfItsTasks() {
        ExecutorSpec spec =
                read("""
                quadriga.executors.cpu {
                  backend = able
                  task {
                    timeout = 1 s, deadline = 2 s, retries = 3, back-off = 4 ms
                    retry-on = [java.io.IOException], chunk-size = 5, window = 6
                    priority = -7, label = import, delay = 8 ms
                  }
                }
                """)
                        .executors()
                        .get("cpu")
                        .spec();

        assertEquals(
                TaskOptions.retryOn(IOException.class)
                        .timeout(Duration.ofSeconds(1))
                        .deadline(Duration.ofSeconds(2))
                        .retries(3, Duration.ofMillis(4))
                        .chunkSize(5)
                        .window(6)
                        .priority(-7)
                        .label("import")
                        .delay(Duration.ofMillis(8)),
                spec.tasks());
    }

    /** W15: inner composes, for backends that own processes. */
    @Test
    void w15_anInnerBlockIsASpecOfItsOwnInsideTheOuterOne() {
        ExecutorSpec spec =
                read("""
                quadriga.executors.deep {
                  backend = able, workers = 2, task.priority = 1
                  inner { backend = plain, workers = 8, initializer = "%s" }
                }
                """
                                .formatted(WarmUp.class.getName()))
                        .executors()
                        .get("deep")
                        .spec();

        ExecutorSpec inner = spec.findInner().orElseThrow();
        assertEquals("deep", inner.name());
        assertEquals("plain", inner.backend());
        assertEquals(8, inner.values().count("workers"));
        assertInstanceOf(WarmUp.class, inner.findInitializer().orElseThrow());
        assertEquals(Duration.ofMillis(200), inner.values().duration("interrupt-grace"));
        assertEquals(OptionValues.NONE, inner.tasks());
    }

    @Test
    void aSpecTravels() throws Exception {
        ExecutorSpec spec =
                read("""
                quadriga.executors.deep {
                  backend = able, jvm-arguments = [-a], task.retry-on = [java.io.IOException]
                  inner { backend = plain, idle-timeout = 1 s }
                }
                """)
                        .executors()
                        .get("deep")
                        .spec();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(spec);
        }

        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(spec, in.readObject());
        }
    }

    @Test
    void aQueueHasDefaultsAndSettings() {
        Plan plan =
                read(
                        """
                        quadriga.backends.shelf.segment-size = 1 KiB
                        quadriga.queues { jobs { backend = shelf, capacity = 9 }, rest { backend = shelf } }
                        """);

        SettingValues jobs = plan.queues().get("jobs").spec().values();
        assertEquals(9, jobs.count("capacity"));
        assertEquals(1024, jobs.bytes("segment-size"));
        assertEquals("unbounded", plan.queues().get("rest").spec().values().text("capacity"));
    }

    @Test
    void aBackendMayNarrowASettingThatEveryQueueHas() {
        QueueBackend narrow =
                new QueueBackend() {
                    @Override
                    public String id() {
                        return "narrow";
                    }

                    @Override
                    public List<Setting> settings() {
                        return List.of(Setting.count("capacity", 2, 8));
                    }

                    @Override
                    public <T> io.quadriga.Queue<T> create(QueueSpec spec) {
                        throw new AssertionError("never opened");
                    }
                };

        assertEquals(
                List.of(
                        "app.conf: 1: must be from 2 to 8: quadriga.queues.a.capacity=9",
                        "must be a whole number from 2 to 8: quadriga.queue-defaults.capacity=unbounded;"
                                + " it is always bounded here"),
                Mistakes.of(() ->
                                Configs.read(
                                        "quadriga.queues { a { backend = narrow, capacity = 9 },"
                                                + " b { backend = narrow } }",
                                        narrow))
                        .stream()
                        .map(line -> line.replaceFirst("^reference.conf.*: \\d+: ", ""))
                        .toList());
    }

    @Test
    void keysAndNamesMayHaveDotsAndBlanks() {
        Plan plan = read("quadriga.executors { \"my.pool 1\" { backend = plain, workers = 2 } }");

        assertEquals(Set.of("my.pool 1"), plan.executors().keySet());
        assertEquals("my.pool 1", plan.executors().get("my.pool 1").spec().name());
    }

    @Test
    void nullTakesAValueOrABlockAway() {
        Plan plan =
                read(
                        """
                        quadriga.executors {
                          cpu { backend = plain, at-exit = null }
                          gone = null
                        }
                        """);

        assertEquals(Set.of("cpu"), plan.executors().keySet());
        assertEquals("drain", plan.executors().get("cpu").spec().values().text("at-exit"));
    }

    @Test
    void closeTimeoutIsThirtySecondsUnlessItIsSet() {
        assertEquals(Duration.ofSeconds(30), read("").closeTimeout());
        assertEquals(Duration.ofMillis(1), read("quadriga.close-timeout = 1 ms").closeTimeout());
    }

    private static TaskOptions withBackOff(ExecutorSpec spec) {
        return ((OptionValues) spec.tasks()).retries(3, Duration.ZERO);
    }

    private Plan read(String text) {
        return Configs.read(text, plain, able);
    }

    private SettingValues values(String block) {
        return read(executor(block)).executors().get("cpu").spec().values();
    }

    private static String executor(String block) {
        return "quadriga.executors.cpu { backend = plain\n" + block + " }";
    }
}
