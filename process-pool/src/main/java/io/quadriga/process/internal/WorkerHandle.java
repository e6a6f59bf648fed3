package io.quadriga.process.internal;

import io.quadriga.WorkerLostException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker, as its parent sees it. */
final class WorkerHandle {

    /**
     * How far a worker is.
     *
     * <pre>
     *     STARTING ── ready ──> READY ── retire ──> RETIRING ── nothing left ──> LEAVING
     *         └───────────────────┴─────────────────────┴──── its pipe ends ────────┴──> GONE
     * </pre>
     */
    enum State {
        STARTING,
        READY,
        RETIRING,
        LEAVING,
        GONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkerHandle.class);

    private static final int FIRST_WINDOW = 4;
    private static final long WINDOW_NANOS = 1_000_000; // work that may be waiting in a worker
    private static final long DYING_MILLIS = 300;

    private final ProcessWorkers pool;
    private final String name;
    private final WorkerProcess process;
    private final Ledger ledger;
    private final Sender sender;
    private final CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
    private volatile State state = State.STARTING; // written under the monitor
    private volatile int window = 1;
    private volatile boolean killing;
    private volatile @Nullable WorkerPage offered; // the worker is to attach to it
    private volatile @Nullable WorkerPage page; // it has
    private volatile @Nullable Path pageFile;
    private int tasksSent; // under the write lock

    WorkerHandle(ProcessWorkers pool, String name, WorkerProcess process) {
        this.pool = pool;
        this.name = name;
        this.process = process;
        this.ledger = new Ledger(1, WorkerPage.SLOTS);
        this.sender =
                new Sender(this, process.out(), pool.queue(), pool.functions(), pool.writers());
        process.onEnd(end::complete);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    Ledger ledger() {
        return ledger;
    }

    Sender sender() {
        return sender;
    }

    void start(byte[] setup) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .start(new Receiver(this, process.in(), pool));
        sender.sendFirst(setup);
    }

    // ---- sending

    /** Whether it may be sent a further run now. */
    boolean hasCredit() {
        return state == State.READY && ledger.count() < window && ledger.hasRoom() && !pool.isKilled();
    }

    /** Whether it waits for a run. */
    boolean isIdle() {
        return state == State.READY && ledger.count() == 0;
    }

    /** Called under the write lock. */
    void sent(int inputs) {
        tasksSent += inputs;
        if (tasksSent >= pool.settings().maxTasks()) {
            retire();
        }
    }

    // ---- its life

    private synchronized boolean change(State from, State to) {
        if (state != from) {
            return false;
        }
        state = to;
        return true;
    }

    State state() {
        return state;
    }

    void ready() {
        if (change(State.STARTING, State.READY)) {
            pool.ready(this);
            sender.pump();
            pool.refill(this);
            pool.writers().execute(this::offerPage);
        }
    }

    private void offerPage() {
        Path file = LaunchDirectory.path().resolve("page-" + process.pid());
        try {
            offered = WorkerPage.map(file);
        } catch (IOException | RuntimeException impossible) {
            LOG.warn("worker gets one task at a time: no shared page: worker={}", name, impossible);
            return;
        }
        pageFile = file;
        FrameBuffer out = new FrameBuffer(64);
        int start = Frames.begin(out, Frames.PAGE);
        pool.values().write(file.toString(), out);
        Frames.end(out, start);
        sender.sendUrgently(out.toByteArray());
    }

    /** The worker has attached to its page. */
    void paged() {
        page = offered;
        window = FIRST_WINDOW;
        deletePage();
    }

