package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.quadriga.Action;
import io.quadriga.Capability;
import io.quadriga.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration refuses, and in which words. */
@Timeout(30)
class StrictConfigurationTest {

    private final FakeExecutorBackend plain =
            new FakeExecutorBackend("plain", Capability.SHARES_MEMORY);
    private final FakeExecutorBackend able =
            new FakeExecutorBackend("able", Capability.HAS_INNER, Capability.BOUNDS_QUEUE);
    private final FakeQueueBackend shelf = new FakeQueueBackend("shelf");

    /** An action that lacks a constructor without parameters. */
    public static final class NeedsArgument implements Action {
        private static final long serialVersionUID = 1L;

        public NeedsArgument(int argument) {
            assertTrue(argument >= 0);
        }

        @Override
        public void run() {}
    }

    static final class Hidden implements Action {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {}
    }

    /**
     * W12: everything wrong is refused at once, each with file, line, key, value and what is right.
     */
    @Test
    void w12_allMistakesComeInOneMessageWithFileLineKeyAndValue() {
        List<String> mistakes =
                mistakes(
                        """
                        quadriga {
                          executors {
                            cpu { backend = plain
                              workers = 0
                              idle-timeout = soon
                              wokers = 4
                            }
                            io { backend = plian }
                            deep { workers = 1 }
                          }
                          queues {
                            jobs { backend = shelf, capacity = -1 }
                          }
                          executers {}
                        }
                        """);

        assertEquals(
                List.of(
                        "app.conf: 4: must be from 1 to 1024: quadriga.executors.cpu.workers=0;"
                                + " or use auto",
                        "app.conf: 5: must be a duration with its unit, 200 ms say,"
                                + " from 0 to 1 h: quadriga.executors.cpu.idle-timeout=soon; or use never",
                        "app.conf: 6: unknown key: quadriga.executors.cpu.wokers=4;"
                                + " did you mean workers?",
                        "app.conf: 8: unknown backend: quadriga.executors.io.backend=plian;"
                                + " did you mean plain?; on the class path=[able, inline, plain]",
                        "app.conf: 9: missing key: quadriga.executors.deep.backend;"
                                + " on the class path=[able, inline, plain]",
                        "app.conf: 12: must be at least 1: quadriga.queues.jobs.capacity=-1;"
                                + " or use unbounded",
                        "app.conf: 14: unknown key: quadriga.executers={};"
                                + " did you mean executors?"),
                mistakes);
        assertEquals(0, plain.created.get());
        assertEquals(List.of(), shelf.opened);
    }

