package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who know Python's Process expect of a child process. */
class ParityChildTest extends ParityFixture {

    private final List<ChildProcess> children = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (ChildProcess child : children) {
            child.kill();
            assertTrue(child.join(Bounds.SOON), child::toString);
        }
    }

    private ChildProcess start(ChildProcess.Builder builder) {
        ChildProcess child = builder.build();
        children.add(child);
        child.start();
        return child;
    }

    private static ChildExit exitOf(ChildProcess child) throws InterruptedException {
        assertTrue(child.join(Bounds.SOON), child::toString);
        return child.exit().orElseThrow();
    }

    /** P01: a child is listed among the children of this process until it has ended. */
    @Test
    void p01_aChildIsListedWhileItRuns() throws Exception {
        Gate end = gate();
        ChildProcess child = start(ChildProcess.builder(ParityChildTest::waitFor, end));
        assertTrue(children().contains(child.pid()));
        end.open();
        assertEquals(0, exitOf(child).code());
        assertFalse(children().contains(child.pid()));
    }

    /** P04: a message and an exit with 1, as by an exception. */
    @Test
    void p04_anExitWithAMessageIsToldWithIt() throws Exception {
        ChildExit exit = exitOf(start(ChildProcess.builder(() -> complain())));
        assertEquals(1, exit.code());
        assertEquals(List.of("no more", "really"), exit.lastLines());
    }

    private static void complain() {
        System.err.println("no more");
        System.err.println("really");
        System.exit(1);
    }

    /** P05: there is nothing to close: a child that has ended answers for ever. */
    @Test
    void p05_anEndedChildStillAnswers() throws Exception {
        ChildProcess child = start(ChildProcess.builder(() -> {}));
        assertTrue(exitOf(child).succeeded());
        child.join();
        child.terminate();
        child.kill();
        assertFalse(child.isAlive());
        assertTrue(child.pid() > 0);
        assertEquals(0, child.exit().orElseThrow().signal());
    }

    /** P09: many children that are killed at once are all told with their signal; no zombies. */
    @Test
    void p09_manyAreKilledAtOnce() throws Exception {
        killMany(12);
    }

    /** P09: the same of a hundred, after a hundred that end by themselves. */
    @Test
    @Tag("long")
    @Timeout(Bounds.LONG_TEST_SECONDS)
    void p09_aHundredEndAndAHundredAreKilled() throws Exception {
        List<ChildProcess> ending = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int value = i;
            ending.add(start(ChildProcess.builder(() -> System.exit(value))));
        }
        for (int i = 0; i < 100; i++) {
            ending.get(i).join();
            assertEquals(i, ending.get(i).exit().orElseThrow().code());
        }
        killMany(100);
    }

    private static Gate waitFor(Gate gate) throws InterruptedException {
        gate.await();
        return gate;
    }

    private void killMany(int number) throws InterruptedException {
        Gate never = gate();
        List<ChildProcess> many = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            many.add(start(ChildProcess.builder(ParityChildTest::waitFor, never)));
        }
        many.forEach(ChildProcess::kill);
        for (ChildProcess child : many) {
            child.join();
            assertEquals(9, child.exit().orElseThrow().signal());
            assertFalse(children().contains(child.pid()));
        }
    }

    /** P10: a parent without standard streams has children that print and end well. */
    @Test
    void p10_aParentWithoutStreamsHasChildrenThatPrint() throws Exception {
        Path result = directory.resolve("result");
        Process parent = program(">&- 2>&- <&-", "print", result.toString());
        try {
            assertTrue(parent.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
            assertEquals("0", Files.readString(result));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    /** A JVM waits for a child, but not for one that is a daemon, which ends with it. */
    @Test
    void aJvmWaitsForItsChildrenUnlessTheyAreDaemons() throws Exception {
        Gate end = gate();
        Path pids = directory.resolve("pids");
        Process waiting = program("", "child", pids.toString() + 1, end.path());
        Process parting = program("", "daemon", pids.toString() + 2, end.path());
        try {
            assertTrue(parting.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
            long daemon = Long.parseLong(Files.readString(Path.of(pids.toString() + 2)));
            Bounds.await("the daemon is gone", () -> ProcessHandle.of(daemon).isEmpty());
            assertTrue(waiting.isAlive());
            end.open();
            assertTrue(waiting.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, waiting.exitValue());
        } finally {
            waiting.destroyForcibly().waitFor();
            parting.destroyForcibly().waitFor();
        }
    }

    private static Process program(String redirections, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("sh", "-c", "exec \"$@\" " + redirections, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildProgram.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Programs that start a child. */
    static final class ChildProgram {

        private ChildProgram() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[1]);
            if (args[0].equals("print")) {
                ChildProcess child = ChildProcess.builder(() -> System.out.println("hi")).build();
                child.start();
                child.join();
                Files.writeString(file, Integer.toString(child.exit().orElseThrow().code()));
            } else {
                Gate end = new Gate(args[2]);
                ChildProcess child =
                        ChildProcess.builder(ParityChildTest::waitFor, end)
                                .daemon(args[0].equals("daemon"))
                                .build();
                child.start();
                Files.writeString(file, Long.toString(child.pid()));
            }
        }
    }
}
