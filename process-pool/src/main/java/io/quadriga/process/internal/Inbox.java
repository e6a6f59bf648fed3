package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where the task thread of a worker gets its frames from. */
final class Inbox {
    /*
     * The task thread reads the pipe itself: no other thread stands between parent and task. While a
     * body takes long the listener reads instead, so that interrupts and the end of the parent are
     * heard, and goes on until the task thread has done all that came meanwhile.
     *
     *     READING ── beginRun ──> IN_RUN ── takeOver (listener) ──> LISTENED
     *        └<───── endRun ────────┘                                  │
     *        └<───── giveBack (listener, when the task thread waits) ──┘
     *
     *   I1. In READING and IN_RUN the stream belongs to the task thread, which does not touch it in
     *       IN_RUN; in LISTENED it belongs to the listener.
     *   I2. The bytes of the run being performed are not moved: who takes over copies the rest.
     *   I3. An interrupt is given once, under the monitor, while `current` is the body that it is meant
     *       for: by the listener, or by the task thread itself if it was asked for too early. The task
     *       thread passes through the monitor after a body that somebody may be interrupting: an
     *       interrupt reaches that body or nothing.
     *
     * Ordering. The listener writes `wanted` and then reads `current`, the task thread the other way
     * round; all are volatile, so one of them sees the other. At the end of a body the task thread
     * writes `current` and then reads `state`: if nobody listens there, who listens later sees that
     * write.
     */
    private static final int READING = 0;
    private static final int IN_RUN = 1;
    private static final int LISTENED = 2;

    private static final long NOTHING = -1;

    private final AtomicInteger state = new AtomicInteger(READING);
    private FrameStream stream; // by I1
    private final Queue<Frame> handedOver = new ArrayDeque<>(); // monitor
    private boolean waiting; // monitor
    private volatile long current = NOTHING;
    private volatile long wanted = NOTHING;
    private boolean given; // what is wanted, to the body; monitor
    private @Nullable Thread taskThread;

    /** A frame that the listener has read. */
    private record Frame(byte type, byte[] rest) {}

    // the frame that next() has found
    private byte type;
    private byte[] bytes = {};
    private int at;
    private int length;

    Inbox(InputStream pipe) {
        this.stream = new FrameStream(pipe, 1 << 16);
    }

    // ---- the task thread

    /** Goes to the next frame, waiting for it; false at the end. Says first what is to be said. */
    boolean next(Outbox outbox) throws IOException {
        while (state.get() != READING || !handedOver.isEmpty()) {
            Frame frame = poll(outbox);
            if (frame != null) {
                type = frame.type();
                bytes = frame.rest();
                at = 0;
                length = bytes.length;
                return true;
            }
        }
        while (!stream.next()) {
            outbox.flush();
            if (!stream.fill()) {
                return false;
            }
        }
        type = stream.type();
        bytes = stream.bytes();
        at = stream.at();
        length = stream.left();
        return true;
    }

    private synchronized @Nullable Frame poll(Outbox outbox) {
        while (handedOver.isEmpty() && state.get() == LISTENED) {
            outbox.flush();
            waiting = true;
            try {
                wait();
            } catch (InterruptedException stray) { // meant for a body that is over: go on waiting
            }
            waiting = false;
        }
        return handedOver.poll();
    }

    byte type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    int length() {
        return length;
    }

    /** The bodies of a run are performed from now on. */
    void beginRun() {
        if (state.get() == READING) {
            state.set(IN_RUN);
        }
    }

    void endRun() {
        state.compareAndSet(IN_RUN, READING);
    }

    /** A body of the run begins. */
    void beginBody(int seq, int input) {
        long key = key(seq, input);
        current = key;
        if (wanted == key) {
            giveWanted();
        }
    }

    /** It has ended: no interrupt meant for it, or left behind by it, outlives this. */
    void endBody() {
        current = NOTHING;
        if (state.get() == LISTENED) {
            passThrough();
        }
        Thread.interrupted();
    }

    private synchronized void giveWanted() {
        Thread thread = taskThread;
        if (current == wanted && !given && thread != null) {
            given = true;
            thread.interrupt();
        }
    }

    /** Lets an interrupt arrive that is being given. */
    private synchronized void passThrough() {}

    /** Whether the parent has interrupted an input of this run. */
    boolean isStopped(int seq) {
        long asked = wanted;
        return asked != NOTHING && (int) (asked >> 32) == seq;
    }

    private static long key(int seq, int input) {
        return ((long) seq << 32) | (input & 0xffff_ffffL);
    }

    // ---- the watcher

    void setTaskThread(Thread thread) {
        taskThread = thread;
    }

    /** Which body runs, as a number that no other one has for long. */
    long body() {
        return current;
    }

    boolean isInBody() {
        return state.get() != READING && current != NOTHING;
    }

    // ---- the listener

    /** Reads in place of the task thread, if it is in a run. */
    boolean tryTakeOver() {
        if (!state.compareAndSet(IN_RUN, LISTENED)) {
            return false;
        }
        stream = stream.split();
        return true;
    }

    /** Hands over what comes until the task thread waits for it, or all came; false at the end. */
    boolean listen() throws IOException {
        do {
            while (stream.next()) {
                if (stream.type() == Frames.INTERRUPT) {
                    interrupt(stream.getInt(), stream.getInt());
                } else {
                    handOver(new Frame(stream.type(), stream.rest()));
                }
                if (stream.type() == Frames.LEAVE) {
                    wake();
                    return true; // the last one: a JVM that ends waits 300 ms for who is in a read
                }
            }
            if (giveBack()) {
                return true;
            }
        } while (stream.fill());
        return false;
    }

    private synchronized void handOver(Frame frame) {
        handedOver.add(frame);
    }

    /** This process is about to end: what was handed over and not taken is not begun. */
    synchronized void drop() {
        handedOver.clear();
    }

    private synchronized void wake() {
        notify();
    }

    private synchronized boolean giveBack() {
        if (!waiting || handedOver.isEmpty()) {
            return false;
        }
        state.set(READING);
        notify();
        return true;
    }

    private synchronized void interrupt(int seq, int input) {
        wanted = key(seq, input);
        given = false;
        giveWanted();
    }
}
