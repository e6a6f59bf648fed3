package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Capability;
import io.quadriga.ConfigurationException;
import io.quadriga.Quadriga;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.QueueBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The tables of capabilities in the contract are true of every backend on the class path. */
@Timeout(60)
class CapabilityTableTest {

    private static final Path PAGE =
            FileTree.projectAround(Path.of("")).resolve("core").resolve("CONTRACT.md");

    private List<String> page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readAllLines(PAGE);
    }

    @TestFactory
    Stream<DynamicTest> executorsHaveTheCapabilitiesOfTheTable() {
        return columns("executor").entrySet().stream()
                .filter(column -> executors().contains(column.getKey()))
                .map(column -> check(column, "executors", q -> q.executor("it").capabilities()));
    }

    @TestFactory
    Stream<DynamicTest> queuesHaveTheCapabilitiesOfTheTable() {
        return columns("queue").entrySet().stream()
                .filter(column -> queues().contains(column.getKey()))
                .map(column -> check(column, "queues", q -> q.queue("it").capabilities()));
    }

    /** A backend of Quadriga's own that the tables lack would not be looked at above. */
    @Test
    void everyBackendStandsInItsTable() {
        Set<String> executors = executors();
        executors.remove("thread-per-task"); // the custom executor of the examples
        assertTrue(executors.containsAll(Set.of("inline", "thread-pool")), executors::toString);
        executors.removeAll(columns("executor").keySet());
        Set<String> queues = queues();
        assertTrue(queues.contains("memory"), queues::toString);
        queues.removeAll(columns("queue").keySet());

        assertEquals(Set.of(), executors);
        assertEquals(Set.of(), queues);
    }

    @Test
    void everyCapabilityStandsInATable() {
        Set<Capability> listed = EnumSet.noneOf(Capability.class);
        Stream.of("executor", "queue")
                .flatMap(kind -> columns(kind).values().stream())
                .forEach(column -> listed.addAll(column.keySet()));

        assertEquals(EnumSet.allOf(Capability.class), listed);
    }

    private static DynamicTest check(
            Map.Entry<String, Map<Capability, String>> column,
            String block,
            Function<Quadriga, Set<Capability>> capabilities) {
        return DynamicTest.dynamicTest(
                column.getKey(),
                () -> {
                    Set<Capability> has = open(column.getKey(), block, capabilities);
                    column.getValue()
                            .forEach((capability, cell) -> {
                                if (cell.equals("yes") || cell.equals("-")) {
                                    assertEquals(
                                            cell.equals("yes"),
                                            has.contains(capability),
                                            capability.name());
                                }
                            });
                });
    }

    /** Opens one with the defaults of its backend. */
    private static Set<Capability> open(
            String backend, String block, Function<Quadriga, Set<Capability>> capabilities) {
        String text = "quadriga." + block + ".it.backend = " + backend;
        try (Quadriga quadriga = Quadriga.open(ConfigFactory.parseString(text))) {
            return capabilities.apply(quadriga);
        } catch (ConfigurationException needsMore) {
            return abort("needs more than its defaults, an address say: " + needsMore.getMessage());
        }
    }

    /** The cells of a table by backend and capability. */
    private Map<String, Map<Capability, String>> columns(String kind) {
        List<String[]> rows =
                page.stream()
                        .dropWhile(line -> !line.startsWith("| " + kind + " | "))
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.substring(1).split("\\|"))
                        .toList();
        Map<String, Map<Capability, String>> columns = new LinkedHashMap<>();
        for (int i = 1; i < rows.getFirst().length; i++) {
            Map<Capability, String> column = new LinkedHashMap<>();
            for (String[] row : rows.subList(2, rows.size())) {
                column.put(Capability.valueOf(row[0].replace("`", "").strip()), row[i].strip());
            }
            columns.put(rows.getFirst()[i].strip(), column);
        }
        return columns;
    }

    private static Set<String> executors() {
        Set<String> ids = new TreeSet<>();
        ServiceLoader.load(ExecutorBackend.class).forEach(backend -> ids.add(backend.id()));
        return ids;
    }

    private static Set<String> queues() {
        Set<String> ids = new TreeSet<>();
        ServiceLoader.load(QueueBackend.class).forEach(backend -> ids.add(backend.id()));
        return ids;
    }
}
