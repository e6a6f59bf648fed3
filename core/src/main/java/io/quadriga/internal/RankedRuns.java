package io.quadriga.internal;

import io.quadriga.spi.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a priority other than 0: higher first, first-in first-out within equal. A heap under
 * a lock, with its counts readable without it. No code but {@link Run#isRevoked} runs under the
 * lock.
 */
final class RankedRuns {

    private record Ranked(int priority, long number, Run run) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(number, other.number);
        }
    }

    private final Object lock = new Object();
    private final PriorityQueue<Ranked> heap = new PriorityQueue<>(); // under lock
    private boolean closed; // under lock
    private volatile int above; // of a priority above 0; written under lock
    private volatile int size; // written under lock
    private volatile long offers; // grows; written under lock

    boolean offer(Run run, int priority) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            long number = offers + 1;
            heap.add(new Ranked(priority, number, run));
            offers = number; // before the counts: who sees 0 and then the same number saw none at
            // all
            recount(priority, 1);
            return true;
        }
    }

    /** The first one if it goes before priority 0. */
    @Nullable Run pollAbove() {
        if (above == 0) {
            return null;
        }
        synchronized (lock) {
            return above == 0 ? null : removeFirst();
        }
    }

    @Nullable Run poll() {
        if (size == 0) {
            return null;
        }
        synchronized (lock) {
            return removeFirst();
        }
    }

    private @Nullable Run removeFirst() {
        Ranked first = heap.poll();
        if (first == null) {
            return null;
        }
        recount(first.priority, -1);
        return first.run;
    }

    private void recount(int priority, int change) {
        if (priority > 0) {
            above += change;
        }
        size += change;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many were ever offered: the same number twice means none in between. */
    long offers() {
        return offers;
    }

    /** Closes, and another queue in the same instant. */
    void closeWith(SegmentedRunQueue other) {
        synchronized (lock) {
            closed = true;
            other.close();
        }
    }

    void forEach(Consumer<? super Run> visitor) {
        List<Ranked> snapshot;
        synchronized (lock) {
            snapshot = new ArrayList<>(heap);
        }
        snapshot.forEach(ranked -> visitor.accept(ranked.run));
    }

    void sweep() {
        synchronized (lock) {
            heap.removeIf(ranked -> {
                boolean revoked = ranked.run.isRevoked();
                if (revoked) {
                    recount(ranked.priority, -1);
                }
                return revoked;
            });
        }
    }
}
