package io.quadriga.thread.internal;

import io.quadriga.Action;
import io.quadriga.BrokenExecutorException;
import io.quadriga.WorkerLostException;
import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import io.quadriga.spi.Worker;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Platform threads that take runs from core's queue. How they are woken and relied on stands in
 * {@link PoolThread}.
 */
final class ThreadPoolWorkers implements Workers {

    private static final Logger log = LoggerFactory.getLogger(ThreadPoolWorkers.class);

    /** A wake-up costs about this much: waiting longer would cost more than it saves. */
    private static final long SPIN_NANOS = 20_000;

    private static final int HINTS_PER_LOOK = 4;

    private final ThreadPoolSettings settings;
    private final WorkersContext context;
    private final Consumer<Thread> starter;
    private final RunQueue queue;
    private final IdleThreads idle = new IdleThreads();
    private final Crew crew;
    private final AtomicInteger spinners = new AtomicInteger();
    private final int maxSpinners;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicBoolean toldOfNarrowness = new AtomicBoolean();
    private final @Nullable ClassLoader contextClassLoader;
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private volatile boolean ending; // written after the queue was closed
    private volatile boolean killed;

    ThreadPoolWorkers(ThreadPoolSettings settings, WorkersContext context) {
        this(settings, context, Thread::start);
    }

    /** With something else than {@code Thread.start}, which may fail for want of memory. */
    ThreadPoolWorkers(
            ThreadPoolSettings settings, WorkersContext context, Consumer<Thread> starter) {
        this.settings = settings;
        this.starter = starter;
        this.context = context;
        this.queue = context.runQueue();
        this.crew = new Crew(settings.width(), settings.maxStuck());
        this.maxSpinners = Runtime.getRuntime().availableProcessors() / 2;
        this.contextClassLoader = Thread.currentThread().getContextClassLoader();
    }

    // ---- what core asks for

    @Override
    public void start(Run run) {
        if (crew.isOverrun()) {
            throw tooManyStuck();
        }
        if (!queue.offer(run)) {
            throw refusal();
        }
        wakeForQueued();
    }

    @Override
    public void revoke(Run run) {} // core sweeps its queue

    @Override
    public void stop(Run run, boolean interruptOnly) {
        if (interruptOnly) {
            run.interrupt();
            return;
        }
        for (PoolThread thread : crew.all()) {
            if (thread.abandon(run)) {
                replace(thread, run);
                return;
            }
        }
    }

    @Override
    public int width() {
        return Math.max(1, crew.room());
    }

    @Override
    public void shutdown(Runnable whenTerminated) {
        crew.whenGone(whenTerminated);
        endWhenDrained();
        terminateIfGone();
    }

    @Override
    public void kill() {
        killed = true;
        failQueued(this::refusal);
        for (PoolThread thread : crew.all()) {
            thread.interrupt();
        }
        idle.wakeAll();
    }

    // ---- waking and starting; the argument is in PoolThread

    /**
     * Makes sure that somebody takes up what is queued: the spinning, the idle, the free, a new
     * one.
     */
    private void wakeForQueued() {
        if (spinners.get() > 0 || idle.wakeOne()) {
            return;
        }
        if (!crew.hasRoom()) {
            if (crew.hasNobody()) {
                failQueued(this::tooManyStuck);
            }
        } else if (!isAnybodyFree() && !queue.isEmpty()) {
            startThread();
        }
    }

    private boolean isAnybodyFree() {
        for (PoolThread thread : crew.all()) {
            if (thread.isFree()) {
                return true;
            }
        }
        return false;
    }

