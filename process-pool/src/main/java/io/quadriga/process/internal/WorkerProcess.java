package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker JVM, from its start to its end: two pipes that only it and this JVM hold, what it
 * prints, and the news of how it ended.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once, but each stream
 * is for one at a time.
 */
public final class WorkerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final Logger PRINTED = LoggerFactory.getLogger("io.quadriga.process.output");

    /** A JVM prints a note on stderr when it finds one of these; what they say is passed on. */
    private static final List<String> NOISY =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** How long what a worker has printed may take to arrive after its end. */
    private static final long OUTPUT_MILLIS = 300;

    private static final Set<Integer> CRASHES = Set.of(134, 135, 139); // SIGABRT, SIGBUS, SIGSEGV

    private static final long STACK_BYTES = 128 * 1024;

    private final String name;
    private final Process process;
    private final ProcessHandle handle; // its signals leave the pipes alone, the process's do not
    private final WorkerCommand command;
    private final @Nullable Path cache; // what it was started with
    private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
    private final JvmRefusal refusal = new JvmRefusal();
    private volatile boolean treeKilled;
    private volatile boolean ready;

    private WorkerProcess(
            String name, Process process, WorkerCommand command, @Nullable Path cache) {
        this.name = name;
        this.process = process;
        this.handle = process.toHandle();
        this.command = command;
        this.cache = cache;
    }

    /**
     * Looks where the classes of this JVM are, as the first start would. Whoever makes a pool calls
     * this: a jar that says where they are may be gone later.
     *
     * @throws io.quadriga.QuadrigaException if another JVM could not run these classes
     */
    public static void prepare() {
        JvmPath.current();
        JvmOptions.inherited();
    }

    /**
     * Starts a worker. Returns as soon as the operating system has the process, long before the JVM
     * in it is up.
     *
     * @param name its name, for the log and for lists of processes
     * @param command what it runs
     * @return the process
     * @throws IOException if the operating system refuses
     * @throws io.quadriga.QuadrigaException if another JVM could not run the classes of this one
     */
    public static WorkerProcess start(String name, WorkerCommand command) throws IOException {
        Path cache = AotCaches.find(command);
        ProcessBuilder builder = new ProcessBuilder(command.line(name, cache));
        silence(builder.environment());
        builder.environment().putAll(command.environment());
        WorkerProcess worker = new WorkerProcess(name, process(builder), command, cache);
        Process process = worker.process;
        Warden.get().watch(process.pid());
        worker.attend();
        return worker;
    }

    private static Process process(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException refused) {
            Warden.get().watchDirectories(); // which the command line has made
            throw refused;
        }
    }

    /** Takes out of an environment what makes a JVM print. */
    static void silence(Map<String, String> environment) {
        environment.keySet().removeAll(NOISY);
    }

    /**
     * Tells that the worker has said something: its JVM is up. Whoever reads the frames calls it at
     * the first one; a worker that dies before takes its AOT cache along.
     */
    public void ready() {
        ready = true;
        AotCaches.wanted(command);
    }

    private void attend() {
        WorkerOutput output = new WorkerOutput(pid(), process.getErrorStream(), errorSink());
        thread("output", output);
        if (command.streams() == WorkerCommand.Streams.LOGGED) {
            thread("end", () -> awaitEnd(output, output));
        } else {
            WorkerOutput out =
                    new WorkerOutput(pid(), process.getInputStream(), StandardStreams::out);
            thread("stdout", out);
            thread("end", () -> awaitEnd(output, out));
        }
    }

    private Consumer<String> errorSink() {
        Consumer<String> own = command.output();
        if (own != null) {
            return own;
        }
        return command.streams() == WorkerCommand.Streams.OWN ? StandardStreams::err : this::log;
    }

    /** What a JVM says that refuses to start, the error of its pool says. */
    private void log(String line) {
        if (!ready && refusal.takes(line)) {
            PRINTED.debug("{}: {}", name, line);
        } else {
            PRINTED.info("{}: {}", name, line);
        }
    }

    private void thread(String what, Runnable body) {
        Thread.ofPlatform()
                .name("quadriga-" + what + "-" + name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .stackSize(STACK_BYTES)
                .start(body);
    }

    private void awaitEnd(WorkerOutput output, WorkerOutput other) {
        int value = exitValue();
        if (treeKilled || command.children() == WorkerCommand.Children.DIE) {
            Warden.get().kill(pid());
            if (!Shell.makesGroups()) {
                Strays.kill(pid());
            }
        }
        Warden.get().forget(pid());
        if (cache != null && !ready && !treeKilled && CRASHES.contains(value)) {
            AotCaches.discard(cache, "worker died at its start");
        }
        boolean whole = awaitOutput(output) && awaitOutput(other);
        LOG.debug("worker ended: name={}, pid={}, output whole={}", name, pid(), whole);
        end.complete(ProcessEnd.of(pid(), value, output));
    }

    private int exitValue() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException noReason) {
                LOG.debug("nobody interrupts this thread, it goes on waiting", noReason);
            }
        }
    }

    private static boolean awaitOutput(WorkerOutput output) {
        try {
            return output.awaitEnd(OUTPUT_MILLIS);
        } catch (InterruptedException noReason) {
            return false;
        }
    }

    /**
     * Returns the process id, which is that of its process group and session too.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the frames of the worker. Its end means that the worker is dead or dying.
     *
     * @return the stream; reads of 8 KiB and more go past its buffer
     */
    public InputStream in() {
        return process.getInputStream();
    }

    /**
     * Returns the stream of frames to the worker; closing it tells the worker that its parent is
     * gone.
     *
     * @return the stream, buffered: it needs a flush; writes of 8 KiB and more go past the buffer.
     *     A write blocks while the pipe is full
     */
    public OutputStream out() {
        return process.getOutputStream();
    }

    /**
     * Tells whether the process is there.
     *
     * @return {@code false} once it has ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the worker to end, by SIGTERM: its shutdown hooks run. */
    public void terminate() {
        handle.destroy();
    }

    /**
     * Kills the worker, by SIGKILL, with its process group; where it has none, with the processes
     * below it. Its end is told as any other.
     */
    public void killTree() {
        treeKilled = true;
        if (!Shell.makesGroups()) {
            handle.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        if (process.isAlive()) {
            Warden.get().kill(pid());
        }
        handle.destroyForcibly();
    }

    /**
     * Has the end told, once, by a thread of this worker, or by the caller if it is over already.
     *
     * @param consumer gets the end; what it throws is logged
     */
    public void onEnd(Consumer<ProcessEnd> consumer) {
        end.thenAccept(consumer)
                .exceptionally(failed -> {
                    LOG.error("the end of a worker was not dealt with: {}", name, failed);
                    return null;
                });
    }
}
