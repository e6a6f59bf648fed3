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

    private final OutputStream pipe;
    private final FrameBuffer gathered = new FrameBuffer(BATCH_BYTES);
    private long position; // of all that was said
    private long sinceNanos;
    private @Nullable WorkerPage page;

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

    /** Says something when it suits: at the latest 200 us after what was said before. */
    synchronized void append(FrameBuffer frame) {
        if (gathered.size() + frame.size() > BATCH_BYTES) {
            flush();
        }
        if (frame.size() > BATCH_BYTES) {
            write(frame);
            advance(frame, false);
            return;
        }
        long now = System.nanoTime();
        if (gathered.size() == 0) {
            sinceNanos = now;
        }
        gathered.write(frame.array(), 0, frame.size());
        advance(frame, true);
        if (page == null || now - sinceNanos > BATCH_NANOS) {
            flush();
        }
    }

    private void advance(FrameBuffer frame, boolean keep) {
        WorkerPage present = page;
        if (present != null && keep) {
            present.commit(position, frame.array(), frame.size());
        }
        position += frame.size();
        if (present != null && !keep) {
            present.committed(position);
        }
    }

    /** Says it now. */
    synchronized void flush() {
        if (gathered.size() > 0) {
            write(gathered);
            gathered.truncate(0);
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
