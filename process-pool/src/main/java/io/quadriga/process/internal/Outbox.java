package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a worker has to say to its parent, gathered so that many frames share a write.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once. <b>Blocking.</b>
 * Waits while the parent does not read.
 */
final class Outbox {

    private static final int BATCH_BYTES = 32 << 10;
    private static final long BATCH_NANOS = 200_000;

    private final OutputStream pipe;
    private final FrameBuffer gathered = new FrameBuffer(BATCH_BYTES);
    private long sinceNanos;

    Outbox(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** Says something when it suits: at the latest 200 us after what was said before. */
    synchronized void append(FrameBuffer frame) {
        if (gathered.size() + frame.size() > BATCH_BYTES) {
            flush();
            if (frame.size() > BATCH_BYTES) {
                write(frame);
                return;
            }
        }
        if (gathered.size() == 0) {
            sinceNanos = System.nanoTime();
        }
        gathered.write(frame.array(), 0, frame.size());
        if (System.nanoTime() - sinceNanos > BATCH_NANOS) {
            flush();
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
