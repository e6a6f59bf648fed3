package io.quadriga.ipc.internal;

import io.quadriga.tck.Bounds;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An {@link Actor} in a JVM of its own, as its parent sees it. */
final class ActorProcess implements Closeable {

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    private ActorProcess(Process process) {
        this.process = process;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one on a queue; returns when it has attached. */
    static ActorProcess on(String queue, String... flags) throws IOException {
        return start(Actor.class, queue, flags);
    }

    /** Starts a program that understands commands; returns when it is ready. */
    static ActorProcess start(Class<?> program, String argument, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>(jvm(flags));
        command.addAll(List.of(program.getName(), argument));
        ActorProcess actor =
                new ActorProcess(
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        String first = actor.answer();
        if (!"ready".equals(first)) {
            throw new IllegalStateException("actor did not start: first=" + first);
        }
        return actor;
    }

    /** Waits, in the actor, until it sleeps as it will from then on. */
    static void awaitKernel() {
        Kernel kernel = Kernel.find();
        if (kernel != null) {
            boolean _ = kernel.isGone(ProcessHandle.current().pid());
        }
    }

    /** The command of a small JVM with the class path and the settings of this one. */
    static List<String> jvm(String... flags) {
        List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("io.quadriga.ipc.")) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    long pid() {
        return process.pid();
    }

    /** Says a command and waits for the answer. */
    @Nullable String ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    /** Says a command. */
    void tell(String command) {
        commands.println(command);
    }

    /** The next answer, {@code null} if the process has ended. */
    @Nullable String answer() throws IOException {
        return answers.readLine();
    }

    /** Says a command during which the process kills itself at a point. */
    void dieAt(CrashPoint point, String command) throws Exception {
        dieAt(point, 1, command);
    }

    void dieAt(CrashPoint point, int passes, String command) throws Exception {
        ask("at " + point + " " + passes + " kill");
        tell(command);
        awaitDeath();
    }

    /** Says a command during which the process stops itself at a point. */
    void stopAt(CrashPoint point, String command) throws Exception {
        ask("at " + point + " 1 stop");
        tell(command);
        Bounds.await("stopped", () -> state() == 'T');
    }

    void awaitDeath() throws InterruptedException {
        if (!process.waitFor(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("did not reach the point: pid=" + pid());
        }
    }

    void kill() throws InterruptedException {
        signal(9);
        awaitDeath();
    }

    void stop() throws InterruptedException {
        signal(19);
        Bounds.await("stopped", () -> state() == 'T');
    }

    Process process() {
        return process;
    }

    void goOn() throws InterruptedException {
        signal(18);
    }

    private void signal(int number) {
        signal(pid(), number);
    }

    static void signal(long pid, int number) {
        try {
            new ProcessBuilder("kill", "-" + number, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private char state() {
        try {
            String status = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            return status.charAt(status.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'X';
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().orTimeout(Bounds.TEST_SECONDS, TimeUnit.SECONDS).join();
        commands.close();
        answers.close();
    }
}