    private void deletePage() {
        Path file = pageFile;
        if (file != null) {
            pageFile = null;
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                LOG.warn("page of a worker not deleted: file={}", file, stays);
            }
        }
    }

    @Nullable WorkerPage page() {
        return page;
    }

    /** A run took so long: as many are sent ahead as take a moment, twice as many at most. */
    void pace(long nanosPerRun) {
        if (page != null) {
            int present = window;
            long target = WINDOW_NANOS / Math.max(1, nanosPerRun);
            window = Math.clamp(target, Math.max(2, present / 2), Math.min(WorkerPage.SLOTS, present * 2));
        }
    }

    /** Gives back some of what it cannot begin soon; false if there is nothing. */
    boolean giveBack() {
        WorkerPage present = page;
        List<Envelope> taken = present == null ? List.of() : ledger.takeBack(present);
        taken.forEach(pool.queue()::putBack);
        return !taken.isEmpty();
    }

    /** A run was revoked; false if it is not here. */
    boolean revoke(Run run) {
        Sent sent = ledger.find(run);
        if (sent == null) {
            return false;
        }
        WorkerPage present = page;
        if (present == null || !sent.paged || !present.revoke(sent.seq)) {
            interrupt(run); // it was begun a moment ago
            pool.after(pool.settings().interruptGraceNanos(), () -> terminateIfIn(sent));
        }
        return true;
    }

    private void terminateIfIn(Sent sent) {
        if (ledger.find(sent.seq) == sent) {
            terminate();
        }
    }

    /** Takes no more runs, and leaves when it has none. */
    void retire() {
        change(State.READY, State.RETIRING);
        leaveIfRetired();
    }

    void leaveIfRetired() {
        if (state == State.RETIRING && ledger.count() == 0) {
            leave();
        }
    }

    /** Ends it: it has nothing to do any more. */
    void leave() {
        if (change(State.READY, State.LEAVING)
                || change(State.RETIRING, State.LEAVING)
                || change(State.STARTING, State.LEAVING)) {
            FrameBuffer out = new FrameBuffer(Frames.HEADER);
            Frames.end(out, Frames.begin(out, Frames.LEAVE));
            sender.sendUrgently(out.toByteArray());
            pool.after(pool.settings().terminateGraceNanos(), this::terminate);
        }
    }

    /** Interrupts the body that the run is in; false if it is not here. */
    boolean interrupt(Run run) {
        Sent sent = ledger.find(run);
        if (sent == null) {
            return false;
        }
        FrameBuffer out = new FrameBuffer(16);
        int start = Frames.begin(out, Frames.INTERRUPT);
        out.putInt(sent.seq);
        out.putInt(sent.input());
        Frames.end(out, start);
        sender.sendUrgently(out.toByteArray());
        return true;
    }

    /** Ends it by force: by SIGTERM, after a grace by SIGKILL with all its children. */
    void terminate() {
        if (!end.isDone() && !killing) {
            killing = true;
            process.terminate();
            pool.after(pool.settings().terminateGraceNanos(), this::kill);
        }
    }

    void kill() {
        if (!end.isDone()) {
            process.killTree();
        }
    }

    // ---- its end

    /** Its pipe has ended. Called by its receiver, as the last thing. */
    void disconnected(@Nullable Throwable damage, Runnable recover) {
        ProcessEnd ended = awaitEnd();
        State before = state;
        synchronized (this) {
            state = State.GONE;
        }
        sender.close();
        recover.run();
        deletePage();
        boolean expected = before == State.LEAVING && ledger.count() == 0;
        WorkerLostException error = expected ? null : lostError(ended, damage);
        if (error != null) {
            loseAll(error);
        }
        pool.gone(this, before, error);
    }

    /** What it said last cannot be read. */
    void damaged(Throwable cut) {
        LOG.debug("last words of a worker cut off: worker={}", name, cut);
    }

    private ProcessEnd awaitEnd() {
        try {
            return end.copy().orTimeout(DYING_MILLIS, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException slow) {
            if (process.isAlive()) {
                process.killTree(); // it has closed its pipe, or cannot die
            }
            return end.join();
        }
    }

    private WorkerLostException lostError(ProcessEnd ended, @Nullable Throwable damage) {
        StringBuilder tasks = new StringBuilder();
        for (Sent sent : ledger.all()) {
            if (isBegun(sent)) {
                tasks.append(tasks.isEmpty() ? ", task=" : "+").append(label(sent));
            }
        }
        return new WorkerLostException(
                "worker lost: executor="
                        + pool.settings().name()
                        + ", worker="
                        + name
                        + ", "
                        + ended.text()
                        + tasks,
                damage);
    }

    private static String label(Sent sent) {
        String label = sent.run().info(sent.input()).label();
        return label == null ? "unnamed" : label;
    }

    private void loseAll(WorkerLostException error) {
        Deque<Envelope> unbegun = new ArrayDeque<>();
        for (Sent sent : ledger.all()) {
            boolean begun = isBegun(sent);
            ledger.remove(sent);
            if (begun) {
                lose(sent, error);
            } else {
                unbegun.push(sent.envelope.entered(sent.isEntered()));
            }
        }
        unbegun.forEach(pool.queue()::putBack);
    }

    private boolean isBegun(Sent sent) {
        WorkerPage present = page;
        return present != null && sent.paged
                ? sent.input() > 0 || present.isBegun(sent.seq)
                : ledger.isBegun(sent);
    }

    private static void lose(Sent sent, WorkerLostException error) {
        Run run = sent.run();
        if (!sent.isEntered()) {
            sent.enter();
        }
        for (int i = sent.input(); i < run.size(); i++) {
            if (i > sent.input() || sent.isEntered()) {
                run.lost(i, error);
            }
        }
    }
}
