package io.quadriga.internal;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signals, sent to a program in a JVM of its own. */
@Timeout(Bounds.TEST_SECONDS)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a signal can only be sent by kill")
class SignalsTest {

    private static final long SIGINT_BIT = 1L << (2 - 1);

    @TempDir private Path folder;

    private final List<Process> started = new ArrayList<>();

    @Test
    void theFirstInterruptDrainsAndExitsWith130() throws Exception {
        Process program = start("drain");
        signal(program, "INT");
        awaitOutput("interrupted: executors=[cpu], unfinished=2");
        assertTrue(program.isAlive());
        Files.createFile(folder.resolve("end"));
        assertEquals(130, exitCode(program));
        assertTrue(output().contains("shutdown=true"), output());
        assertTrue(output().contains("body ended"), output());
        assertTrue(output().contains("second task ran"), output());
        assertFalse(output().contains("Exception"), output());
    }

    @Test
    void theSecondInterruptStopsAtOnce() throws Exception {
        Process program = start("drain");
        signal(program, "INT");
        awaitOutput("interrupted: ");
        signal(program, "INT");
        assertEquals(130, exitCode(program));
        assertTrue(output().contains("interrupted again"), output());
        assertFalse(output().contains("body ended"), output());
        assertFalse(output().contains("second task ran"), output());
    }

    @Test
    void aTerminationDrainsAndExitsWith143() throws Exception {
        Process program = start("drain");
        signal(program, "TERM");
        awaitOutput("terminated: executors=[cpu], unfinished=2");
        Files.createFile(folder.resolve("end"));
        assertEquals(143, exitCode(program));
        assertTrue(output().contains("second task ran"), output());
    }

    @Test
    void aTerminationWaitsForNoMoreThanTheExitGrace() throws Exception {
        Process program = start("short");
        signal(program, "TERM");
        assertEquals(143, exitCode(program));
        assertFalse(output().contains("body ended"), output());
    }

    @Test
    void aTerminationCutsShortWhatAnInterruptWaitsFor() throws Exception {
        Process program = start("short");
        signal(program, "INT");
        awaitOutput("interrupted: ");
        signal(program, "TERM");
        assertEquals(143, exitCode(program));
    }

    @Test
    void anInterruptWaitsForNothingThatStopsAtExit() throws Exception {
        Process program = start("stop");
        signal(program, "INT");
        assertEquals(130, exitCode(program));
        assertFalse(output().contains("body ended"), output());
    }

    @Test
    void anInterruptEndsAnIdleProgramAtOnce() throws Exception {
        Process program = start("idle");
        signal(program, "INT");
        assertEquals(130, exitCode(program));
        assertTrue(output().contains("interrupted: executors=[], unfinished=0"), output());
    }

    @Test
    void installingTwiceHandlesOnce() throws Exception {
        Process program = start("twice");
        signal(program, "INT");
        awaitOutput("interrupted: ");
        Files.createFile(folder.resolve("end"));
        assertEquals(130, exitCode(program));
        assertEquals(2, output().split("interrupted: ", -1).length, output());
    }

    @Test
    void closingRestoresTheHandlersBefore() throws Exception {
        Process program = start("uninstalled");
        signal(program, "INT"); // the JVM's own handler exits, and the exit hook drains
        Files.createFile(folder.resolve("end"));
        assertEquals(130, exitCode(program));
        assertTrue(output().contains("second task ran"), output());
        assertFalse(output().contains("interrupted: "), output());
    }

    private Process start(String what) throws IOException {
        List<String> command = new ArrayList<>(heedingInterrupts());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignalProgram.class.getName(),
                        what,
                        folder.toString()));
        Process program =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        started.add(program);
        awaitOutput("ready");
        return program;
    }

    /**
     * A build in the background of a shell ignores SIGINT, and so would every JVM that it starts.
     */
    private static List<String> heedingInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                String[] words = line.split("\\s+");
                if (words[0].equals("SigIgn:")
                        && (Long.parseLong(words[1], 16) & SIGINT_BIT) != 0) {
                    return List.of("env", "--default-signal=INT");
                }
            }
        }
        return List.of();
    }

    private static void signal(Process program, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(program.pid())).start();
        assertEquals(0, exitCode(kill));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS), "still alive");
        return process.exitValue();
    }

    private void awaitOutput(String part) {
        Bounds.await(part, () -> output().contains(part));
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @AfterEach
    void endPrograms() throws InterruptedException {
        for (Process program : started) {
            program.destroyForcibly();
            exitCode(program);
        }
    }
}
