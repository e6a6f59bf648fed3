package io.quadriga.thread.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that are parked or about to park, the latest first. A thread is in here exactly while
 * its state is {@link PoolThread#PARKED}, but for the instant in which both change under the lock.
 */
final class IdleThreads {

    private final ArrayDeque<PoolThread> stack = new ArrayDeque<>(); // under this
    private volatile int count; // written under this

    int count() {
        return count;
    }

    /** Announces a thread that is about to look a last time and park. */
    synchronized void add(PoolThread thread) {
        thread.markParked();
        stack.push(thread);
        count = stack.size();
    }

    /**
     * Takes a thread out that need not or must not park any more; {@code false} if it was woken.
     */
    synchronized boolean remove(PoolThread thread) {
        boolean removed = stack.remove(thread);
        if (removed) {
            thread.markFree();
            count = stack.size();
        }
        return removed;
    }

    /** Wakes the thread that is idle for the shortest time. */
    boolean wakeOne() {
        PoolThread thread = count == 0 ? null : pop();
        if (thread != null) {
            thread.unpark();
        }
        return thread != null;
    }

    void wakeAll() {
        for (PoolThread thread : popAll()) {
            thread.unpark();
        }
    }

    private synchronized @Nullable PoolThread pop() {
        PoolThread thread = stack.poll();
        if (thread != null) {
            thread.markWoken();
            count = stack.size();
        }
        return thread;
    }

    private synchronized List<PoolThread> popAll() {
        List<PoolThread> all = new ArrayList<>(stack);
        all.forEach(PoolThread::markWoken);
        stack.clear();
        count = 0;
        return all;
    }
}
