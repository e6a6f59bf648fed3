package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of one worker's pipe. Whoever finds that something may be sent sends it, unless
 * somebody else does so already, who then looks again.
 *
 * <p><b>Blocking.</b> A pipe takes {@link #SAFE_BYTES} without a reader; only the writer thread
 * writes more, so nobody else ever waits for the worker.
 */
final class Sender {

    /** Two pages of a pipe next to one another are more than half full: 16 pages hold this. */
    private static final int SAFE_BYTES = 30_000;

    private static final int BATCH_BYTES = 16_000;
    private static final int KEPT_BYTES = 1 << 20;

    /** With so many it is full: one is worked on, one is ready. */
    private static final int MOST_LOADED = 2;

    private static final byte[] NOTHING = {};

    private final WorkerHandle worker;
    private final OutputStream pipe;
    private final TaskQueue queue;
    private final Ledger ledger;
    private final FunctionTable functions;
    private final Executor writer;
    private final Pulse pulse;

    private final ReentrantLock writing = new ReentrantLock();
    private FrameBuffer out = new FrameBuffer(4096); // under writing
    private @Nullable SegmentSlots slots; // under writing
    private int defined; // functions that the worker knows; under writing
    private final AtomicReference<@Nullable Envelope> held = // has no room in the pipe
            new AtomicReference<>(); // put there under writing
    private volatile boolean large; // held waits for the writer; written under writing
    private boolean closed; // under writing
    private final Queue<byte[]> urgent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unread = new AtomicInteger(); // bytes that it may not have read
    private final AtomicInteger loaded = new AtomicInteger(); // loaded runs that are not over

    Sender(
            WorkerHandle worker,
            OutputStream pipe,
            TaskQueue queue,
            FunctionTable functions,
            Executor writer,
            Pulse pulse) {
        this.worker = worker;
        this.pipe = pipe;
        this.queue = queue;
        this.ledger = worker.tasks().ledger();
        this.functions = functions;
        this.writer = writer;
        this.pulse = pulse;
    }

    /** Sends a frame as soon as possible; it may wait behind a large one. Never blocks. */
    void sendUrgently(byte[] frame) {
        urgent.add(frame);
        pump();
    }

    /** Tells a spare worker all functions that are known, and lets it prepare them. */
    void sendFunctions() {
        writing.lock();
        try {
            FrameBuffer all = new FrameBuffer(1024);
            for (; defined < functions.size(); defined++) {
                define(defined, all);
            }
            Frames.end(all, Frames.begin(all, Frames.DEFINE));
            urgent.add(all.toByteArray());
        } finally {
            writing.unlock();
        }
        writer.execute(this::pump); // may be more than the pipe takes
    }

    private void define(int number, FrameBuffer into) {
        byte[] definition = functions.definition(number);
        int start = Frames.begin(into, Frames.DEFINE);
        into.write(definition, 0, definition.length);
        Frames.end(into, start);
    }

    /** Sends a frame of any size, before any task: the first thing that the worker gets. */
    void sendFirst(byte[] frame) {
        if (frame.length <= SAFE_BYTES / 2) {
            sendUrgently(frame);
            return;
        }
        urgent.add(frame);
        writer.execute(this::pump);
    }

    /** The worker has read all of a run. */
    void acknowledge(Sent sent) {
        unread.addAndGet(-sent.bytes);
        if (sent.loaded) {
            loaded.decrementAndGet();
        }
    }

    /** Sends what may be sent. Never blocks. */
    void pump() {
        boolean more = hasWork();
        while (more && writing.tryLock()) {
            try {
                more = send(false);
            } finally {
                writing.unlock();
            }
            more = more && hasWork(); // after the unlock: others have left it to us
        }
    }

    private boolean hasWork() {
        if (!urgent.isEmpty()) {
            return true;
        }
        Envelope waiting = held.get();
        if (large || !worker.hasCredit()) {
            return false;
        }
        if (waiting == null) {
            return !queue.isEmpty();
        }
        if (waiting.isLoaded()) {
            return loaded.get() < MOST_LOADED;
        }
        int bytes = waiting.frameSize(); // the writer sends a large one, if it had no credit again
        return bytes > SAFE_BYTES / 2 || unread.get() + bytes <= SAFE_BYTES;
    }

    private void sendLarge() {
        writing.lock();
        try {
            large = false;
            send(true);
        } finally {
            writing.unlock();
        }
        pump();
    }

    /** Writes once; false if nothing was found to write. Under the lock. */
    private boolean send(boolean byWriter) {
        out.truncate(0);
        for (byte[] frame = urgent.poll(); frame != null; frame = urgent.poll()) {
            out.write(frame, 0, frame.length);
        }
        while (out.size() < BATCH_BYTES && !large && worker.hasCredit()) {
            Envelope next = next();
            if (next == null) {
                break;
            }
            if (next.isLoaded() && loaded.get() >= MOST_LOADED) {
                hold(next, false);
                break;
            }
            int bytes = definitionSize(next) + next.frameSize();
            if (!byWriter && (next.isLoaded() || unread.get() + bytes > SAFE_BYTES)) {
                hold(next, next.isLoaded() || bytes > SAFE_BYTES / 2);
                break;
            }
            tryAdd(next, bytes);
        }
        return flush();
    }

    private @Nullable Envelope next() {
        Envelope waiting = takeHeld();
        return waiting == null || waiting.run().isRevoked() ? queue.poll() : waiting;
    }

    /** Waits for room, which the next results make, or for the writer. */
    private void hold(Envelope envelope, boolean forWriter) {
        held.set(envelope);
        large = forWriter;
        if (forWriter) {
            try {
                writer.execute(this::sendLarge);
            } catch (Error noThread) {
                large = false; // whoever pumps next tries again
                throw noThread;
            }
        }
    }

    private int definitionSize(Envelope envelope) {
        int bytes = 0;
        for (int number = defined; number <= envelope.function(); number++) {
            bytes += Frames.HEADER + functions.definition(number).length;
        }
        return bytes;
    }

    private void tryAdd(Envelope envelope, int bytes) {
        try {
            add(envelope, bytes);
        } catch (RuntimeException | Error incomplete) { // no memory: the ledger has it already
            closed = true;
            worker.unsendable(incomplete);
        }
    }

    private void add(Envelope envelope, int bytes) {
        // What the writer has written may fill the pipe: nothing more by others before it is read.
        int share = envelope.isLoaded() ? SAFE_BYTES : Math.min(bytes, SAFE_BYTES);
        Sent sent = ledger.add(envelope, share);
        if (envelope.isLoaded()) {
            loaded.incrementAndGet();
            load(sent);
        }
        for (; defined <= envelope.function(); defined++) {
            define(defined, out);
        }
        int start = Frames.begin(out, Frames.TASK);
        out.putInt(sent.seq);
        out.write(envelope.body(), 0, envelope.body().length);
        Frames.end(out, start);
        unread.addAndGet(share);
        worker.sent(envelope.run().size());
    }

    /**
     * Puts what is too long for the pipe where the worker finds it, or else into the pipe, at once:
     * gathered it may be more than there is memory.
     */
    private void load(Sent sent) {
        SegmentSlots into = slots;
        if (into == null) {
            into = new SegmentSlots(LaunchDirectory.inMemory(), worker.pid(), Frames.SEGMENT);
            slots = into;
        }
        for (Baggage.Piece piece : sent.envelope.baggage()) {
            byte[] bytes = piece.bytes();
            int slot = into.put(bytes, 0, bytes.length, out);
            byte[] here = slot < 0 ? bytes : NOTHING;
            int start = Frames.begin(out, Frames.PAYLOAD);
            out.putInt(sent.seq);
            out.putLong(piece.ticket());
            out.putInt(slot);
            Frames.end(out, start, here.length);
            if (here.length > 0) {
                flush();
                write(here, here.length);
                out.truncate(0);
            }
        }
    }

    private boolean flush() {
        if (out.size() == 0) {
            return false;
        }
        write(out.array(), out.size());
        if (out.array().length > KEPT_BYTES) {
            out = new FrameBuffer(4096);
        }
        return true;
    }

    private void write(byte[] bytes, int length) {
        try {
            if (!closed) {
                pipe.write(bytes, 0, length);
                pipe.flush();
                pulse.wake();
            }
        } catch (IOException broken) {
            closed = true; // the worker is gone, its receiver sees that and what it had
        }
    }

    private @Nullable Envelope takeHeld() {
        return held.get() == null ? null : held.getAndSet(null);
    }

    /**
     * Gives back what has no place in the pipe yet; false if there is nothing. Takes no lock: the
     * writer has it for as long as a worker does not read.
     */
    boolean giveBack() {
        boolean soon = large && !worker.tasks().isSilent(); // the writer is about to send it
        Envelope waiting = soon ? null : takeHeld();
        if (waiting != null) {
            queue.putBack(waiting);
        }
        return waiting != null;
    }

    /** Sends nothing more; what had no place in the pipe goes back to the queue. */
    void close() {
        writing.lock();
        try {
            closed = true;
            Envelope waiting = takeHeld();
            if (waiting != null) {
                queue.putBack(waiting);
            }
            if (slots != null) {
                slots.close();
                slots = null;
            }
        } finally {
            writing.unlock();
        }
    }
}
