package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/** Leasing one element, tried again until it is there or never will be. */
final class Leasing implements Attempt {

    private final QueueCore queue;
    private final Frame into;
    private final long term;
    private LeaseCells.@Nullable Held held;

    Leasing(QueueCore queue, Frame into, long term) {
        this.queue = queue;
        this.into = into;
        this.term = term;
    }

    @Override
    public boolean isDone() {
        held = queue.consumer().tryLease(into, term);
        if (held == null && queue.isEnded()) {
            throw queue.closed("nothing is left to lease");
        }
        return held != null;
    }

    @Override
    public boolean isMoreLikely() {
        return queue.hasNext();
    }

    LeaseCells.@Nullable Held held() {
        return held;
    }
}
