package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Large values in a worker: those that its runs need, by their tickets, and results on their way to
 * the parent. On the start path: shared memory is not touched before there is a large value.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
final class WorkerPayloads implements Payloads {

    private final Outbox outbox;
    private final Map<Long, Arrived> arrived = new HashMap<>(); // monitor
    private volatile boolean any; // has arrived and was not read
    private @Nullable SegmentViews views; // monitor
    private @Nullable SegmentSlots results; // monitor
    private String directory = ""; // monitor

    /** A value of a run: in a slot, or here. */
    private record Arrived(int seq, int slot, byte @Nullable [] here) {}

    WorkerPayloads(Outbox outbox) {
        this.outbox = outbox;
    }

    // ---- what the parent says

    /** Where the segments of this worker are made. */
    synchronized void setDirectory(String path) {
        directory = path;
    }

    /** The parent has made a segment. */
    void made(FrameReader frame) {
        views().made(frame.readInt(), Values.readName(frame));
    }

    /** A value of the run with this number has arrived. */
    synchronized void arrived(FrameReader frame) {
        int seq = frame.readInt();
        long ticket = frame.readLong();
        int slot = frame.readInt();
        byte[] here = null;
        if (slot < 0) {
            int length = frame.remaining();
            int start = frame.skip(length);
            here = Arrays.copyOfRange(frame.array(), start, start + length);
        }
        arrived.put(ticket, new Arrived(seq, slot, here));
        any = true;
    }

    /** A run is over: what it has not read is dropped. */
    void over(int seq) {
        if (any) {
            dropAllOf(seq);
        }
    }

    private synchronized void dropAllOf(int seq) {
        List<Long> unread = new ArrayList<>();
        for (Map.Entry<Long, Arrived> each : arrived.entrySet()) {
            if (each.getValue().seq() == seq) {
                unread.add(each.getKey());
            }
        }
        for (long ticket : unread) {
            release(ticket);
        }
        any = !arrived.isEmpty();
    }

    private synchronized SegmentViews views() {
        SegmentViews present = views;
        if (present == null) {
            present = new SegmentViews();
            views = present;
        }
        return present;
    }

    // ---- what the codec asks

    @Override
    public int threshold() {
        return LARGE;
    }

    @Override
    public synchronized long put(byte[] bytes, int offset, int length) {
        SegmentSlots slots = results;
        if (slots == null) {
            slots =
                    new SegmentSlots(
                            Path.of(directory),
                            ProcessHandle.current().pid(),
                            Frames.SEGMENT_OF_WORKER);
            results = slots;
        }
        FrameBuffer told = new FrameBuffer(64);
        int slot = slots.put(bytes, offset, length, told);
        if (told.size() > 0) {
            outbox.append(told);
        }
        return slot;
    }

    @Override
    public ByteBuffer get(long ticket, int length) {
        Arrived found;
        synchronized (this) {
            found = arrived.get(ticket);
        }
        if (found == null) {
            throw FrameReader.damaged("ticket=" + ticket);
        }
        byte[] here = found.here();
        return here == null ? views().get(found.slot(), length) : ByteBuffer.wrap(here);
    }

    @Override
    public synchronized void release(long ticket) {
        Arrived found = arrived.remove(ticket);
        if (found != null && found.slot() >= 0) {
            views().free(found.slot());
        }
    }
}
