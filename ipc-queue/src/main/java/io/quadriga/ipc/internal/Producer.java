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
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
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
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        if (appended) {
            CrashPoint.BEFORE_SIGNAL.pass();
            takers.signal();
        }
        return appended;
    }

    /** Appends as many records as there is room for, as {@link Ring#appendAll}. */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
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
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                lock.left = true;
                throw e;
            }
        }
        if (appended > 0) {
            CrashPoint.BEFORE_SIGNAL.pass();
            takers.signal();
        }
        return appended;
    }

    /** Putting a frame into a segment of its own. Closed when it is put, or given up. */
    LargePut large(byte[] frame, int from, int length) {
        return new LargePut(length, spill -> slots.write(spill, frame, from));
    }

    /** The same for an array as element, which is not copied into a frame first. */
    LargePut large(byte[] array) {
        return new LargePut(Codec.frameLength(array), spill -> slots.writeArray(spill, array));
    }

    /** Whether no put that has passed its check is still under way. */
    boolean isQuiet() {
        if (!lock.lock()) {
            return false;
        }
        try {
            lock.unlock();
        } catch (StackOverflowError e) {
            lock.left = true;
            throw e;
        }
        return true;
    }

    /** The segment is written once; where it is, is put into the ring when there is room. */
    final class LargePut implements Attempt, AutoCloseable {

        private final int length;
        private final java.util.function.Consumer<SpillSlots.Spill> writing;
        private SpillSlots.@Nullable Spill spill;
        private boolean put;

        private LargePut(int length, java.util.function.Consumer<SpillSlots.Spill> writing) {
            this.length = length;
            this.writing = writing;
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
                writing.accept(written);
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
