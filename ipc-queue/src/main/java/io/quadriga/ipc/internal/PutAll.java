package io.quadriga.ipc.internal;

/** Putting several elements, as many at a time as there is room for. */
final class PutAll implements Attempt {

    private final QueueCore queue;
    private final byte[] frames;
    private final int[] ends;
    private final int count;
    private int put;

    PutAll(QueueCore queue, byte[] frames, int[] ends, int count) {
        this.queue = queue;
        this.frames = frames;
        this.ends = ends;
        this.count = count;
    }

    @Override
    public boolean isDone() {
        int start = put == 0 ? 0 : ends[put - 1];
        put += queue.tryPutAll(frames, start, ends, put, count);
        return put == count;
    }
}
