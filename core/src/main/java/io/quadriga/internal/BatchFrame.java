package io.quadriga.internal;

import io.quadriga.spi.Run;
import org.jspecify.annotations.Nullable;

/** The place of a batch on its worker's stack; left before the last outcome, at most once. */
final class BatchFrame {

    private final WorkerThread on;
    private final @Nullable Run previous;
    private final int previousIndex;
    private boolean left;

    BatchFrame(WorkerThread on, Batch batch) {
        this.on = on;
        this.previousIndex = on.index();
        this.previous = on.pushFrame(batch);
    }

    void leave() {
        if (!left) {
            left = true;
            on.popFrame(previous, previousIndex);
        }
    }
}
