package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.Capability;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * What {@link io.quadriga.spi.ExecutorBuilder} says becomes the spec that a configuration would be.
 */
@Timeout(30)
class ExecutorDescriptionTest {

    private static final Action WARM_UP = () -> {};

    private final FakeExecutorBackend able =
            new FakeExecutorBackend("able", Capability.HAS_INNER, Capability.PRIORITIES);
    private final FakeExecutorBackend plain =
            new FakeExecutorBackend("plain", Capability.SHARES_MEMORY);

    private enum AtExit {
        STOP
    }

    @Test
    void builderAndConfigurationMakeTheSameSpec() {
        ExecutorDescription said = new ExecutorDescription(able);
        said.name("cpu");
        said.set("workers", 4);
        said.set("heap", 65536L);
        said.set("idle-timeout", Duration.ofMillis(1500));
        said.set("warm", true);
        said.set("jvm-arguments", List.of("-ea"));
        said.set("at-exit", AtExit.STOP);
        said.set("interrupt-grace", "1 s");
        said.tasks(TaskOptions.priority(2).label("x"));
        ExecutorDescription inner = new ExecutorDescription(plain);
        inner.set("workers", "auto");
        said.inner(inner);

        assertEquals(
                Configs.read(
                                """
                                quadriga.executors.cpu {
                                  backend = able, workers = 4, heap = 64 KiB, idle-timeout = 1500 ms
                                  warm = true, jvm-arguments = ["-ea"], at-exit = stop
                                  interrupt-grace = 1 s, task { priority = 2, label = x }
                                  inner { backend = plain, workers = auto }
                                }
                                """,
                                able,
                                plain)
                        .executors()
                        .get("cpu")
                        .spec(),
                said.spec());
    }

    @Test
    void aWrongValueIsRefusedAtOnce() {
        ExecutorDescription said = new ExecutorDescription(able);

        assertRefused(
                "must be from 1 to 1024: workers=0; or use auto", () -> said.set("workers", 0));
        assertRefused("must have a name that is not blank: name= ", () -> said.name(" "));
        assertRefused("unknown key: wokers=1; did you mean workers?", () -> said.set("wokers", 1));
        assertRefused("must be true or false: warm=3", () -> said.set("warm", 3));
        assertRefused(
                "must be a duration with its unit, 200 ms say, from 0 to 1 h: idle-timeout=5; or use never",
                () -> said.set("idle-timeout", 5));
        assertRefused(
                "must be at least 0: exit-grace=PT-1S",
                () -> said.set("exit-grace", Duration.ofSeconds(-1)));
        assertRefused(
                "must be a whole number from 0 to 1024: minimum=1.5",
                () -> said.set("minimum", 1.5));
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> said.set("address", new Object()))
                        .getMessage()
                        .startsWith("must be a number, flag, text, duration or list: address="));
        assertTrue(!said.spec().values().has("workers"));
    }

    @Test
    void anInitializerMayBeAnObject() {
        ExecutorDescription said = new ExecutorDescription(able);
        said.object("initializer", WARM_UP);

        assertSame(WARM_UP, said.spec().findInitializer().orElseThrow());
        assertRefused(
                "must be a io.quadriga.Action: initializer=text",
                () -> said.object("initializer", "text"));
        assertRefused("takes no object: workers=text", () -> said.object("workers", "text"));
    }

    @Test
    void everythingThatTheBackendCannotDoIsRefusedInOneMessage() {
        ExecutorDescription said = new ExecutorDescription(plain);
        said.name("cpu");
        said.set("queue-capacity", 5);
        said.tasks(TaskOptions.priority(3));
        said.inner(new ExecutorDescription(able));

        assertRefused(
                """
                backend lacks BOUNDS_QUEUE: queue-capacity=5, backend=plain, executor=cpu; use unbounded
                backend lacks HAS_INNER: cpu.inner.backend=able, backend=plain, executor=cpu; remove the block
                backend lacks PRIORITIES: priority=3, backend=plain, executor=cpu; use 0
                must share the memory of the worker that it is in: inner.backend=able\
                """
                        .replace("\r", ""),
                said::spec);
    }

    @Test
    void whatExistsOnceOutsideIsRefusedInside() {
        ExecutorDescription inner = new ExecutorDescription(plain);
        inner.set("at-exit", "stop");
        inner.listener(new ExecutorListener() {});
        ExecutorDescription said = new ExecutorDescription(able);
        said.inner(inner);

        String message = assertThrows(IllegalArgumentException.class, said::spec).getMessage();

        assertTrue(
                message.startsWith("belongs to the outer executor: inner.at-exit=stop"), message);
        assertTrue(message.contains("inner.listeners="), message);
    }

    @Test
    void executorsWithoutANameGetOneEach() {
        ExecutorSpec first = new ExecutorDescription(able).spec();
        ExecutorSpec second = new ExecutorDescription(able).spec();

        assertTrue(first.name().matches("able-\\d+"), first.name());
        assertTrue(second.name().matches("able-\\d+"), second.name());
        assertNotEquals(first.name(), second.name());
    }

    private static void assertRefused(String message, Executable refused) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, refused).getMessage());
    }
}
