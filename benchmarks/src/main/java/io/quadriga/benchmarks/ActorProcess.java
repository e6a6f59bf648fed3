package io.quadriga.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that does something whenever it is asked: an {@link Actor}, or Python. */
final class ActorProcess implements AutoCloseable {

    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-Xmn256m",
                    "--enable-native-access=ALL-UNNAMED",
                    // Agrona's
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    private final Process process;
    private final Writer input;
    private final BufferedReader output;

    private ActorProcess(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a JVM. */
    static ActorProcess java(Path folder, Object... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-Dio.quadriga.ipc.directory=" + folder);
        String more = System.getProperty("actor.flags", "");
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split(" ")));
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Actor.class.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return new ActorProcess(command);
    }

    /** Starts Python. */
    static ActorProcess python(String program, Object... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return new ActorProcess(command);
    }

    /** Starts a program of Python that its children can import: one in a file. */
    static ActorProcess python(Path program, String what) throws IOException {
        return new ActorProcess(List.of("python3", program.toString(), what));
    }

    /** Waits until it has made itself ready. */
    ActorProcess ready() throws IOException {
        String answer = answer();
        if (!answer.equals("ready")) {
            throw new IOException("actor is not ready: answer=" + answer);
        }
        return this;
    }

    void tell(long number) throws IOException {
        input.write(number + "\n");
        input.flush();
    }

    String answer() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("actor has ended: command=" + process.info().commandLine());
        }
        return line;
    }

    String ask(long number) throws IOException {
        tell(number);
        return answer();
    }

    @Override
    public void close() {
        try {
            input.close(); // it ends with its input
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("actor had ended before", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
