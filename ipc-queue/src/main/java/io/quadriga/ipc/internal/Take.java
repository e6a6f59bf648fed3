package io.quadriga.ipc.internal;

/** Taking one element, tried again until it is there or never will be. */
record Take(QueueCore queue, Frame into) implements Attempt {

    @Override
    public boolean isDone() {
        if (queue.tryTake(into)) {
            return true;
        }
        if (queue.isEnded()) {
            throw queue.closed("nothing is left to take");
        }
        return false;
    }

    @Override
    public boolean isMoreLikely() {
        return queue.hasNext();
    }
}