    /** W12: wrong types and values out of range are refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    workers = true        | must be a whole number from 1 to 1024: PATH.workers=true; or use auto
                    workers = 1.5         | must be a whole number from 1 to 1024: PATH.workers=1.5; or use auto
                    workers = 1025        | must be from 1 to 1024: PATH.workers=1025; or use auto
                    workers = many        | must be a whole number from 1 to 1024: PATH.workers=many; or use auto
                    workers = [1]         | must be a whole number from 1 to 1024: PATH.workers=[1]; or use auto
                    workers { max = 1 }   | must be a whole number from 1 to 1024: PATH.workers={"max":1}; or use auto
                    workers = 99999999999 | must be from 1 to 1024: PATH.workers=99999999999; or use auto
                    heap = 4096           | must be a size with its unit, 64 KiB say, from 1 KiB to 1 MiB: PATH.heap=4096
                    heap = 2 GiB          | must be from 1 KiB to 1 MiB: PATH.heap=2 GiB
                    idle-timeout = 60     | must be a duration with its unit, 200 ms say, from 0 to 1 h: PATH.idle-timeout=60; or use never
                    exit-grace = 1.5      | must be a duration with its unit, 200 ms say, at least 0: PATH.exit-grace=1.5
                    idle-timeout = 2 h    | must be from 0 to 1 h: PATH.idle-timeout=2 h; or use never
                    idle-timeout = -1 s   | must be from 0 to 1 h: PATH.idle-timeout=-1 s; or use never
                    exit-grace = NaN s    | must be a duration with its unit, 200 ms say, at least 0: PATH.exit-grace=NaN s
                    exit-grace = -1 s     | must be at least 0: PATH.exit-grace=-1 s
                    warm = maybe          | must be true or false: PATH.warm=maybe
                    address = [a]         | must be a text: PATH.address=["a"]
                    jvm-arguments = -ea   | must be a list of texts: PATH.jvm-arguments=-ea; write ["first", "second"]
                    jvm-arguments = [-ea, ea] | must begin with -: PATH.jvm-arguments=["-ea","ea"], wrong=ea
                    heap = 3000 B         | must be a power of two: PATH.heap=3000 B
                    engine = batton       | must be one of loop, baton: PATH.engine=batton; did you mean baton?
                    at-exit = drian       | must be one of drain, stop: PATH.at-exit=drian; did you mean drain?
                    queueCapacity = 5     | unknown key: PATH.queueCapacity=5; did you mean queue-capacity?
                    inner = plain         | must be a block: PATH.inner=plain; write inner { ... }
                    task = 5              | must be a block: PATH.task=5; write task { ... }
                    task.retries = -1     | must be from 0 to 1000000: PATH.task.retries=-1
                    task.timeout = 0      | must be at least 1 ns: PATH.task.timeout=0
                    task.colour = 5       | unknown key: PATH.task.colour=5; keys=[back-off, chunk-size, deadline, delay, label, priority, retries, retry-on, timeout, window]
                    task.retry-on = [java.lang.String] | must be a java.lang.Throwable: PATH.task.retry-on=["java.lang.String"], wrong=java.lang.String
                    task.retry-on = [no.Such] | must be a class on the class path: PATH.task.retry-on=["no.Such"], wrong=no.Such
                    initializer = no.Such | must be a class on the class path: PATH.initializer=no.Such
                    initializer = java.lang.String | must be a io.quadriga.Action: PATH.initializer=java.lang.String
                    initializer = io.quadriga.Action | must be a public class that is not abstract: PATH.initializer=io.quadriga.Action
                    initializer = "io.quadriga.internal.StrictConfigurationTest$Hidden" | must be a public class that is not abstract: PATH.initializer=io.quadriga.internal.StrictConfigurationTest$Hidden
                    initializer = "io.quadriga.internal.StrictConfigurationTest$NeedsArgument" | must have a public constructor without parameters: PATH.initializer=io.quadriga.internal.StrictConfigurationTest$NeedsArgument
                    """)
    void w12_aWrongValueIsRefusedWithWhatIsRight(String block, String message) {
        assertEquals(
                List.of("app.conf: 2: " + message.replace("PATH", "quadriga.executors.cpu")),
                mistakes("quadriga.executors.cpu { backend = plain\n" + block + "\n}"));
    }

    /** W15: what the backend cannot do as configured is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    plain | queue-capacity = 5        | BOUNDS_QUEUE: PATH.queue-capacity=5, backend=plain, executor=cpu; use unbounded
                    plain | when-full = reject        | BOUNDS_QUEUE: PATH.when-full=reject, backend=plain, executor=cpu; use block
                    able  | when-full = caller-runs   | SHARES_MEMORY: PATH.when-full=caller-runs, backend=able, executor=cpu; use block or reject
                    able  | task.priority = 1         | PRIORITIES: PATH.task.priority=1, backend=able, executor=cpu; use 0
                    """)
    void w15_whatTheBackendLacksIsRefused(String backend, String block, String message) {
        assertEquals(
                List.of(
                        "app.conf: 2: backend lacks "
                                + message.replace("PATH", "quadriga.executors.cpu")),
                mistakes("quadriga.executors.cpu { backend = " + backend + "\n" + block + "\n}"));
    }

    /** W15: an inner block is only for backends that own processes. */
    @Test
    void w15_anInnerBlockIsRefusedWhereTheBackendHasNone() {
        assertEquals(
                List.of(
                        "app.conf: 1: backend lacks HAS_INNER:"
                                + " quadriga.executors.cpu.inner.backend=inline, backend=plain,"
                                + " executor=cpu; remove the block"),
                mistakes("quadriga.executors.cpu { backend = plain\ninner { backend = inline } }"));
    }

