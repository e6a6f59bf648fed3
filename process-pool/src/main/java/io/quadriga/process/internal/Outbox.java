package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has to say to its parent, gathered so that many frames share a write. Once there is
 * a {@link WorkerPage}, what was said is not lost if this process dies before the write.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 *
 * <p><b>Blocking.</b> Waits while the parent does not read.
 */
final class Outbox {

    private static final int BATCH_BYTES = WorkerPage.RING / 2;
    private static final long BATCH_NANOS = 200_000;
    private static final int MOST_UNTIMED = 64;

    private static final int OUTCOMES_HEADER = Frames.HEADER + Integer.BYTES;
    private static final int CLOSED = -1;

    private final OutputStream pipe;
    private final FrameBuffer gathered = new FrameBuffer(BATCH_BYTES);
    private int frames; // and further outcomes, in what is gathered
    private int untimed; // so many more may come before the clock is looked at
    private long sinceNanos;
    private long position; // of all that was said
    private @Nullable WorkerPage page;

    // the frame that takes the next outcome of a run
    private int open = CLOSED; // where it begins in what is gathered
    private int openSeq;

    Outbox(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** Keeps what is said from now on in the page, and says that there is one. */
    synchronized void setPage(WorkerPage page) {
        flush();
        page.committed(position);
        this.page = page;
        FrameBuffer frame = new FrameBuffer(Frames.HEADER);
        Frames.end(frame, Frames.begin(frame, Frames.PAGED));
        append(frame);
        flush();
    }

    /** Says something when it suits: about 200 us after what was said before. */
    synchronized void append(FrameBuffer frame) {
        if (!hasRoom(frame.size())) {
            write(frame);
            position += frame.size();
            if (page != null) {
                page.committed(position);
            }
            return;
        }
        int start = gathered.size();
        gathered.write(frame.array(), 0, frame.size());
        open = CLOSED;
        gathered(start);
    }

    /** Says the next outcome of a run, in one frame with those before it where that is possible. */
    synchronized void appendOutcome(int seq, FrameBuffer outcome) {
        if (!hasRoom(OUTCOMES_HEADER + outcome.size())) {
            FrameBuffer frame = new FrameBuffer(OUTCOMES_HEADER + outcome.size());
            Frames.end(frame, begin(seq, outcome, frame));
            append(frame);
            return;
        }
        int start = gathered.size();
        if (open == CLOSED || openSeq != seq) {
            open = begin(seq, outcome, gathered);
            openSeq = seq;
        } else {
            gathered.write(outcome.array(), 0, outcome.size());
        }
        Frames.end(gathered, open);
        gathered(start);
    }

    private static int begin(int seq, FrameBuffer outcome, FrameBuffer into) {
        int start = Frames.begin(into, Frames.OUTCOMES);
        into.putInt(seq);
        into.write(outcome.array(), 0, outcome.size());
        return start;
    }

    /** Makes room for something; false if it is too large to be gathered. */
    private boolean hasRoom(int bytes) {
        if (gathered.size() + bytes > BATCH_BYTES) {
            flush();
        }
        return bytes <= BATCH_BYTES;
    }

    /** Something was added: keeps it in the page, and writes all if that is due. */
    private void gathered(int start) {
        WorkerPage present = page;
        if (present == null) {
            position += gathered.size() - start;
            flush();
            return;
        }
        if (open != CLOSED && open < start) {
            present.put(position - (start - open), gathered.array(), open, Integer.BYTES);
        }
        present.put(position, gathered.array(), start, gathered.size() - start);
        position += gathered.size() - start;
        present.committed(position);
        frames++;
        if (--untimed < 0) {
            look();
        }
    }

    /** Looks at the clock, and not again while as much as came until now needs no look. */
    private void look() {
        long now = System.nanoTime();
        if (frames == 1) {
            sinceNanos = now;
        }
        long spent = now - sinceNanos;
        if (spent > BATCH_NANOS) {
            flush();
        } else if (frames > 1) {
            untimed =
                    (int) Math.min(MOST_UNTIMED, frames * (BATCH_NANOS - spent) / (2 * spent + 1));
        }
    }

    /** Says what has waited for long, because the clock was not looked at. */
    synchronized void flushIfDue() {
        if (frames > 0 && System.nanoTime() - sinceNanos > BATCH_NANOS) {
            flush();
        }
    }

    /** Says it now. */
    synchronized void flush() {
        if (gathered.size() > 0) {
            write(gathered);
            gathered.truncate(0);
            open = CLOSED;
            frames = 0;
            untimed = 0;
        }
    }

    private void write(FrameBuffer bytes) {
        try {
            pipe.write(bytes.array(), 0, bytes.size());
            pipe.flush();
        } catch (IOException parentGone) {
            OrphanGuard.parentGone();
        }
    }
}
