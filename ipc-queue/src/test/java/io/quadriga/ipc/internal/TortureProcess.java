package io.quadriga.ipc.internal;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link TortureWorker} in a JVM of its own, as its parent sees it. */
final class TortureProcess {

    static final int KILLED = 128 + 9;

    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    final String role;
    final int number;
    final Journal journal;
    final @Nullable CrashPoint point;

    private final Process process;

    private TortureProcess(
            String role, int number, Journal journal, @Nullable CrashPoint point, Process process) {
        this.role = role;
        this.number = number;
        this.journal = journal;
        this.point = point;
        this.process = process;
    }

    /** What a process does to itself at the so-manieth pass of a point. */
    record Arm(CrashPoint point, int passes, String what) {}

    static TortureProcess start(
            String role, String queue, Path directory, int number, long seed, @Nullable Arm arm)
            throws IOException {
        List<String> command = new ArrayList<>(ActorProcess.jvm());
        command.addAll(List.of(TortureWorker.class.getName(), role, queue, directory.toString()));
        command.addAll(List.of(Integer.toString(number), Long.toString(seed)));
        if (arm != null) {
            command.addAll(List.of(arm.point.name(), Integer.toString(arm.passes), arm.what));
        }
        Journal journal = new Journal(TortureWorker.journal(directory, number));
        Process process = new ProcessBuilder(command).inheritIO().start();
        return new TortureProcess(role, number, journal, arm == null ? null : arm.point, process);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exit() {
        return process.exitValue();
    }

    boolean isConsumer() {
        return !role.equals("produce");
    }

    boolean isStopped() {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'T';
        } catch (IOException gone) {
            return false;
        }
    }

    void kill() {
        signal(SIGKILL);
    }

    void stop() {
        signal(SIGSTOP);
    }

    void goOn() {
        signal(SIGCONT);
    }

    private void signal(int number) {
        if (process.isAlive()) {
            ActorProcess.signal(process.pid(), number);
        }
    }

    /** Where its threads are, as far as it can still tell. */
    String threads() {
        try {
            Path jstack = Path.of(System.getProperty("java.home"), "bin", "jstack");
            Process told =
                    new ProcessBuilder(
                                    "timeout",
                                    "10",
                                    jstack.toString(),
                                    Long.toString(process.pid()))
                            .redirectErrorStream(true)
                            .start();
            return new String(told.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(2 * Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("does not end: " + this);
        }
    }

    @Override
    public String toString() {
        return role
                + "-"
                + number
                + "[pid="
                + process.pid()
                + ", armed at "
                + point
                + ", operations="
                + journal.operations()
                + "]";
    }
}
