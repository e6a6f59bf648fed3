package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A ring buffer of Agrona in a mapped file; both sides spin. */
final class AgronaWire implements Wire, MessageHandler {

    private static final int HEADER_BYTES = 16;
    private static final int AT_ONCE = 64;

    private final RingBuffer ring;
    private final byte[] received;
    private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
    private Tally tally = new Tally();

    AgronaWire(String kind, Path way, int bytes) throws IOException {
        long needed = (long) QueueWire.depth(bytes) * (bytes + HEADER_BYTES);
        long size = (Long.highestOneBit(needed - 1) << 1) + RingBufferDescriptor.TRAILER_LENGTH;
        try (FileChannel file =
                FileChannel.open(
                        way,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            UnsafeBuffer memory =
                    new UnsafeBuffer(file.map(FileChannel.MapMode.READ_WRITE, 0, size));
            ring =
                    kind.equals("one-to-one")
                            ? new OneToOneRingBuffer(memory)
                            : new ManyToOneRingBuffer(memory);
        }
        received = new byte[bytes];
    }

    @Override
    public void send(byte[] message) {
        if (source.byteArray() != message) {
            source.wrap(message);
        }
        while (!ring.write(1, source, 0, message.length)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void receive(Tally into) {
        tally = into;
        while (ring.read(this, AT_ONCE) == 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        buffer.getBytes(index, received, 0, length);
        tally.add(received);
    }

    @Override
    public void close() {}
}
