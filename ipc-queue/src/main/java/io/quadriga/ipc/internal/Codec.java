package io.quadriga.ipc.internal;

import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns elements into frames and back, in buffers that each thread keeps. */
public final class Codec {

    private static final int KEPT_BYTES = 128 << 10;
    private static final int FIRST_BYTES = 256;
    private static final int SOME = 256;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private static final ObjectInputFilter FILTER = Filters.classPath(Limits.standard());
    private static final Serializer SERIALIZER = Serializer.standard(FILTER, "element");
    private static final Serializer MESSAGES = Serializer.standard(FILTER, "message");

    private static final Cleaner DROPPED =
            Cleaner.create(Thread.ofPlatform().daemon().name("quadriga-handles").factory());

    /** What the frame of a {@code byte[]} begins with; the array follows. */
    static final byte ARRAY_TAG = SERIALIZER.encode(new byte[0])[0];

    /** Often a handle has one thread: a look at it is cheaper than the thread's own table. */
    private record First(Thread thread, Scratch scratch) {}

    private @Nullable First first; // benign race: any thread will do, and a record is whole

    private Cleaner.@Nullable Cleanable dropped; // guarded by this

    /** Makes a codec for any elements that the class path knows. */
    public Codec() {}

    /**
     * Releases what a handle with this codec holds when nobody can reach the handle any more.
     * Operations that have scratch are waited for.
     */
    public synchronized void releaseWhenDropped(QueueCore core) {
        dropped = DROPPED.register(this, core::release);
    }

    /** Releases it now, once. */
    public synchronized void release(QueueCore core) {
        if (dropped != null) {
            dropped.clean();
        } else {
            core.release();
        }
    }

    /** How long the frame of an array is. */
    static int frameLength(byte[] array) {
        return array.length + 1;
    }

    /** How long the array of such a frame is. */
    static int arrayLength(int frameLength) {
        return frameLength - 1;
    }

    /** The buffers of this thread, or new ones while an element of this thread is being coded. */
    public Scratch scratch() {
        First known = first;
        Scratch own =
                known != null && known.thread == Thread.currentThread()
                        ? known.scratch
                        : find(known);
        Scratch free = own.used ? new Scratch(own) : own;
        free.used = true;
        free.codec = this;
        return free;
    }

    private Scratch find(@Nullable First known) {
        Scratch own = SCRATCH.get();
        if (known == null || !known.thread.isAlive()) {
            first = new First(Thread.currentThread(), own);
        }
        return own;
    }

    /**
     * Arranges what is undone if the element that this thread encodes is not put or sent. What
     * another serializer encodes for something else is none of these.
     */
    static void ifNotSent(Runnable undo) {
        Scratch own = SCRATCH.get();
        if (own.used && own.nested == 0) {
            own.undoLater(undo);
        }
    }

    /** The buffers of one operation. */
    public static final class Scratch implements AutoCloseable {

        private final Frame frame = new Frame();
        private FrameBuffer out = new FrameBuffer(FIRST_BYTES);
        private int[] ends = new int[SOME];
        private boolean used;
        private @Nullable Codec codec; // whose operation it is
        private final @Nullable Scratch outer; // the thread's own, if that is used meanwhile
        private int nested; // operations within that of the thread's own
        private @Nullable List<Runnable> undo; // null: nothing

        private Scratch() {
            outer = null;
        }

        private Scratch(Scratch outer) {
            this.outer = outer;
            outer.nested++;
        }

        private void undoLater(Runnable step) {
            if (undo == null) {
                undo = new ArrayList<>();
            }
            undo.add(step);
        }

        /** What was encoded is sent, or may be: it is not undone. */
        public void sent() {
            undo = null;
        }

        private boolean sent(boolean isSent) {
            if (isSent) {
                undo = null;
            }
            return isSent;
        }

        /** Encodes one message of a pipe. */
        public void encode(@Nullable Object message) {
            MESSAGES.encode(message, out);
        }

        /** Puts one element, waiting for room. */
        public boolean put(QueueCore queue, Object element, long deadline)
                throws InterruptedException {
            if (element instanceof byte[] array && queue.isLarge(array)) {
                return queue.put(array, deadline);
            }
            SERIALIZER.encode(element, out);
            return sent(queue.put(out.array(), out.size(), deadline));
        }

        /** Puts one element, if there is room. */
        public boolean tryPut(QueueCore queue, Object element) {
            if (element instanceof byte[] array && queue.isLarge(array)) {
                return queue.tryPut(array);
            }
            SERIALIZER.encode(element, out);
            return sent(queue.tryPut(out.array(), out.size()));
        }

        /**
         * Encodes all elements, each behind the place of its header. Returns how many there are.
         */
        public int encodeAll(Collection<?> elements) {
            int count = 0;
            for (Object element : elements) {
                QueueCores.checkElement(element);
                out.claim(Ring.next(out.size()) - out.size()); // the place of the header
                SERIALIZER.encode(element, out);
                if (count == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                ends[count++] = out.size();
            }
            return count;
        }

        /** What was encoded. */
        public byte[] encoded() {
            return out.array();
        }

        /** How many bytes of that count. */
        public int encodedLength() {
            return out.size();
        }

        /** Where each of several frames ends. */
        public int[] ends() {
            return ends;
        }

        /** Where a taken frame goes. */
        public Frame frame() {
            return frame;
        }

        /** Takes several frames at once. Returns how many. */
        public int takeSome(QueueCore queue, int most) {
            return queue.tryTakeAll(frame, ends, KEPT_BYTES, Math.min(most, SOME));
        }

        /** The taken frame, undecoded. */
        public byte[] taken() {
            return Arrays.copyOf(frame.bytes(), frame.length());
        }

        /** Decodes the taken frame. */
        @SuppressWarnings({
            "unchecked",
            "TypeParameterUnusedInFormals"
        }) // the caller knows what was put
        public <T> @Nullable T decode() {
            byte[] array = frame.array();
            return (T)
                    (array != null ? array : SERIALIZER.decode(frame.bytes(), 0, frame.length()));
        }

        /**
         * Decodes frames that were taken together and adds them to a collection. One that cannot be
         * decoded does not cost the others: its exception is thrown at the end.
         */
        @SuppressWarnings("unchecked")
        public <T> void decodeAll(int count, Collection<? super T> target) {
            RuntimeException failure = null;
            int start = frame.start();
            if (start == 0) {
                target.add(this.<T>decode()); // it was taken alone
                return;
            }
            for (int i = 0; i < count; i++) {
                try {
                    target.add((T) SERIALIZER.decode(frame.bytes(), start, ends[i] - start));
                } catch (RuntimeException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
                start = Ring.next(ends[i]);
            }
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void close() {
            try {
                if (outer != null) {
                    outer.nested--;
                }
                if (undo != null) {
                    undo();
                }
                empty();
            } finally {
                Reference.reachabilityFence(codec); // see releaseWhenDropped
                codec = null;
                used = false;
            }
        }

        private void undo() {
            List<Runnable> steps = Objects.requireNonNull(undo);
            undo = null;
            steps.forEach(Runnable::run);
        }

        private void empty() {
            frame.trim();
            if (out.array().length > KEPT_BYTES) {
                out = new FrameBuffer(FIRST_BYTES);
            } else {
                out.truncate(0);
            }
            if (ends.length > SOME) {
                ends = new int[SOME];
            }
        }
    }
}
