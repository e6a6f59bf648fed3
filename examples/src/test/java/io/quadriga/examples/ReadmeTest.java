package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.tck.Bounds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README keeps its word: its programs compile and print what it says. */
@Timeout(120)
class ReadmeTest {

    private static final Path PROJECT = FileTree.projectAround(Path.of(""));

    @TempDir private Path directory;

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(PROJECT.resolve("README.md"));
    }

    private List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private String text(String beginning) {
        return blocks("text").stream()
                .filter(each -> each.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private String configuration(int index) {
        List<String> blocks = blocks("hocon");
        assertEquals(4, blocks.size(), "one that runs, its swap, inner, and one that is wrong");
        return blocks.get(index);
    }

    /** Runs the first program of the README in a JVM of its own. */
    private String runWith(String configuration) throws IOException, InterruptedException {
        compile("First");
        Files.writeString(directory.resolve("application.conf"), configuration);
        return java("-cp", classPath(), "First");
    }

    private void compile(String name) throws IOException {
        List<String> programs = blocks("java");
        assertEquals(4, programs.size(), "run a new block here too");
        String program =
                programs.stream()
                        .filter(each -> each.contains("public class " + name + " {"))
                        .findFirst()
                        .orElseThrow();
        Path source = Files.writeString(directory.resolve(name + ".java"), program);
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all",
                                "-Werror",
                                "-cp",
                                libraries(),
                                "-d",
                                directory.toString(),
                                source.toString());
        assertEquals(0, failed, "does not compile");
    }

    private String classPath() {
        return directory + File.pathSeparator + libraries();
    }

    private static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String java(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(executable());
        command.addAll(List.of(args));
        Path output = directory.resolve("output");
        Process program =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            program.waitFor();
        } finally {
            program.destroyForcibly();
        }
        return Files.readString(output);
    }

    /** The class path without this module, whose own executors the README does not know. */
    private static String libraries() {
        Stream<String> all =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
        return String.join(
                File.pathSeparator, all.filter(entry -> !isOfThisModule(entry)).toList());
    }

    private static boolean isOfThisModule(String entry) {
        return entry.contains("quadriga-examples")
                || Files.exists(Path.of(entry, "io", "quadriga", "examples"));
    }

    @Test
    void firstProgramPrintsWhatItSays() throws IOException, InterruptedException {
        assertEquals("hello from cpu-1", runWith(configuration(0)).strip());
    }

    @Test
    void twoProcessesShareAQueue() throws IOException, InterruptedException {
        compile("Jobs");
        Path output = directory.resolve("taken");
        Process taker =
                new ProcessBuilder(executable(), "-cp", classPath(), "Jobs")
                        .redirectOutput(output.toFile())
                        .start();
        try {
            Bounds.await("the queue is there", ReadmeTest::isJobsThere);
            java("-cp", classPath(), "Jobs", "page 1");
            assertTrue(taker.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
            assertEquals("page 1", Files.readString(output).strip());
        } finally {
            taker.destroyForcibly().waitFor();
        }
    }

    /** The process ids differ from run to run, and so does the worker that a body met. */
    @Test
    void crashAndTimeLimitFailTheirTasksAsItSays() throws IOException, InterruptedException {
        compile("Render");
        String said = java("-cp", classPath(), "Render");
        assertEquals(withoutNumbers(text("[1, 4, 9]")), withoutNumbers(said), said);
    }

    private static String withoutNumbers(String text) {
        String printed =
                String.join("\n", text.lines().filter(line -> !line.matches("\\[.*] .*")).toList());
        return printed.replaceAll("pid=\\d+", "pid=N").replaceAll("render-\\d+", "render-N");
    }

    @Test
    void childProcessPrintsWhatItSays() throws IOException, InterruptedException {
        compile("Greeting");
        assertEquals(
                List.of("hello", "Process-1 ended with 0"),
                java("-cp", classPath(), "Greeting").lines().toList());
    }

    @Test
    void innerExecutorIsConfiguredAsItSays() throws IOException, InterruptedException {
        String said = runWith(configuration(2)).strip();
        assertTrue(said.matches("hello from cpu-\\d.*"), said);
    }

    private static boolean isJobsThere() {
        try (IpcQueue<String> jobs = IpcQueue.attach("jobs")) {
            return !jobs.isShutdown();
        } catch (QuadrigaException none) {
            return false;
        }
    }

    @Test
    void swapOfTheBackendIsOneLineOfConfiguration() throws IOException, InterruptedException {
        assertEquals("hello from main", runWith(configuration(1)).strip());
        List<String> before = configuration(0).lines().toList();
        List<String> after = configuration(1).lines().toList();
        assertEquals(before.size(), after.size());
        assertEquals(2, after.stream().filter(before::contains).count());
    }

    @Test
    void mistakesAreReportedAsItSays() throws IOException, InterruptedException {
        String output = runWith(configuration(3));
        String said = output.replaceAll(" @ [^ ]*application.conf", "");
        String expected = text("wrong configuration");
        assertTrue(said.contains(": " + expected.strip() + "\n"), () -> said);
    }

    /** The consumer project is what a stranger would write after reading it. */
    @Test
    void consumerDependsOnItAsItSays() throws IOException {
        Path project = PROJECT.resolve("examples/consumer");
        String consumer =
                squeezed(
                        Files.readString(project.resolve("pom.xml"))
                                + Files.readString(project.resolve("app/pom.xml")));
        String whole =
                blocks("xml").stream()
                        .filter(block -> block.startsWith("<dependencyManagement>"))
                        .findFirst()
                        .orElseThrow();
        for (String part : whole.split("\n\n")) {
            String core = squeezed(part).replaceAll("</dependencies>$", "");
            assertTrue(consumer.contains(core), () -> core + " is not in " + consumer);
        }
    }

    private static String squeezed(String xml) {
        return xml.replaceAll("\\s+", "");
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken =
                Pattern.compile("]\\(([^)#]+)\\)")
                        .matcher(readme)
                        .results()
                        .map((MatchResult link) -> link.group(1))
                        .filter(link -> !Files.exists(PROJECT.resolve(link)))
                        .toList();
        assertEquals(List.of(), broken);
    }
}
