package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever tasks do to the standard streams, the protocol never notices. */
@Timeout(2 * Bounds.TEST_SECONDS)
class StandardStreamsTest {

    @TempDir Path folder;

    private List<String> log = List.of();

    /** What the program prints itself; what it logs is kept. */
    private List<String> run(String level, String... orders) throws Exception {
        Path errors = folder.resolve("errors");
        Path output = folder.resolve("output");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Dorg.slf4j.simpleLogger.log.io.quadriga.process.output=" + level);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(StreamsProgram.class.getName());
        line.addAll(List.of(orders));
        Process program =
                new ProcessBuilder(line)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            assertTrue(program.waitFor(90, TimeUnit.SECONDS), "it ends");
            log = Files.readAllLines(errors);
            assertEquals(0, program.exitValue(), () -> String.join("\n", log));
            return Files.readAllLines(output);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    private static List<String> answers(String... orders) {
        List<String> expected = new ArrayList<>();
        for (String each : orders) {
            expected.add("answer: " + each + ", same worker=true");
        }
        expected.add("lost=0");
        return expected;
    }

    @Test
    void aGigabyteIsPrinted() throws Exception {
        assertEquals(answers("gigabyte"), run("off", "gigabyte"));
    }

    /** Lines of both streams are whole, with the name of the worker. */
    @Test
    void linesAreWholeWithTheNameOfTheWorker() throws Exception {
        assertEquals(answers("lines"), run("info", "lines"));
        for (String stream : List.of("out", "err")) {
            List<String> seen =
                    log.stream()
                            .filter(line -> line.contains(stream + " line "))
                            .map(line -> line.replaceFirst(".* - ", ""))
                            .toList();
            assertEquals(1000, seen.size());
            for (int i = 0; i < 1000; i++) {
                assertEquals("streams-1: " + stream + " line " + i + " ends here", seen.get(i));
            }
        }
    }

    /** The streams are closed last: the JVM's own are gone then, too. */
    @Test
    void streamsAreReplacedInheritedAndClosed() throws Exception {
        assertEquals(
                answers("children3", "stays", "dump", "replace", "close", "children3", "dump"),
                run("info", "children", "stays", "dump", "replace", "close", "children", "dump"));
        assertTrue(log.stream().anyMatch(line -> line.endsWith("streams-1: child")));
        assertTrue(log.stream().anyMatch(line -> line.contains("Full thread dump")));
    }
}
