package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Executor;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.Setting;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be set, and what becomes of it. */
@Timeout(Bounds.TEST_SECONDS)
class PoolSettingsTest {

    /** Choices, each of which is a method. */
    private static final Map<String, String> CHOICES =
            Map.of("when-full", "rejectWhenFull", "at-exit", "stopAtExit", "task", "tasks");

    /** What a configuration has in other places. */
    private static final Set<String> ELSEWHERE = Set.of("name", "inner", "listener", "build");

    private static String method(String key) {
        String[] words = key.split("-");
        return words[0]
                + Stream.of(words)
                        .skip(1)
                        .map(word ->
                                word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }

    /** One set, by whichever way. */
    @Test
    void theBuilderHasEverySettingOfTheConfigurationAndNoOther() {
        Set<String> expected = new TreeSet<>(ELSEWHERE);
        ConfigFactory.load()
                .getObject("quadriga.executor-defaults")
                .keySet()
                .forEach(key -> expected.add(CHOICES.getOrDefault(key, method(key))));
        expected.add("initializer"); // no default
        for (Setting each : new ProcessPoolBackend().settings()) {
            expected.add(method(each.key()));
        }
        Set<String> present =
                Arrays.stream(ProcessPool.Builder.class.getDeclaredMethods())
                        .filter(each -> Modifier.isPublic(each.getModifiers()))
                        .map(Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, present);
    }

    /** As with any JVM: it may be there later, or be one of several places. */
    @Test
    void aClassPathEntryThatDoesNotExistIsPassedOver(@TempDir Path folder) throws Exception {
        Path absent = folder.resolve("absent.jar");
        Path present = Files.createDirectory(folder.resolve("present"));
        Files.writeString(present.resolve("found.txt"), "found");
        try (Executor executor =
                ProcessPool.builder().workers(1).classPath(absent, present).build()) {
            assertEquals("found", executor.submit(() -> text("/found.txt")).get());
        }
    }

    private static String text(String resource) throws IOException {
        try (var stream = PoolSettingsTest.class.getResourceAsStream(resource)) {
            assertTrue(stream != null, resource);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
