package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker JVM is to run, on the classes of this one. Immutable; made once per pool, started
 * as often as needed by {@link WorkerProcess#start}.
 *
 * @param mainClass the class with the worker's {@code main}
 * @param arguments what {@code main} gets behind the worker's name
 * @param jvmArguments options of the user, behind all others, so that they win
 * @param environment variables set in the worker beside those of this process
 * @param classPath entries behind those of this JVM
 * @param maxHeapBytes the largest heap, see {@link HeapRule}
 * @param streams where the worker's standard streams go
 * @param children what happens to processes that the worker leaves behind
 * @param archive which classes of ours are ready made
 * @param output what it prints, line by line, without its name; {@code null} logs it
 */
public record WorkerCommand(
        Class<?> mainClass,
        List<String> arguments,
        List<String> jvmArguments,
        Map<String, String> environment,
        List<Path> classPath,
        long maxHeapBytes,
        Streams streams,
        Children children,
        Archive archive,
        @Nullable Consumer<String> output) {

    /** Where the standard streams of a worker go. */
    public enum Streams {
        /** Both into {@link #output}; the pipe that was stdout carries frames. */
        LOGGED,
        /** Into those of this JVM, line by line; nothing carries frames to the parent. */
        OWN
    }

    /** What happens to processes that a worker started and that outlive it. */
    public enum Children {
        /** They are killed when it ends, but those with a session of their own. */
        DIE,
        /** They live on if it ended by itself. */
        STAY
    }

    /** What a worker's JVM has ready made. */
    public enum Archive {
        /** The JVM's own classes. */
        DEFAULT,
        /** Ours too, from an AOT cache, where there is one that is safe to use. */
        CACHED
    }

    /** Copies the collections. */
    public WorkerCommand {
        arguments = List.copyOf(arguments);
        jvmArguments = List.copyOf(jvmArguments);
        environment = Map.copyOf(environment);
        classPath = List.copyOf(classPath);
    }

    /**
     * Returns the command for a worker of a pool, with nothing but the class and its heap.
     *
     * @param mainClass the class with the worker's {@code main}
     * @param maxHeapBytes the largest heap
     * @return the command
     */
    public static WorkerCommand of(Class<?> mainClass, long maxHeapBytes) {
        return new WorkerCommand(
                mainClass,
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                maxHeapBytes,
                Streams.LOGGED,
                Children.DIE,
                Archive.DEFAULT,
                null);
    }

    /** Returns this command with another largest heap. */
    WorkerCommand withMaxHeapBytes(long bytes) {
        return new WorkerCommand(
                mainClass,
                arguments,
                jvmArguments,
                environment,
                classPath,
                bytes,
                streams,
                children,
                archive,
                output);
    }

    /** Returns this command with these arguments for {@code main}. */
    public WorkerCommand withArguments(List<String> values) {
        return new WorkerCommand(
                mainClass,
                values,
                jvmArguments,
                environment,
                classPath,
                maxHeapBytes,
                streams,
                children,
                archive,
                output);
    }

    /** Returns this command with these options of the user, for the JVM and its environment. */
    public WorkerCommand withUserOptions(
            List<String> jvm, Map<String, String> variables, List<Path> entries) {
        return new WorkerCommand(
                mainClass,
                arguments,
                jvm,
                variables,
                entries,
                maxHeapBytes,
                streams,
                children,
                archive,
                output);
    }

    /** Returns this command with another end for what the worker prints. */
    public WorkerCommand withOutput(Consumer<String> lines) {
        return new WorkerCommand(
                mainClass,
                arguments,
                jvmArguments,
                environment,
                classPath,
                maxHeapBytes,
                streams,
                children,
                archive,
                lines);
    }

    /** Returns this command for a process that stands for itself: streams and children its own. */
    public WorkerCommand standingAlone() {
        return new WorkerCommand(
                mainClass,
                arguments,
                jvmArguments,
                environment,
                classPath,
                maxHeapBytes,
                Streams.OWN,
                Children.STAY,
                archive,
                output);
    }

    /** Returns this command for workers that start with an AOT cache; one is made if need be. */
    public WorkerCommand withAotCache() {
        return new WorkerCommand(
                mainClass,
                arguments,
                jvmArguments,
                environment,
                classPath,
                maxHeapBytes,
                streams,
                children,
                Archive.CACHED,
                output);
    }

    /**
     * The whole command line.
     *
     * @param name the worker's name, the first argument of {@code main}: it shows in process lists
     * @param cache the AOT cache to start with, see {@link AotCaches}; null for none
     * @throws QuadrigaException if another JVM could not run these classes
     */
    List<String> line(String name, @Nullable Path cache) {
        JvmPath path = JvmPath.current();
        List<String> line = new ArrayList<>(64);
        line.addAll(Shell.detached(streams));
        line.add(path.java().toString());
        JvmFlags.addTo(line, this, path);
        if (cache != null) {
            line.add("-XX:AOTCache=" + cache);
            line.add(JvmFlags.NATIVE_ACCESS);
            LongOption.add(line, "-cp", String.join(":", entries(path)));
            line.add(mainClass.getName());
        } else if (path.rootModules().isEmpty()) {
            line.add("-jar");
            line.add(WorkerJar.of(mainClass, entries(path)));
        } else {
            addModules(line, path);
        }
        line.add(name);
        line.addAll(arguments);
        return line;
    }

    private void addModules(List<String> line, JvmPath path) {
        if (!path.classPath().isEmpty() || !classPath.isEmpty()) {
            LongOption.add(line, "-cp", String.join(":", entries(path)));
        }
        LongOption.add(line, "-p", String.join(":", path.modulePath()));
        line.add("--add-modules=".concat(String.join(",", path.rootModules())));
        line.add("-m");
        line.add(mainClass.getModule().getName() + "/" + mainClass.getName());
    }

    private Set<String> entries(JvmPath path) {
        Set<String> entries = new LinkedHashSet<>(path.ours());
        entries.addAll(path.classPath());
        for (Path each : classPath) {
            entries.add(each.toAbsolutePath().toString());
        }
        return entries;
    }
}
