package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.RemoteFailure;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of its tasks.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
final class WorkerVoice {

    private final Outbox outbox;
    private volatile @Nullable WorkerPage page;

    WorkerVoice(Outbox outbox) {
        this.outbox = outbox;
    }

    void setPage(WorkerPage attached) {
        page = attached;
        outbox.setPage(attached);
    }

    /** Whether begins are noted in a page, where the parent may forbid them. */
    boolean isPaged() {
        return page != null;
    }

    /**
     * Notes the begin of an input where the parent sees it, whatever happens; false: it must not.
     */
    boolean begin(int seq, int input) {
        WorkerPage present = page;
        if (present == null) {
            synchronized (outbox) { // what is not in the page the parent hears before PAGED
                present = page;
                if (present == null) {
                    begun(seq, input);
                    return true;
                }
            }
        }
        return present.begin(seq, input);
    }

    private void begun(int seq, int input) {
        FrameBuffer out = new FrameBuffer(16);
        int start = Frames.begin(out, Frames.BEGUN);
        out.putInt(seq);
        out.putInt(input);
        Frames.end(out, start);
        outbox.append(out);
    }

    void skipped(int seq) {
        FrameBuffer out = new FrameBuffer(16);
        int start = Frames.begin(out, Frames.SKIPPED);
        out.putInt(seq);
        Frames.end(out, start);
        outbox.append(out);
    }

    void progress(int seq, int input, long done, long total) {
        FrameBuffer out = new FrameBuffer(32);
        int start = Frames.begin(out, Frames.PROGRESS);
        out.putInt(seq);
        out.putInt(input);
        out.putLong(done);
        out.putLong(total);
        Frames.end(out, start);
        sayNow(out);
    }

    void sayNow(FrameBuffer frame) {
        outbox.append(frame);
        outbox.flush();
    }

    /** Says what was not said yet. */
    void flush() {
        outbox.flush();
    }

    /** It can run tasks, or it is to be replaced. */
    void simple(byte type) {
        FrameBuffer out = new FrameBuffer(Frames.HEADER);
        Frames.end(out, Frames.begin(out, type));
        sayNow(out);
    }

    /** It cannot run tasks. */
    void broken(Throwable error, String worker, Values values) {
        byte[] frame =
                RemoteFailure.encode(
                        error, worker, ProcessHandle.current().pid(), values.serializer());
        FrameBuffer out = new FrameBuffer(frame.length + Frames.HEADER);
        int start = Frames.begin(out, Frames.BROKEN);
        out.write(frame, 0, frame.length);
        Frames.end(out, start);
        sayNow(out);
    }
}