    /** W15: what runs tasks elsewhere cannot run them inside a worker. */
    @Test
    void w15_anInnerBackendThatSharesNoMemoryIsRefused() {
        assertEquals(
                List.of(
                        "app.conf: 2: must share the memory of the worker that it is in:"
                                + " quadriga.executors.cpu.inner.backend=able;"
                                + " use thread-pool, say"),
                mistakes("quadriga.executors.cpu { backend = able\ninner { backend = able } }"));
    }

    /** W12: a mistake in the inner block hides none of the outer one. */
    @Test
    void w12_whatTheOuterBackendLacksIsToldTogetherWithAMistakeInTheInnerBlock() {
        assertEquals(
                List.of(
                        "app.conf: 1: backend lacks HAS_INNER:"
                                + " quadriga.executors.cpu.inner={...}, backend=plain,"
                                + " executor=cpu; remove the block",
                        "app.conf: 2: backend lacks BOUNDS_QUEUE:"
                                + " quadriga.executors.cpu.queue-capacity=5, backend=plain,"
                                + " executor=cpu; use unbounded",
                        "app.conf: 3: unknown key: quadriga.executors.cpu.inner.bogus=1;"
                                + " keys=[backend, initializer, inner]"),
                mistakes(
                        """
                        quadriga.executors.cpu { backend = plain
                        queue-capacity = 5
                        inner { backend = inline, bogus = 1 } }
                        """));
    }

    @Test
    void aNumberThatIsTooLargeIsToldTheLargest() {
        assertEquals(
                List.of(
                        "app.conf: 1: must be from 1 to 2147483647:"
                                + " quadriga.queues.jobs.capacity=3000000000; or use unbounded"),
                mistakes("quadriga.queues.jobs { backend = shelf, capacity = 3000000000 }"));
    }

    /** W15: options, retries, statistics and callbacks exist once, in the parent. */
    @Test
    void w15_whatExistsOnceOutsideIsRefusedInAnInnerBlock() {
        assertEquals(
                List.of(
                        "app.conf: 2: belongs to the outer executor:"
                                + " quadriga.executors.cpu.inner.at-exit=stop; move it out of inner",
                        "app.conf: 3: belongs to the outer executor:"
                                + " quadriga.executors.cpu.inner.task={\"retries\":1};"
                                + " move it out of inner",
                        "app.conf: 4: must be from 1 to 1024:"
                                + " quadriga.executors.cpu.inner.workers=0; or use auto"),
                mistakes(
                        """
                        quadriga.executors.cpu { backend = able, inner { backend = plain
                          at-exit = stop
                          task.retries = 1
                          workers = 0
                        } }
                        """));
    }

    @Test
    void valuesThatContradictOneAnotherAreRefusedInTheWordsOfTheBackend() {
        assertEquals(
                List.of(
                        "app.conf: 1: quadriga.executors.cpu: more at least than at most: minimum=5,"
                                + " workers=4; lower minimum"),
                mistakes("quadriga.executors.cpu { backend = plain, workers = 4, minimum = 5 }"));
    }

    /** W12: all at once, what only the backend can say included. */
    @Test
    void w12_valuesThatContradictOneAnotherAreToldTogetherWithOtherMistakes() {
        assertEquals(
                List.of(
                        "app.conf: 1: quadriga.executors.cpu: more at least than at most: minimum=5,"
                                + " workers=4; lower minimum",
                        "app.conf: 4: must be true or false: quadriga.executors.cpu.warm=maybe",
                        "app.conf: 5: unknown key: quadriga.executors.cpu.wokers=4;"
                                + " did you mean workers?"),
                mistakes(
                        """
                        quadriga.executors.cpu { backend = plain
                          workers = 4
                          minimum = 5
                          warm = maybe
                          wokers = 4
                        }
                        """));
    }

