package io.quadriga.ipc.internal;

import io.quadriga.ipc.MessageTooLongException;

/** One direction of a pipe: the ring, and where its senders and receivers wait. */
final class PipeChannel {

    private final Ring ring;
    private final SpillSlots slots;
    private final Records records;
    private final OwnedLock producing;
    private final OwnedLock consuming;
    private final Gate receivers;
    private final Gate senders;
    private final int spillFrom;
    private final Spin sendingSpin = new Spin();
    private final Spin receivingSpin = new Spin();

    PipeChannel(SharedFile file, PipeLayout layout, int from) {
        String what = from == 0 ? "forward-" : "backward-";
        int gate = PipeLayout.GATES * from;
        ring = new Ring(file.memory(), layout.ring(from), file.toString());
        slots =
                new SpillSlots(
                        file,
                        layout.slotsAt(from),
                        layout.slots(),
                        layout.slots(),
                        "spill-" + what);
        records = new Records(ring, slots, false);
        producing = file.lock(layout.producerLockAt(from), what + "sender lock");
        consuming = file.lock(layout.consumerLockAt(from), what + "receiver lock");
        receivers =
                file.gate(
                        layout.receiversAt(from),
                        gate + PipeLayout.RECEIVERS_INDEX,
                        what + "receivers");
        senders =
                file.gate(
                        layout.sendersAt(from), gate + PipeLayout.SENDERS_INDEX, what + "senders");
        spillFrom = Ring.spillFrom(layout.ringBytes());
        file.onDeath(this::isSettled);
    }

    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    private boolean isSettled(int deadStamp) {
        if (!consuming.lock()) {
            return false;
        }
        try {
            slots.recover(spill ->
                    ring.any((payload, length) -> slots.parse(payload, length).isSame(spill)));
            return true;
        } finally {
            try {
                consuming.unlock();
            } catch (StackOverflowError e) {
                consuming.left = true;
                throw e;
            }
        }
    }

    /** Makes what a handle sends with. */
    Producer producer(Runnable checkOpen) {
        return new Producer(producing, ring, slots, receivers, checkOpen);
    }

    /** Waits until no send of this process that has passed its check is under way. */
    void awaitQuiet(Producer producer) {
        while (!producer.isQuiet() && producing.isMine()) {
            Thread.onSpinWait();
        }
    }

    boolean hasNext() {
        return ring.hasNext();
    }

    /**
     * Takes one message.
     *
     * @return {@code false} if there is none, or the lock was not to be had
     * @throws MessageTooLongException if it is longer; it stays
     */
    @SuppressWarnings("Finally") // an unlock without stack: nothing else matters then
    boolean isTaken(Frame into, int longest) {
        if (!ring.hasNext() || !consuming.lock()) {
            return false;
        }
        try {
            CrashPoint.CONSUMER_LOCKED.pass();
            long head = ring.head();
            long header = ring.headerAt(head);
            if (header == 0) {
                return false;
            }
            int length = ring.length(head, header);
            int message = records.elementLength(head, header, length, into);
            if (message > longest) {
                throw new MessageTooLongException(message, longest);
            }
            records.copy(head, header, length, into);
            records.claim(into);
            ring.takeUntil(ring.after(head, length));
        } finally {
            try {
                consuming.unlock();
            } catch (StackOverflowError e) {
                consuming.left = true;
                throw e;
            }
        }
        records.finish(into);
        CrashPoint.BEFORE_SIGNAL.pass();
        senders.signal();
        return true;
    }

    boolean isLarge(int length) {
        return length >= spillFrom;
    }

    Gate receivers() {
        return receivers;
    }

    Gate senders() {
        return senders;
    }

    Spin sendingSpin() {
        return sendingSpin;
    }

    Spin receivingSpin() {
        return receivingSpin;
    }

    void wakeAll() {
        receivers.signalAll();
        senders.signalAll();
    }
}
