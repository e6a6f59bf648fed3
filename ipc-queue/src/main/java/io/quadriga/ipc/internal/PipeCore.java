package io.quadriga.ipc.internal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The view that one process has of a pipe: what all of its handles share. */
final class PipeCore {

    private final SharedFile file;
    private final PipeEnds ends;
    private final @Nullable PipeChannel forward;
    private final @Nullable PipeChannel backward;

    PipeCore(SharedFile file, PipeLayout layout) {
        this.file = file;
        ends = new PipeEnds(file, layout);
        forward = layout.hasDirection(0) ? new PipeChannel(file, layout, 0) : null;
        backward = layout.hasDirection(1) ? new PipeChannel(file, layout, 1) : null;
    }

    SharedFile file() {
        return file;
    }

    UUID id() {
        return file.header().id();
    }

    PipeEnds ends() {
        return ends;
    }

    /** The direction in which an end sends, {@code null} if there is none. */
    @Nullable PipeChannel from(int end) {
        return end == 0 ? forward : backward;
    }

    /** Whoever waits looks again: an end was closed. */
    void wakeAll() {
        if (forward != null) {
            forward.wakeAll();
        }
        if (backward != null) {
            backward.wakeAll();
        }
    }
}