    /** A check that needs what is wrong has nothing to say, and no default stands in for it. */
    @Test
    void w12_aContradictionWithAWrongValueIsNotGuessed() {
        assertEquals(
                List.of(
                        "app.conf: 1: must be from 1 to 1024: quadriga.executors.cpu.workers=0;"
                                + " or use auto"),
                mistakes("quadriga.executors.cpu { backend = plain, minimum = 101, workers = 0 }"));
    }

    @Test
    void aBlankNameIsRefused() {
        assertEquals(
                List.of(
                        "app.conf: 1: must have a name that is not blank:"
                                + " quadriga.executors.\"\"={\"backend\":\"plain\"}",
                        "app.conf: 2: must have a name that is not blank:"
                                + " quadriga.queues.\" \"={\"backend\":\"shelf\"}"),
                mistakes(
                        """
                        quadriga.executors."".backend = plain
                        quadriga.queues." ".backend = shelf
                        """));
    }

    @Test
    void aMistakeInDefaultsIsSaidOnceForAllThatInheritIt() {
        assertEquals(
                List.of(
                        "app.conf: 1: must be from 1 to 1024: quadriga.backends.plain.workers=0;"
                                + " or use auto",
                        "app.conf: 2: must be one of drain, stop:"
                                + " quadriga.executor-defaults.at-exit=never",
                        "app.conf: 3: unknown key: quadriga.queue-defaults.capacty=5;"
                                + " did you mean capacity?",
                        "app.conf: 4: unknown backend: quadriga.backends.plains={};"
                                + " did you mean plain?; on the class path=[able, inline, plain, shelf]"),
                mistakes(
                        """
                        quadriga.backends.plain.workers = 0
                        quadriga.executor-defaults.at-exit = never
                        quadriga.queue-defaults.capacty = 5
                        quadriga.backends.plains {}
                        quadriga.executors { a { backend = plain }, b { backend = plain } }
                        """));
    }

    /** W12: defaults are checked also where nothing uses them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    executor-defaults.exit-grace = 5 | must be a duration with its unit, 200 ms say, at least 0: quadriga.executor-defaults.exit-grace=5
                    executor-defaults.task = 5       | must be a block: quadriga.executor-defaults.task=5; write task { ... }
                    executor-defaults.task.lable = a | unknown key: quadriga.executor-defaults.task.lable=a; did you mean label?
                    executor-defaults.task.retry-on = [no.Such] | must be a class on the class path: quadriga.executor-defaults.task.retry-on=["no.Such"], wrong=no.Such
                    backends.plain.task.retry-on = [no.Such] | must be a class on the class path: quadriga.backends.plain.task.retry-on=["no.Such"], wrong=no.Such
                    queue-defaults.capacity = 0      | must be at least 1: quadriga.queue-defaults.capacity=0; or use unbounded
                    """)
    void w12_aMistakeInDefaultsThatNothingUsesIsRefused(String line, String message) {
        assertEquals(List.of("app.conf: 1: " + message), mistakes("quadriga." + line));
    }

    /** W12: a class that is not there is told together with what else is wrong in its block. */
    @Test
    void w12_aWrongExceptionClassIsToldBesideOtherMistakes() {
        assertEquals(
                List.of(
                        "app.conf: 2: must be from 1 to 1024: quadriga.executors.cpu.workers=0;"
                                + " or use auto",
                        "app.conf: 3: must be a class on the class path:"
                                + " quadriga.executors.cpu.task.retry-on=[\"no.Such\"],"
                                + " wrong=no.Such"),
                mistakes(
                        """
                        quadriga.executors.cpu { backend = plain
                          workers = 0
                          task.retry-on = [no.Such]
                        }
                        """));
    }

    /** W12: an unknown backend does not hide the mistakes of what is inside. */
    @Test
    void w12_mistakesInsideAnUnknownBackendAreTold() {
        assertEquals(
                List.of(
                        "app.conf: 1: unknown backend: quadriga.executors.cpu.backend=abel;"
                                + " did you mean able?; on the class path=[able, inline, plain]",
                        "app.conf: 2: unknown backend: quadriga.executors.cpu.inner.backend=balen"
                                + "; on the class path=[able, inline, plain]",
                        "app.conf: 3: must be from 1 to 1024:"
                                + " quadriga.executors.cpu.inner.inner.workers=0; or use auto"),
                mistakes(
                        """
                        quadriga.executors.cpu { backend = abel
                          inner { backend = balen
                            inner { backend = plain, workers = 0 } } }
                        """));
    }

