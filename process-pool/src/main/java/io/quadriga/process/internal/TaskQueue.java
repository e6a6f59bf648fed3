package io.quadriga.process.internal;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What no worker has been sent: higher priority first, first-in first-out within equal. Revoked
 * runs stay until they are polled or swept.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none blocks.
 */
final class TaskQueue {

    private static final int SWEEP_EVERY = 1024;

    private final ConcurrentLinkedDeque<Envelope> normal = new ConcurrentLinkedDeque<>();
    private final Map<Integer, ConcurrentLinkedDeque<Envelope>> others =
            new ConcurrentSkipListMap<>((a, b) -> Integer.compare(b, a));
    private final AtomicInteger revoked = new AtomicInteger();

    void offer(Envelope envelope) {
        lane(envelope).addLast(envelope);
    }

    /** Puts back what was polled, before all of equal priority. */
    void putBack(Envelope envelope) {
        lane(envelope).addFirst(envelope);
    }

    private ConcurrentLinkedDeque<Envelope> lane(Envelope envelope) {
        int priority = envelope.run().priority();
        return priority == 0
                ? normal
                : others.computeIfAbsent(priority, _ -> new ConcurrentLinkedDeque<>());
    }

    /** Removes the next run that can still be entered, null if there is none. */
    @Nullable Envelope poll() {
        Envelope next = pollAny();
        while (next != null && next.run().isRevoked()) {
            next = pollAny();
        }
        return next;
    }

    private @Nullable Envelope pollAny() {
        if (others.isEmpty()) {
            return normal.pollFirst();
        }
        Envelope found = poll(1, Integer.MAX_VALUE);
        if (found == null) {
            found = normal.pollFirst();
        }
        return found == null ? poll(Integer.MIN_VALUE, -1) : found;
    }

    private @Nullable Envelope poll(int least, int most) {
        for (Map.Entry<Integer, ConcurrentLinkedDeque<Envelope>> lane : others.entrySet()) {
            if (lane.getKey() >= least && lane.getKey() <= most) {
                Envelope found = lane.getValue().pollFirst();
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    boolean isEmpty() {
        return normal.isEmpty()
                && (others.isEmpty() || others.values().stream().allMatch(Queue::isEmpty));
    }

    /** A run somewhere in here was revoked: now and then all of those are dropped. */
    void revoked() {
        if (revoked.incrementAndGet() % SWEEP_EVERY == 0) {
            normal.removeIf(envelope -> envelope.run().isRevoked());
            others.values().forEach(lane -> lane.removeIf(envelope -> envelope.run().isRevoked()));
        }
    }
}
