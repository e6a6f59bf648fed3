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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one worker: what it has, what of that it has begun, and how many it may have. */
final class WorkerTasks {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerTasks.class);

    private static final int FIRST_WINDOW = 4;
    private static final int MOST_DEATHS = 3;
    private static final long WINDOW_NANOS = 1_000_000; // work that may be waiting in a worker

    private final WorkerHandle worker;
    private final ProcessWorkers pool;
    private final Ledger ledger = new Ledger(WorkerPage.SLOTS);
    private final int places;
    private final Silence silence;
    private volatile int window;
    private volatile @Nullable WorkerPage offered; // the worker is to attach to it
    private volatile @Nullable WorkerPage page; // it has
    private volatile @Nullable Path pageFile;
    private volatile boolean used;
    private boolean proved; // and its crew knows; of the receiver
    private volatile boolean beforeTask; // it died

    WorkerTasks(WorkerHandle worker, ProcessWorkers pool, int places) {
        this.worker = worker;
        this.pool = pool;
        this.places = places;
        this.silence = new Silence(ledger, places);
        this.window = places;
    }

    Ledger ledger() {
        return ledger;
    }

    boolean hasRoom() {
        return !isSilent() && ledger.count() < window && ledger.hasRoom();
    }

    /** Whether it would begin a further run at once. */
    boolean hasFreePlace() {
        return !isSilent() && ledger.count() < places;
    }

    /** A run took so long: as many are sent ahead as take a moment, twice as many at most. */
    void pace(long nanosPerRun) {
        use();
        if (page != null) {
            int present = window;
            long target = places + WINDOW_NANOS / Math.max(1, nanosPerRun);
            int least = Math.max(places + 1, present / 2);
            window =
                    Math.clamp(
                            target,
                            least,
                            Math.max(least, Math.min(WorkerPage.SLOTS, present * 2)));
        }
    }

    /** Whether it has ever begun anything, as far as is known. */
    boolean isUsed() {
        return used;
    }

    private void use() {
        used = true;
        if (!proved) {
            proved = true;
            pool.crew().proved(worker);
        }
    }

    // ---- its page

    /** Offers the worker a page; until it has it, it says by frames what it begins. */
    void offerPage() {
        Path file = LaunchDirectory.path().resolve("page-" + worker.pid());
        try {
            offered = WorkerPage.map(file.toString());
        } catch (IOException | RuntimeException impossible) {
            LOG.warn("worker gets few tasks at a time: worker={}", worker.name(), impossible);
            return;
        }
        pageFile = file;
        FrameBuffer out = new FrameBuffer(64);
        int start = Frames.begin(out, Frames.PAGE);
        pool.values().write(file.toString(), out);
        Frames.end(out, start);
        worker.sender().sendUrgently(out.toByteArray());
    }

    /** The worker has attached to its page. */
    void paged() {
        page = offered;
        window = places * FIRST_WINDOW;
        deletePageFile();
    }

    private void deletePageFile() {
        Path file = pageFile;
        pageFile = null;
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            LOG.warn("page of a worker not deleted: file={}", file, stays);
        }
    }

    /** It is dead, and nothing that it has said is unread: what it left as files is no use. */
    void deleteFiles() {
        deletePageFile();
        try {
            SegmentSlots.deleteAllOf(worker.pid(), LaunchDirectory.inMemory());
        } catch (IOException stays) {
            LOG.warn("segments of a worker not deleted: worker={}", worker.name(), stays);
        }
    }

    /** What it has said from this position on; empty without a page. */
    byte[] saidSince(long position) {
        WorkerPage present = offered; // it may have attached and not said so
        return present == null ? new byte[0] : present.since(position);
    }

    // ---- what it has begun

    /** Reports what it has begun by now, and without a page what it is about to begin. */
    void lookNow() {
        if (page == null) {
            ledger.all().forEach(this::begun); // no more than it has places for
        } else {
            look();
        }
    }

    /** Reports what it has begun by now; true if there may soon be more to report. */
    boolean look() {
        WorkerPage present = page;
        Sent oldest = ledger.oldest();
        if (present == null || oldest == null) {
            return oldest != null && !oldest.isSaid();
        }
        boolean more = false;
        for (Sent sent : places == 1 && isQuiet(oldest) ? List.of(oldest) : ledger.all()) {
            int begun = present.begun(sent.seq);
            if (begun >= 0 && begun == sent.input()) {
                begun(sent);
            }
            more |= (begun != sent.input() && !sent.isTaken()) || sent.run().size() > 1;
            if (begun < 0 && places == 1) {
                break; // nor are those behind it
            }
        }
        return more;
    }

    /** Whether it is known to be in its oldest run and nowhere else. */
    private static boolean isQuiet(Sent oldest) {
        return oldest.isKnown() && oldest.run().size() == 1;
    }

    /** It has begun the current input of a run. */
    void begun(Sent sent) {
        boolean wanted;
        int input;
        synchronized (sent) {
            input = sent.input();
            if (!sent.isKnown()) {
                heard();
                used = true;
            }
            wanted = sent.isKnown() || sent.isOver() || sent.begin();
        }
        if (!wanted) { // cancelled before that was known
            interrupt(sent, input);
            pool.after(pool.settings().interruptGraceNanos(), () -> terminateIfIn(sent, input));
        }
    }

    private void terminateIfIn(Sent sent, int input) {
        if (ledger.find(sent.seq) == sent && sent.input() == input) {
            worker.terminate(label(sent));
        }
    }

    private static String label(Sent sent) {
        String label = sent.run().info(sent.input()).label();
        return label == null ? "unnamed" : label;
    }

    /** Ends the worker because of a run; false if that is not here. */
    boolean terminate(Run run) {
        Sent sent = ledger.find(run);
        if (sent != null) {
            worker.terminate(label(sent));
        }
        return sent != null;
    }

    // ---- taking it back

    /** Looks whether it answers, and ends it if there is no use in waiting. Called by the pulse. */
    void listen(long now) {
        if (silence.look(page, now)) {
            worker.endSilent(Silence.HOPELESS_NANOS);
        }
    }

    /** What it has said is read. */
    void heard() {
        silence.heard();
    }

    /** Whether it does not answer. */
    boolean isSilent() {
        return silence.isSilent();
    }

    /** Gives back some of what it cannot begin soon; false if there is nothing. */
    boolean giveBack() {
        WorkerPage present = page;
        boolean everything = isSilent();
        if (present == null || (ledger.count() <= places && !everything)) {
            return false;
        }
        List<Envelope> taken = ledger.takeBack(present, everything);
        if (everything && !taken.isEmpty()) {
            LOG.debug(
                    "worker does not answer: worker={}, given back={}",
                    worker.name(),
                    taken.size());
            taken.forEach(Envelope::silence);
        }
        taken.forEach(pool.queue()::putBack);
        return !taken.isEmpty();
    }

    /** A run was revoked; false if it is not here. */
    boolean revoke(Run run) {
        Sent sent = ledger.find(run);
        WorkerPage present = page;
        if (sent != null && present != null) {
            present.revoke(sent.seq); // if it has begun, look will see that nobody wants it
        }
        return sent != null;
    }

    /** Interrupts the body that a run is in, and begins nothing more of it; false if not here. */
    boolean interrupt(Run run) {
        Sent sent = ledger.find(run);
        if (sent == null) {
            return false;
        }
        WorkerPage present = page;
        if (present != null) {
            present.stop(sent.seq);
        }
        interrupt(sent, sent.input());
        return true;
    }

    private void interrupt(Sent sent, int input) {
        FrameBuffer out = new FrameBuffer(16);
        int start = Frames.begin(out, Frames.INTERRUPT);
        out.putInt(sent.seq);
        out.putInt(input);
        Frames.end(out, start);
        worker.sender().sendUrgently(out.toByteArray());
    }

    // ---- its end

    /** The labels of the tasks that it is in, for an error text. */
    String running() {
        List<String> labels =
                ledger.all().stream().filter(this::isIn).map(WorkerTasks::label).toList();
        return switch (labels.size()) {
            case 0 -> "";
            case 1 -> ", task=" + labels.getFirst();
            default -> ", tasks=" + labels;
        };
    }

    private boolean isIn(Sent sent) {
        return begunLast(sent) >= sent.input();
    }

    /** The input of a run that it has begun last, as far as is known; negative if none. */
    private int begunLast(Sent sent) {
        WorkerPage present = offered;
        int said = sent.isKnown() ? sent.input() : -1;
        return present == null ? said : Math.max(said, present.begun(sent.seq));
    }

    /**
     * It is dead: what it was in is lost, what it had not begun goes to another one. If it was in
     * nothing, what it was to begin next may be why, and is lost when that has happened often.
     *
     * @param unread whether it has said more: without a page it may have begun all that it had
     */
    void loseAll(WorkerLostException error, boolean unread) {
        Deque<Envelope> unbegun = new ArrayDeque<>();
        boolean blamed = false;
        for (Sent sent : ledger.all()) {
            ledger.remove(sent);
            boolean first = !blamed;
            blamed = true;
            int begun = unread && page == null ? sent.run().size() - 1 : begunLast(sent);
            beforeTask |= first && begun < 0 && sent.input() == 0;
            if (begun >= sent.input()) {
                use();
                lose(sent, begun, error);
            } else if (first && sent.envelope.died() >= MOST_DEATHS) {
                lose(sent, sent.input(), error);
            } else if (sent.input() > 0) {
                lose(sent, -1, error);
            } else {
                unbegun.push(sent.envelope);
            }
        }
        unbegun.forEach(pool.queue()::putBack);
    }

    /** Whether it died before the first task it had, of which that one may be why. */
    boolean diedBeforeTask() {
        return beforeTask;
    }

    /** It has not begun the rest of a run and never will. */
    void returned(Sent sent) {
        if (!sent.run().isRevoked()) {
            lose(sent, -1, new WorkerLostException("not begun: worker=" + worker.name()));
        }
    }

    /** Loses what is left of a run: the inputs up to this one as begun, those behind it not. */
    private static void lose(Sent sent, int begun, WorkerLostException error) {
        Run run = sent.run();
        synchronized (sent) {
            while (sent.input() <= begun) {
                int input = sent.input();
                if (sent.begin()) {
                    run.lost(input, error);
                }
                sent.advance(1);
            }
            for (int i = sent.input(); i < run.size(); i++) {
                run.lost(i, error);
            }
        }
    }
}
