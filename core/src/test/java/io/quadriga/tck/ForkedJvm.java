package io.quadriga.tck;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM of its own, like this one, and waits for its end. */
final class ForkedJvm {

    /**
     * How a program ended.
     *
     * @param exit its exit value
     * @param out what it wrote to System.out
     * @param err what it wrote to System.err
     */
    record Ended(int exit, String out, String err) {

        long lines(String part) {
            return err.lines().filter(line -> line.contains(part)).count();
        }
    }

    private final Path directory;
    private final List<String> flags = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    ForkedJvm(Path directory) {
        this.directory = directory;
    }

    ForkedJvm flag(String flag) {
        flags.add(flag);
        return this;
    }

    /** Puts a provider of a service on the class path. */
    ForkedJvm service(Class<?> service, Class<?> provider) throws IOException {
        Path services = Files.createDirectories(directory.resolve("services/META-INF/services"));
        Files.writeString(services.resolve(service.getName()), provider.getName());
        classPath += System.getProperty("path.separator") + directory.resolve("services");
        return this;
    }

    Ended run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Process process =
                new ProcessBuilder(command(main, arguments))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
            String wrote = Files.readString(out);
            String complained = Files.readString(err);
            if (!ended) {
                throw new AssertionError("did not end: " + wrote + "\n" + complained);
            }
            return new Ended(process.exitValue(), wrote, complained);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
