package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/** Putting several elements in their order, as many at a time as there is room for. */
final class PutAll implements Attempt, AutoCloseable {

    private final Producer producer;
    private final int spillFrom;
    private final byte[] records;
    private final int[] ends;
    private final int count;
    private int put;
    private Producer.@Nullable LargePut large; // the next one, if it is large

    PutAll(Producer producer, int spillFrom, byte[] records, int[] ends, int count) {
        this.producer = producer;
        this.spillFrom = spillFrom;
        this.records = records;
        this.ends = ends;
        this.count = count;
    }

    @Override
    public boolean isDone() {
        while (put < count) {
            int run = smallOnes();
            int done = run > put ? putRun(run) : putLarge();
            if (done == 0) {
                return false;
            }
            put += done;
        }
        return true;
    }

    /** Where the run of small elements ends that begins with the next one. */
    private int smallOnes() {
        int end = put;
        while (end < count && ends[end] - start(end) < spillFrom) {
            end++;
        }
        return end;
    }

    private int putRun(int end) {
        return producer.tryPutAll(records, ends, put, end);
    }

    private int putLarge() {
        Producer.LargePut next = large;
        if (next == null) {
            next = producer.large(records, start(put), ends[put] - start(put));
            large = next;
        }
        if (!next.isDone()) {
            return 0;
        }
        close();
        return 1;
    }

    private int start(int element) {
        return Ring.start(ends, element);
    }

    @Override
    public void close() {
        Producer.LargePut last = large;
        if (last != null) {
            large = null;
            last.close();
        }
    }
}