    private void startThread() {
        PoolThread thread =
                new PoolThread(
                        this,
                        queue,
                        Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false));
        if (!crew.tryAdd(thread)) {
            return;
        }
        try {
            String name = settings.name() + "-" + started.incrementAndGet();
            thread.start(name, contextClassLoader, starter);
        } catch (Throwable e) { // OutOfMemoryError: unable to create native thread
            crew.remove(thread, false);
            goOnNarrower(e);
        }
    }

    private void goOnNarrower(Throwable reason) {
        if (crew.hasNobody()) {
            failQueued(() ->
                    new RejectedExecutionException(
                            "no thread can be started: pool="
                                    + settings.name()
                                    + "; give the process more threads or memory",
                            reason));
        } else if (toldOfNarrowness.compareAndSet(false, true)) {
            log.warn(
                    "thread cannot be started, the pool goes on with those it has: pool={}",
                    settings.name(),
                    reason);
        }
    }

    // ---- what its threads ask for

    Worker newWorker(String name) {
        return context.worker(name);
    }

    IdleThreads idleThreads() {
        return idle;
    }

    long idleNanos() {
        return settings.idleNanos();
    }

    boolean limitsTasks() {
        return settings.maxTasks() < Integer.MAX_VALUE;
    }

    boolean isLimitReached(long bodies) {
        return bodies >= settings.maxTasks();
    }

    boolean isKilled() {
        return killed;
    }

    boolean isEnding() {
        return ending;
    }

    /** Called by a thread that has taken a run: others may be needed for what is still queued. */
    void passOn() {
        if ((idle.count() > 0 || crew.hasRoom()) && !queue.isEmpty()) {
            wakeForQueued();
        }
    }

    /** Looks for a run for about as long as a wake-up takes, unless enough others do. */
    @Nullable Run spin() {
        if (spinners.incrementAndGet() > maxSpinners) {
            spinners.decrementAndGet();
            return null;
        }
        try {
            Run run;
            long since = System.nanoTime();
            do {
                for (int i = 0; i < HINTS_PER_LOOK; i++) {
                    Thread.onSpinWait();
                }
                run = queue.poll();
            } while (run == null && !ending && System.nanoTime() - since < SPIN_NANOS);
            return run;
        } finally {
            spinners.decrementAndGet();
        }
    }

    /** Runs the initializer in the calling thread; {@code false} if the thread must end. */
    boolean initialize() {
        if (killed || broken.get() != null) {
            return false;
        }
        try {
            settings.initializer().get().ifPresent(Action::run);
            return true;
        } catch (Throwable e) {
            if (!killed) {
                breakWith(e);
            }
            return false;
        }
    }

    private void breakWith(Throwable error) {
        crew.close();
        broken.compareAndSet(null, error);
        endWhenDrained();
        context.broken(error);
        failQueued(this::refusal);
    }

    void ended(Worker worker, boolean wasAbandoned) {
        if (!wasAbandoned) {
            context.workerEnded(worker);
        }
    }

    void died(String name, @Nullable Run held, Throwable death) {
        log.error("worker died: pool={}, worker={}", settings.name(), name, death);
        WorkerLostException loss = new WorkerLostException("worker died: worker=" + name, death);
        context.workerLost(name, loss);
        if (held != null) {
            for (int i = 0; i < held.size(); i++) {
                held.lost(i, loss);
            }
        }
    }

    void left(PoolThread thread, boolean wasAbandoned) {
        crew.remove(thread, wasAbandoned);
        if (!queue.isEmpty()) {
            wakeForQueued();
        }
        terminateIfGone();
    }

    // ---- stuck bodies

    private void replace(PoolThread thread, Run run) {
        WorkerLostException stuck =
                new WorkerLostException(
                        "body ignores its interrupt: worker="
                                + thread.name()
                                + ", task="
                                + Objects.requireNonNullElse(run.info(0).label(), "unnamed"));
        stuck.setStackTrace(thread.stack());
        crew.abandon();
        log.warn(
                "worker replaced, its body is stuck: pool={}, worker={}, stuck={}, max-stuck={}",
                settings.name(),
                thread.name(),
                crew.stuck(),
                settings.maxStuck());
        context.stuck(run);
        context.workerLost(thread.name(), stuck);
        if (!queue.isEmpty()) {
            wakeForQueued();
        }
    }

    private RejectedExecutionException tooManyStuck() {
        return new RejectedExecutionException(
                "too many stuck bodies: pool="
                        + settings.name()
                        + ", stuck="
                        + crew.stuck()
                        + ", max-stuck="
                        + settings.maxStuck()
                        + "; make the bodies heed interrupts, raise max-stuck, or run them on a"
                        + " backend that can end any code");
    }

    // ---- the end

    private void endWhenDrained() {
        queue.close();
        ending = true; // before wakeAll: who parks later sees it in its last look
        idle.wakeAll();
        if (!queue.isEmpty()) {
            wakeForQueued();
        }
    }

    private void terminateIfGone() {
        Runnable whenTerminated = crew.takeWhenGone(queue.isDrained());
        if (whenTerminated != null) {
            whenTerminated.run();
        }
    }

    private RejectedExecutionException refusal() {
        Throwable error = broken.get();
        return error == null
                ? new RejectedExecutionException(
                        "executor is shut down: name="
                                + settings.name()
                                + "; submit before shutdown")
                : new BrokenExecutorException(
                        "initializer failed: pool="
                                + settings.name()
                                + "; mend it and open a new executor",
                        error);
    }

    /** Fails what nobody will ever run; core refuses to let it begin if it is stopped or broken. */
    private void failQueued(Supplier<? extends Throwable> reason) {
        for (Run run = queue.poll(); run != null; run = queue.poll()) {
            for (int i = 0; i < run.size(); i++) {
                if (run.enter(i)) {
                    run.fail(i, reason.get());
                    run.bodyEnded(i);
                }
            }
        }
        terminateIfGone();
    }
}
