package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of a worker is left when its parent is gone. */
@Timeout(Bounds.TEST_SECONDS)
class OrphanTest {

    private static final String NO_SESSIONS = "-Dquadriga.process-pool.setsid=none";
    private static final String IDLE = "x";
    private static final String WITH_A_CHILD = "c";

    private Process parent;
    private BufferedReader out;
    private Path directory;
    private List<String> options;
    private final List<ProcessHandle> below = new ArrayList<>();

    @BeforeEach
    void nothingYet() {
        parent = null;
        options = List.of();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        if (parent != null) {
            parent.destroyForcibly().waitFor();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void idleWorkersAndTheirChildrenAreGone() throws Exception {
        start(List.of(), IDLE, WITH_A_CHILD);
        assertEquals(3, below.size());
        killed();
    }

    @Test
    void busyWorkersAreGone() throws Exception {
        start(List.of(), "b", "cb");
        killed();
    }

    @Test
    void workersInACountedLoopAreGone() throws Exception {
        start(List.of(), "l", "lb");
        killed();
    }

    @Test
    void workersThatIgnoreSigtermAreGone() throws Exception {
        start(List.of(), "t", "tcb");
        killed();
    }

    @Test
    void workersEndByThemselvesWhenTheWardenIsGoneToo() throws Exception {
        start(List.of(), IDLE, WITH_A_CHILD);
        List<ProcessHandle> wardens =
                parent.children().filter(child -> below.stream().noneMatch(child::equals)).toList();
        assertEquals(1, wardens.size());
        wardens.getFirst().destroyForcibly();
        Bounds.await("the warden is gone", () -> !wardens.getFirst().isAlive());
        parent.destroyForcibly();
        gone();
        isRemovedByTheNextOne();
    }

    @Test
    void interruptFromATerminalReachesTheParentAlone() throws Exception {
        start(List.of("setsid"), IDLE, IDLE);
        TestSignals.send("INT", -parent.pid());
        ask();
    }

    @Test
    void whereNoProgramMakesSessionsAllAreGoneAsWell() throws Exception {
        options = List.of(NO_SESSIONS);
        start(List.of(), WITH_A_CHILD, "cb", "t");
        assertEquals(5, below.size());
        killed();
    }

    @Test
    void whereNoProgramMakesSessionsAnInterruptReachesTheParentAlone() throws Exception {
        options = List.of(NO_SESSIONS);
        start(List.of("setsid"), IDLE, IDLE); // all in one group, as in a terminal
        assertEquals(parent.pid(), group(parent.pid()));
        for (ProcessHandle each : below) {
            assertEquals(parent.pid(), group(each.pid()));
        }
        TestSignals.send("INT", -parent.pid());
        ask();
    }

    /** A real pool, and what is under way in it. */
    @Test
    void nothingIsLeftOfAPoolInTheMiddleOfEverything() throws Exception {
        parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                BusyProgram.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String[] places = parent.inputReader().readLine().split(" ");
        // 5 workers, a child of one, 2 workers of its own of another one, a child process
        Bounds.await("all are there", () -> parent.descendants().filter(this::isJava).count() >= 8);
        parent.descendants().forEach(below::add);
        parent.destroyForcibly();
        gone();
        for (int i = 1; i < places.length; i++) {
            Path place = Path.of(places[i]);
            Bounds.await("the directory is gone: " + place, () -> !Files.exists(place));
        }
        for (ProcessHandle each : below) { // those of the worker that had a pool
            Bounds.await("nothing is left", () -> directoriesOf(each.pid()).isEmpty());
        }
    }

    private boolean isJava(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("java")).isPresent();
    }

    private static List<Path> directoriesOf(long pid) {
        List<Path> found = new ArrayList<>();
        for (String place : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
            try (DirectoryStream<Path> all =
                    Files.newDirectoryStream(Path.of(place), "quadriga-" + pid + "-*")) {
                all.forEach(found::add);
            } catch (IOException absent) {
                throw new UncheckedIOException(absent);
            }
        }
        return found;
    }

    /** The worker alone has died, of itself: its parent sees to what it has started. */
    @ParameterizedTest
    @ValueSource(strings = {"-Dunused", NO_SESSIONS})
    void whatADeadWorkerHasStartedIsGone(String option) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(option, "-cp", System.getProperty("java.class.path")));
        line.add(StrayProgram.class.getName());
        parent = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader told = parent.inputReader();
        ProcessHandle stray = ProcessHandle.of(Long.parseLong(told.readLine())).orElseThrow();
        below.add(stray);
        assertEquals("lost", told.readLine());
        Bounds.await("it is gone", () -> !stray.isAlive());
        assertTrue(parent.isAlive());
    }

    /** The process group, fifth of what the system says of a process. */
    private static long group(long pid) throws IOException {
        String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(text.substring(text.lastIndexOf(')') + 2).split(" ")[2]);
    }

    private void ask() throws IOException {
        parent.getOutputStream().write('\n');
        parent.getOutputStream().flush();
        assertEquals("answer x", out.readLine());
        assertEquals("answer x", out.readLine());
    }

    private void start(List<String> before, String... orders) throws IOException {
        List<String> line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(OrphanProgram.class.getName());
        line.addAll(List.of(orders));
        parent = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out =
                new BufferedReader(
                        new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII));
        String[] pids = out.readLine().split(" ");
        for (int i = 1; i < pids.length; i++) {
            below.add(ProcessHandle.of(Long.parseLong(pids[i])).orElseThrow());
        }
        directory = Path.of(out.readLine().substring("directory ".length()));
        assertTrue(Files.isDirectory(directory));
    }

    private void killed() {
        parent.destroyForcibly();
        gone();
        Bounds.await("the directory is gone", () -> !Files.exists(directory));
        assertFalse(parent.isAlive());
    }

    /** What the warden would have done the next program does. */
    private void isRemovedByTheNextOne() throws Exception {
        Path left = directory;
        parent.waitFor();
        assertTrue(Files.exists(left));
        Instant before = Instant.now().minusSeconds(120);
        Files.setLastModifiedTime(left, FileTime.from(before));
        start(List.of(), IDLE);
        Bounds.await("the directory is gone", () -> !Files.exists(left));
        killed();
    }

    private void gone() {
        Bounds.await(
                "workers and their children are gone: " + below,
                () -> below.stream().noneMatch(ProcessHandle::isAlive));
    }
}
