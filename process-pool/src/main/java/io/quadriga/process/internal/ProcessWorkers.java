package io.quadriga.process.internal;

import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Run;
import io.quadriga.spi.Serializer;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs on worker processes: queues what core gives and has it sent to who can take it. */
final class ProcessWorkers implements Workers {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessWorkers.class);

    /** How deep the pool of this process stands within the workers of others. */
    private static final String DEPTH = "io.quadriga.process.depth";

    private static final long WRITER_IDLE_SECONDS = 10;

    private final ProcessSettings settings;
    private final TaskQueue queue = new TaskQueue();
    private final FunctionTable functions = new FunctionTable();
    private final Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));
    private final Values values = new Values(serializer, Payloads.NONE);
    private final ThreadPoolExecutor writers;
    private final Pulse pulse = new Pulse(this);
    private final Crew crew;
    private final int places;
    private volatile boolean killed;

    ProcessWorkers(ProcessSettings settings, WorkersContext context) {
        this.settings = settings;
        this.places = settings.inner() == null ? 1 : InnerHost.width(settings.inner());
        this.crew = new Crew(this, context, command(settings));
        this.writers =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        WRITER_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform()
                                .daemon()
                                .name(settings.name() + "-writer-", 1)
                                .inheritInheritableThreadLocals(false)
                                .factory(),
                        new ThreadPoolExecutor.DiscardPolicy()); // when all workers are gone
        HeapRule.opened(settings.size());
    }

    private static WorkerCommand command(ProcessSettings settings) {
        int depth = Integer.getInteger(DEPTH, 0);
        if (depth >= settings.maxDepth()) {
            throw new IllegalArgumentException(
                    "pools stand too deep within the workers of one another: executor="
                            + settings.name()
                            + ", depth="
                            + (depth + 1)
                            + ", max-depth="
                            + settings.maxDepth());
        }
        for (Path entry : settings.classPath()) {
            if (!Files.exists(entry)) {
                LOG.warn(
                        "class path entry does not exist, a JVM passes over it: executor={},"
                                + " class-path={}",
                        settings.name(),
                        entry.toAbsolutePath());
            }
        }
        List<String> jvmArguments = new ArrayList<>();
        jvmArguments.add("-D" + DEPTH + "=" + (depth + 1));
        jvmArguments.addAll(settings.jvmArguments());
        WorkerCommand command =
                WorkerCommand.of(WorkerMain.class, HeapRule.maxHeapBytes(1))
                        .withUserOptions(
                                jvmArguments, settings.environment(), settings.classPath());
        return settings.aotCache() ? command.withAotCache() : command;
    }

    // ---- what core asks for

    @Override
    public void start(Run run) {
        Envelope envelope = encode(run);
        crew.complete();
        queue.offer(envelope);
        if (killed) {
            throw crew.refusal();
        }
        for (WorkerHandle worker : crew.all()) {
            if (worker.hasFreePlace()) {
                worker.sender().pump();
                if (queue.isEmpty()) {
                    return;
                }
            }
        }
    }

    private Envelope encode(Run run) {
        FrameBuffer body = new FrameBuffer(64);
        Baggage baggage = new Baggage();
        Values around = new Values(serializer, baggage, Payloads.NONE);
        int function = new RunEncoder(functions, around).encode(run, body);
        return new Envelope(run, function, body.toByteArray(), baggage.pieces());
    }

    @Override
    public void revoke(Run run) {
        for (WorkerHandle worker : crew.all()) {
            if (worker.tasks().revoke(run)) {
                return;
            }
        }
        queue.revoked();
    }

    @Override
    public void stop(Run run, boolean interruptOnly) {
        for (WorkerHandle worker : crew.all()) {
            if (interruptOnly ? worker.tasks().interrupt(run) : worker.tasks().terminate(run)) {
                return;
            }
        }
    }

    @Override
    public void look() {
        for (WorkerHandle worker : crew.all()) {
            worker.tasks().lookNow();
        }
    }

    /**
     * Reports what was begun by now, and has those who can begin something get it from those who
     * cannot; true if there may soon be more to report.
     */
    boolean lookAround() {
        boolean more = false;
        long now = System.nanoTime();
        for (WorkerHandle worker : crew.all()) {
            more |= worker.tasks().look();
            worker.tasks().listen(now);
        }
        for (WorkerHandle worker : crew.all()) {
            if (worker.hasFreePlace()) {
                worker.sender().pump();
                refill(worker);
            }
        }
        return more;
    }

    @Override
    public int width() {
        return settings.workers() * places;
    }

    @Override
    public void shutdown(Runnable terminated) {
        crew.shutdown(terminated);
    }

    @Override
    public void kill() {
        killed = true;
        for (WorkerHandle worker : crew.all()) {
            if (worker.state() == WorkerHandle.State.STARTING) {
                worker.kill();
            } else if (worker.tasks().ledger().isClear()) {
                worker.leave();
            } else {
                after(settings.interruptGraceNanos(), worker::terminate);
            }
        }
    }

    // ---- what its workers ask for

    /** The first frame of a worker. */
    byte[] setup(String name) {
        FrameBuffer out = new FrameBuffer(256);
        int start = Frames.begin(out, Frames.SETUP);
        values.write(settings.name(), out);
        values.write(name, out);
        values.write(settings.maxHeap(), out);
        values.write(settings.inner(), out);
        values.write(settings.initializer().get().orElse(null), out); // may not be encodable
        values.write(LaunchDirectory.inMemory().toString(), out);
        Frames.end(out, start);
        return out.toByteArray();
    }

    /** A worker has room: if the others have more than they can begin, it gets of that. */
    void refill(WorkerHandle worker) {
        while (worker.hasFreePlace() && queue.isEmpty() && !killed && isGivenByOtherThan(worker)) {
            worker.sender().pump();
        }
    }

    private boolean isGivenByOtherThan(WorkerHandle worker) {
        for (WorkerHandle other : crew.all()) {
            if (other != worker && isGivenBy(other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGivenBy(WorkerHandle worker) {
        boolean given = worker.tasks().giveBack() || worker.sender().giveBack();
        if (given) {
            worker.leaveIfRetired();
        }
        return given;
    }

    void after(long nanos, Runnable action) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, writers).execute(action);
    }

    /** All workers are gone. */
    void terminated() {
        pulse.end();
        writers.shutdown();
        HeapRule.opened(-settings.size());
    }

    Crew crew() {
        return crew;
    }

    /** How many tasks a worker runs at the same time. */
    int places() {
        return places;
    }

    Pulse pulse() {
        return pulse;
    }

    boolean isKilled() {
        return killed;
    }

    ProcessSettings settings() {
        return settings;
    }

    TaskQueue queue() {
        return queue;
    }

    FunctionTable functions() {
        return functions;
    }

    Values values() {
        return values;
    }

    Serializer serializer() {
        return serializer;
    }

    Executor writers() {
        return writers;
    }
}
