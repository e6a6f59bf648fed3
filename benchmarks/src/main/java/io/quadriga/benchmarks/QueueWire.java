package io.quadriga.benchmarks;

import io.quadriga.Lease;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Ours: an {@code IpcQueue<byte[]>} through its public methods. */
class QueueWire implements Wire {

    /** Elements that are on their way at most, for every peer that has such a bound. */
    static final int DEPTH = 1024;

    /** The same for messages that are large. */
    static final int LARGE_DEPTH = 64;

    private static final int AT_ONCE = 32;
    private static final int DRAINED = 64;

    final IpcQueue<byte[]> queue;

    private QueueWire(Path way, int bytes) {
        queue =
                IpcQueue.createOrAttach(
                        way.getFileName().toString(),
                        IpcQueueOptions.defaults().capacity(depth(bytes)));
    }

    static int depth(int bytes) {
        return bytes >= 32 << 10 ? LARGE_DEPTH : DEPTH;
    }

    static Wire open(String kind, Side side, Path way, int bytes) {
        return switch (kind) {
            case "queue" -> new QueueWire(way, bytes);
            case "polled" -> new Polled(way, bytes);
            case "batch" -> new Batch(way, bytes);
            case "lease" -> new Leased(way, bytes);
            default ->
                    throw new IllegalArgumentException(
                            "no such wire: kind=" + kind + ", side=" + side);
        };
    }

    @Override
    public void send(byte[] message) throws Exception {
        queue.put(message);
    }

    @Override
    public void receive(Tally tally) throws Exception {
        tally.add(queue.take());
    }

    @Override
    public void close() {
        queue.close();
    }

    /** By looking again and again: a receiver that stays awake. */
    private static final class Polled extends QueueWire {
        private Polled(Path way, int bytes) {
            super(way, bytes);
        }

        @Override
        public void receive(Tally tally) {
            byte[] message = queue.poll();
            while (message == null) {
                Thread.onSpinWait();
                message = queue.poll();
            }
            tally.add(message);
        }
    }

    /** By the batch calls. */
    private static final class Batch extends QueueWire {
        private final List<byte[]> received = new ArrayList<>();

        private Batch(Path way, int bytes) {
            super(way, bytes);
        }

        @Override
        public void send(byte[] message) throws Exception {
            queue.putAll(Collections.nCopies(message[0] == END ? 1 : AT_ONCE, message));
        }

        @Override
        public void receive(Tally tally) throws Exception {
            received.clear();
            if (queue.drainTo(received, DRAINED) == 0) {
                received.add(queue.take());
            }
            for (int i = 0; i < received.size(); i++) {
                tally.add(received.get(i));
            }
        }
    }

    /** By lease and acknowledgement. */
    private static final class Leased extends QueueWire {
        private static final Duration TERM = Duration.ofMinutes(1);

        private Leased(Path way, int bytes) {
            super(way, bytes);
        }

        @Override
        public void receive(Tally tally) throws Exception {
            Lease<byte[]> lease = Objects.requireNonNull(queue.lease(TERM, TERM), "lease");
            tally.add(lease.value());
            lease.ack();
        }
    }
}