    /** W13: a misspelling gets the nearest key, also where the key must be there. */
    @Test
    void w13_aMisspeltBackendKeyIsNotAlsoMissing() {
        assertEquals(
                List.of(
                        "app.conf: 1: unknown key: quadriga.executors.cpu.bakend=plain;"
                                + " did you mean backend?"),
                mistakes("quadriga.executors.cpu { bakend = plain, workers = 0 }"));
    }

    @Test
    void whatIsNoBlockIsRefused() {
        assertEquals(
                List.of(
                        "app.conf: 1: must be a block: quadriga.executors=5; write executors { ... }"),
                mistakes("quadriga.executors = 5"));
        assertEquals(
                List.of(
                        "app.conf: 1: must be a block: quadriga.executors.cpu=plain;"
                                + " write cpu { ... }"),
                mistakes("quadriga.executors.cpu = plain"));
        assertTrue(
                mistakes("quadriga = 5")
                        .contains(
                                "app.conf: 1: must be a block: quadriga=5; write quadriga { ... }"));
    }

    @Test
    void aPathWithDotsIsShownQuoted() {
        assertEquals(
                List.of(
                        "app.conf: 1: must be from 1 to 1024:"
                                + " quadriga.executors.\"my.pool\".workers=0; or use auto"),
                mistakes("quadriga.executors.\"my.pool\" { backend = plain, workers = 0 }"));
    }

    /** W12: a value that comes from a system property or a substitution says so. */
    @Test
    void w12_theOriginIsWhereTheValueWasSaid() {
        Config properties =
                ConfigFactory.parseMap(
                        Map.of("quadriga.executors.cpu.workers", "0"), "system properties");
        Config file =
                Configs.parse(
                        """
                        most = 2000
                        quadriga.executors.cpu { backend = plain, workers = 1 }
                        quadriga.executors.io { backend = plain, workers = ${most} }
                        """);

        assertEquals(
                List.of(
                        "app.conf: 1: must be from 1 to 1024: quadriga.executors.io.workers=2000;"
                                + " or use auto",
                        "system properties: must be from 1 to 1024:"
                                + " quadriga.executors.cpu.workers=0; or use auto"),
                Mistakes.of(() ->
                        ConfigReader.read(
                                Defaults.under(properties.withFallback(file)), backends())));
    }

    @Test
    void aConfigurationThatCannotBeResolvedIsRefused() {
        ConfigurationException refusal =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ConfigurationException.class,
                        () ->
                                Defaults.under(
                                        Configs.parse("quadriga.executors.cpu.workers = ${nil}")));

        assertTrue(refusal.getMessage().contains("app.conf: 1"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("${nil}"), refusal.getMessage());
    }

    /** W17: two backends with one id are a configuration error. */
    @Test
    void w17_twoBackendsWithOneIdAreRefusedNamingBothClasses() {
        Backends two =
                Backends.of(
                        Map.of("plain", Set.of(plain, new FakeExecutorBackend("plain") {})),
                        Map.of());

        List<String> mistakes =
                Mistakes.of(() -> ConfigReader.read(Defaults.under(Configs.parse("")), two));

        assertTrue(
                mistakes.contains(
                        "executor backends with one id: id=plain,"
                                + " classes=[io.quadriga.internal.FakeExecutorBackend,"
                                + " io.quadriga.internal.StrictConfigurationTest$1]; take one off the"
                                + " class path or out of the injector"),
                mistakes.toString());
    }

    private Backends backends() {
        return Backends.of(
                Map.of(
                        "plain",
                        Set.of(plain),
                        "able",
                        Set.of(able),
                        "inline",
                        Set.of(new InlineBackend())),
                Map.of("shelf", Set.of(shelf)));
    }

    private List<String> mistakes(String text) {
        return Mistakes.of(() -> Configs.read(text, shelf, plain, able));
    }
}
