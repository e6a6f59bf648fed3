package io.quadriga.process.internal;

import io.quadriga.spi.RemoteFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading side of one worker's pipe: settles what the worker reports, in a thread of its own.
 */
final class Receiver implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    /** About as long as a worker takes for a task of no length. */
    private static final long SPIN_NANOS = 50_000;

    private final WorkerHandle worker;
    private final ProcessWorkers pool;
    private final Ledger ledger;
    private final FrameStream in;
    private final SegmentViews views = new SegmentViews();
    private final Outcomes outcomes;
    private final FrameReader reader = new FrameReader(new byte[0], 0, 0);
    private final @Nullable Object[] plain = new @Nullable Object[64];
    private int finished; // runs, since the last pace

    Receiver(WorkerHandle worker, InputStream pipe, ProcessWorkers pool) {
        this.worker = worker;
        this.pool = pool;
        this.ledger = worker.tasks().ledger();
        this.in = new FrameStream(pipe, 1 << 16);
        Values values = new Values(pool.serializer(), Payloads.NONE, new ResultPayloads(views));
        this.outcomes = new Outcomes(values, worker.name(), 0);
    }

    @Override
    public void run() {
        Throwable damage = null;
        try {
            long since = System.nanoTime();
            while (in.fill()) {
                receiveAll();
                worker.tasks().heard();
                since = pace(since);
                if (pool.settings().recycles()) {
                    worker.recycle(since);
                }
                worker.leaveIfRetired();
                worker.sender().pump();
                pool.refill(worker);
                if (ledger.count() > 0) {
                    pool.pulse().wake();
                } else {
                    worker.idle(since);
                }
                if (pool.settings().spin()) {
                    in.spin(SPIN_NANOS);
                }
            }
        } catch (IOException | RuntimeException | Error broken) {
            damage = broken;
        }
        worker.disconnected(damage, damage == null ? this::recover : () -> {});
        views.close();
    }

    private void receiveAll() throws StreamCorruptedException {
        while (in.next()) {
            receive();
        }
    }

    /** Lets the worker have as many runs as it does in a moment. */
    private long pace(long since) {
        long now = System.nanoTime();
        if (finished > 0) {
            worker.tasks().pace((now - since) / finished);
            finished = 0;
        }
        return now;
    }

    /** Receives what the dead worker has said and not sent. */
    private void recover() {
        byte[] said = worker.tasks().saidSince(in.position());
        in.append(said);
        try {
            receiveAll();
            if (said.length > 0 && in.nextCut()) { // it died while its outcomes were growing
                receive();
            }
        } catch (StreamCorruptedException | RuntimeException cut) {
            LOG.warn("last words of a worker cannot be read: worker={}", worker.name(), cut);
        }
    }

    private void receive() throws StreamCorruptedException {
        switch (in.type()) {
            case Frames.OUTCOMES -> outcomes(in.getInt());
            case Frames.BEGUN -> begun(in.getInt(), in.getInt());
            case Frames.PROGRESS -> progress(in.getInt(), in.getInt());
            case Frames.SKIPPED -> skipped(in.getInt());
            case Frames.READY -> worker.ready();
            case Frames.PAGED -> worker.tasks().paged();
            case Frames.BROKEN -> pool.crew().broken(failure());
            case Frames.RETIRE -> worker.retire();
            case Frames.SEGMENT_OF_WORKER -> segment(in.getInt());
            default -> throw new StreamCorruptedException("no frame of a worker: " + in.text());
        }
    }

    private void segment(int slot) {
        reader.reset(in.bytes(), in.at(), in.left());
        views.made(slot, Values.readName(reader));
    }

    private Throwable failure() {
        return RemoteFailure.decode(in.bytes(), in.at(), in.left(), pool.serializer());
    }

    private void begun(int seq, int input) {
        Sent sent = ledger.find(seq);
        if (sent != null && sent.input() == input) {
            sent.said();
            worker.tasks().begun(sent);
        }
    }

    private void outcomes(int seq) {
        Sent sent = ledger.find(seq);
        if (sent == null) {
            return;
        }
        reader.reset(in.bytes(), in.at(), in.left());
        synchronized (sent) {
            while (reader.remaining() > 0 && !sent.isOver()) {
                if (sent.isKnown() || !plainOutcomes(sent)) {
                    outcome(sent);
                }
            }
        }
        if (sent.isOver()) {
            finish(sent);
        }
    }

    /** Reports many at once, none of which is known to have begun; false if the next is not so. */
    private boolean plainOutcomes(Sent sent) {
        int input = sent.input();
        int count = outcomes.readPlain(reader, plain);
        if (count > sent.run().size() - input) {
            throw FrameReader.damaged("outcomes=" + (input + count));
        }
        if (count > 0) {
            sent.run().settleMany(input, plain, count);
            sent.advance(count);
        }
        return count > 0;
    }

    private void outcome(Sent sent) {
        int input = sent.input();
        if (sent.begin()) {
            outcomes.report(reader, sent.run(), input);
            sent.run().bodyEnded(input);
        } else {
            outcomes.skip(reader);
        }
        sent.advance(1);
    }

    private void finish(Sent sent) {
        finished++;
        ledger.remove(sent);
        worker.sender().acknowledge(sent);
    }

    /** The worker has not begun the rest of a run: it was revoked, stopped, or taken back. */
    private void skipped(int seq) {
        Sent sent = ledger.find(seq);
        if (sent == null) {
            return;
        }
        finish(sent);
        if (!sent.isTaken()) {
            worker.tasks().returned(sent);
        }
    }

    private void progress(int seq, int input) throws StreamCorruptedException {
        Sent sent = ledger.find(seq);
        long done = in.getLong();
        long total = in.getLong();
        if (sent != null) {
            sent.run().progress(input, done, total);
        }
    }
}
