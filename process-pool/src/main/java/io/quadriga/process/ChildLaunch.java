package io.quadriga.process;

import io.quadriga.QuadrigaException;
import io.quadriga.process.internal.HeapRule;
import io.quadriga.process.internal.ProcessEnd;
import io.quadriga.process.internal.WorkerCommand;
import io.quadriga.process.internal.WorkerProcess;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parent has of one {@link ChildProcess}: nothing, then the process, then its end. */
final class ChildLaunch {

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final AtomicInteger ALIVE = new AtomicInteger();

    private final List<String> jvmArguments;
    private final Map<String, String> environment;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    private volatile @Nullable WorkerProcess process; // written under this

    ChildLaunch(ChildOptions options) {
        jvmArguments = options.jvmArguments();
        environment = options.environment();
    }

    static String nextName(@Nullable ChildProcess parent) {
        String before = parent == null ? "Process-" : parent.name() + ":";
        return before + NAMES.incrementAndGet();
    }

    synchronized void start(ChildProcess child) {
        if (process != null) {
            throw new IllegalStateException(
                    "a child starts once: name=" + child.name() + "; make another");
        }
        byte[] frame = ChildFrame.encode(child);
        WorkerProcess started = launch(child.name());
        process = started;
        ALIVE.incrementAndGet();
        started.onEnd(this::ended);
        if (!child.isDaemon()) {
            keepAlive(child.name());
        }
        send(started, frame);
    }

    private WorkerProcess launch(String name) {
        int neighbours = Math.max(ALIVE.get() + 1, Runtime.getRuntime().availableProcessors());
        WorkerCommand command =
                WorkerCommand.of(ChildMain.class, HeapRule.maxHeapBytes(neighbours))
                        .withUserOptions(jvmArguments, environment, List.of())
                        .standingAlone();
        try {
            return WorkerProcess.start(name, command);
        } catch (IOException refused) {
            throw new QuadrigaException(
                    "child not started: name=" + name + "; see the cause", refused);
        }
    }

    /** A thread that is no daemon, as long as the child lives. */
    private void keepAlive(String name) {
        Thread.ofPlatform()
                .name("quadriga-child-" + name)
                .daemon(false)
                .inheritInheritableThreadLocals(false)
                .start(exit::join);
    }

    private static void send(WorkerProcess to, byte[] frame) {
        try {
            OutputStream out = to.out();
            new DataOutputStream(out).writeInt(frame.length);
            out.write(frame);
            out.flush();
        } catch (IOException ended) {
            LOG.debug("a child ended before it had read its body: name={}", to.name(), ended);
        }
    }

    private void ended(ProcessEnd end) {
        ALIVE.decrementAndGet();
        end.discard();
        exit.complete(
                new ChildExit(
                        end.pid(), end.value(), end.signal(), end.outOfMemory(), end.lastLines()));
    }

    /** The process, once it is started. */
    WorkerProcess process() {
        WorkerProcess started = process;
        if (started == null) {
            throw new IllegalStateException("the child was not started; call start() first");
        }
        return started;
    }

    void join() throws InterruptedException {
        process();
        try {
            exit.get();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    boolean join(Duration timeout) throws InterruptedException {
        process();
        try {
            exit.get(Math.max(0, nanos(timeout)), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static long nanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(timeout); // saturates
    }

    boolean isAlive() {
        return process != null && !exit.isDone();
    }

    Optional<ChildExit> exit() {
        return Optional.ofNullable(exit.getNow(null));
    }

    CompletableFuture<ChildExit> onExit() {
        return exit.copy();
    }

    String state() {
        ChildExit end = exit.getNow(null);
        if (end != null) {
            return end.signal() > 0 ? ", signal=" + end.signal() : ", exit=" + end.code();
        }
        WorkerProcess started = process;
        return started == null ? ", not started" : ", pid=" + started.pid();
    }
}
