package io.quadriga.ipc.internal;

import org.jspecify.annotations.Nullable;

/** The side of a queue, or of one direction of a pipe, that puts. */
final class Producer {

    private final OwnedLock lock;
    private final Ring ring;
    private final SpillSlots slots;
    private final Gate takers;
    private final Runnable checkOpen;

    /**
     * Makes a side.
     *
     * @param takers where those wait who take
     * @param checkOpen throws if nothing can be put any more
     */
    Producer(OwnedLock lock, Ring ring, SpillSlots slots, Gate takers, Runnable checkOpen) {
        this.lock = lock;
        this.ring = ring;
        this.slots = slots;
        this.takers = takers;
        this.checkOpen = checkOpen;
    }

    /**
     * Appends one frame.
     *
     * @return {@code false} if there is no room, or the lock was not to be had
     * @throws RuntimeException as checkOpen does
     */
    boolean tryPut(byte[] frame, int from, int length, int flag) {
        if (!lock.lock()) {
            return false;
        }
        boolean appended;
        try {
            CrashPoint.PRODUCER_LOCKED.pass();
            checkOpen.run();
            appended = ring.append(frame, from, length, flag);
        } finally {
            lock.unlock();
        }
        if (appended) {
            CrashPoint.BEFORE_SIGNAL.pass();
            takers.signal();
        }
        return appended;
    }

    /** Appends as many records as there is room for, as {@link Ring#appendAll}. */
    int tryPutAll(byte[] records, int[] ends, int from, int to) {
        if (!lock.lock()) {
            return 0;
        }
        int appended;
        try {
            CrashPoint.PRODUCER_LOCKED.pass();
            checkOpen.run();
            appended = ring.appendAll(records, ends, from, to);
        } finally {
            lock.unlock();
        }
        if (appended > 0) {
            CrashPoint.BEFORE_SIGNAL.pass();
            takers.signal();
        }
        return appended;
    }

    /** Putting a frame into a segment of its own. Closed when it is put, or given up. */
    LargePut large(byte[] frame, int from, int length) {
        return new LargePut(frame, from, length);
    }

    /** Whether no put that has passed its check is still under way. */
    boolean isQuiet() {
        if (!lock.lock()) {
            return false;
        }
        lock.unlock();
        return true;
    }

    /** The segment is written once; where it is, is put into the ring when there is room. */
    final class LargePut implements Attempt, AutoCloseable {

        private final byte[] frame;
        private final int from;
        private final int length;
        private SpillSlots.@Nullable Spill spill;
        private boolean put;

        private LargePut(byte[] frame, int from, int length) {
            this.frame = frame;
            this.from = from;
            this.length = length;
        }

        @Override
        public boolean isDone() {
            checkOpen.run();
            SpillSlots.Spill written = spill;
            if (written == null) {
                slots.checkAny(length);
                written = slots.claim(length);
                if (written == null) {
                    return false;
                }
                spill = written;
                slots.write(written, frame, from);
            }
            put = tryPut(written.toBytes(), 0, SpillSlots.Spill.BYTES, Ring.FLAG);
            return put;
        }

        @Override
        public void close() {
            SpillSlots.Spill written = spill;
            if (!put && written != null) {
                slots.free(written);
            }
        }
    }
}
