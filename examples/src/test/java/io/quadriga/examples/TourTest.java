package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class TourTest {

    @TempDir private Path directory;

    private Path tree;
    private Path out;
    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        out = directory.resolve("out");
    }

    private int tour(String... args) {
        List<String> all = new ArrayList<>(List.of("--out", out.toString(), "--seconds", "0"));
        all.addAll(List.of(args));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine tour = Tour.commandLine();
        tour.setOut(new PrintWriter(printed, true));
        tour.setErr(new PrintWriter(complaints, true));
        return tour.execute(args);
    }

    private void assertPrinted(String expected) {
        assertTrue(printed.toString().contains(expected), () -> expected + " not in: " + printed);
    }

    private void assertRefused(int exitCode, String expected) {
        assertEquals(CommandLine.ExitCode.USAGE, exitCode, complaints::toString);
        assertTrue(complaints.toString().contains(expected), complaints::toString);
        assertFalse(complaints.toString().contains("\tat "), complaints::toString);
        assertFalse(Files.exists(out));
    }

    @Test
    void everyExecutorFindsTheSame() throws IOException {
        Files.writeString(tree.resolve("one.txt"), "To be, or not to be");
        Files.writeString(Files.createDirectory(tree.resolve("below")).resolve("two.txt"), "be\n");
        Files.write(tree.resolve("binary"), new byte[] {1, 0, 2});

        assertEquals(0, tour(tree.toString()), printed::toString);

        assertPrinted("files=3");
        assertPrinted("7 words, 4 different, 1 binary files");
        assertPrinted("most frequent: be 3, to 2, not 1, or 1");
        for (String executor :
                List.of(
                        "inline",
                        "coroutines",
                        "processes",
                        "thread",
                        "threads",
                        "thread-per-task")) {
            assertTrue(
                    printed.toString().lines().anyMatch(line -> line.startsWith(executor + " ")));
        }
        assertPrinted("found the same");
    }

    @Test
    void resultsAreWritten() throws IOException {
        Files.writeString(tree.resolve("abc"), "abc");

        assertEquals(0, tour(tree.toString()));

        String sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertEquals(
                List.of(sha256 + "  abc"), Files.readAllLines(out.resolve("checksums.sha256")));
        assertEquals(List.of("1\tabc"), Files.readAllLines(out.resolve("words.tsv")));
        BufferedImage picture = ImageIO.read(out.resolve("timeline.png").toFile());
        assertTrue(picture.getWidth() > 1000 && picture.getHeight() > 200, picture::toString);
    }

    @Test
    void emptyTreeIsNoError() {
        assertEquals(0, tour(tree.toString()), printed::toString);
        assertPrinted("files=0");
        assertTrue(Files.exists(out.resolve("timeline.png")));
    }

    @Test
    void singleFileIsATree() throws IOException {
        Path file = Files.writeString(directory.resolve("file.txt"), "word");
        assertEquals(0, tour(file.toString()), complaints::toString);
        assertPrinted("files=1");
        assertTrue(Files.readString(out.resolve("checksums.sha256")).endsWith("  file.txt\n"));
    }

    @Test
    void loopsAndDanglingLinksAreNotFollowed() throws IOException {
        Files.writeString(tree.resolve("only"), "word");
        Files.createSymbolicLink(tree.resolve("loop"), tree);
        Files.createSymbolicLink(tree.resolve("dangling"), tree.resolve("nowhere"));
        assertEquals(0, tour(tree.toString()), complaints::toString);
        assertPrinted("files=1");
    }

    @Test
    void versionControlAndBuildOutputAreLeftOut() throws IOException {
        Files.writeString(Files.createDirectory(tree.resolve(".git")).resolve("a"), "word");
        Files.writeString(Files.createDirectory(tree.resolve("target")).resolve("a"), "word");
        assertEquals(0, tour(tree.toString()), complaints::toString);
        assertPrinted("files=0");
    }

    @Test
    void missingPathIsRefused() {
        assertRefused(tour(tree.resolve("nothing").toString()), "no such file or directory: path=");
    }

    @Test
    void aLoopInPlaceOfATreeIsRefused() throws IOException {
        Path loop = tree.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertRefused(tour(loop.toString()), "cannot be read or written: ");
    }

    /** Before the work, which may take long, not after it. */
    @Test
    void resultsThatCannotBeWrittenAreRefusedAtOnce() throws IOException {
        Files.writeString(out, "a file");
        assertEquals(CommandLine.ExitCode.USAGE, tour(tree.toString()));
        assertTrue(complaints.toString().contains("cannot be read or written: "));
        assertFalse(printed.toString().contains("read: "), printed::toString);
    }

    /** The bytes of a name need not be text in the encoding of the system. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileOfAnyNameIsRead() throws Exception {
        URI name = URI.create(tree.toUri() + "caf%E9.txt");
        Files.writeString(Path.of(name), "abc");
        assertEquals(0, tour(tree.toString()), complaints::toString);
        assertPrinted("1 words, 1 different");
        assertFalse(printed.toString().contains("cannot be read"), printed::toString);
    }

    @Test
    void timesThatAreNoneAreRefused() {
        for (String seconds : List.of("NaN", "-1", "3601")) {
            int exitCode = execute("--out", out.toString(), "--seconds", seconds, tree.toString());
            assertRefused(exitCode, "must be from 0 to 3600: --seconds=");
        }
    }

    @Test
    void aMissingExecutorToCompareWithIsRefused() {
        assertRefused(
                tour(tree.toString(), "--against", "inlin"),
                "[coroutines, inline, processes, thread, ");
    }

    @Test
    void missingExecutorIsRefusedWithThoseThereAre() {
        assertRefused(
                tour(tree.toString(), "--only", "inlin"),
                "[coroutines, inline, processes, thread, ");
    }

    @Test
    void backendThatIsNotThereIsSkipped() throws IOException {
        assertEquals(
                0,
                tour(
                        tree.toString(),
                        "--config",
                        config("x { backend = nothing }, inline { backend = inline }")));
        assertPrinted("skipped: executor=x, its backend is not on the class path: backend=nothing");
        assertFalse(printed.toString().contains("threads"), printed::toString);
    }

    @Test
    void mistakeInTheConfigurationIsReportedWithItsPlace() throws IOException {
        String config = config("a { backend = thread-pool, workers = 0 }");
        assertRefused(tour(tree.toString(), "--config", config), "tour.conf: 1: must be from 1 to");
    }

    @Test
    void configurationThatCannotBeParsedIsReported() throws IOException {
        assertRefused(tour(tree.toString(), "--config", config("a { ")), "tour.conf: ");
    }

    @Test
    void onlyTheExecutorsAskedForAreRun() {
        assertEquals(0, tour(tree.toString(), "--only", "inline"));
        assertPrinted("all 1 executors");
    }

    private String config(String executors) throws IOException {
        Path file = directory.resolve("tour.conf");
        return Files.writeString(file, "quadriga.executors { " + executors + " }").toString();
    }
}
