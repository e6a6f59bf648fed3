package io.quadriga.benchmarks;

import static java.util.Objects.requireNonNull;

import io.quadriga.ipc.Connection;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.Pipe;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Ours: a one-way pipe, received into one buffer again and again, as from a socket. */
final class PipeWire implements Wire {

    private final IpcQueue<Connection<byte[]>> meeting;
    private final Connection<byte[]> connection;
    private final ByteBuffer received;

    PipeWire(Side side, Path way, int bytes) throws InterruptedException {
        meeting =
                IpcQueue.createOrAttach(
                        way.getFileName().toString(), IpcQueueOptions.defaults().capacity(1));
        received = ByteBuffer.wrap(new byte[bytes]);
        if (side == Side.SENDER) {
            Pipe<byte[]> pipe = Pipe.openOneWay();
            connection = pipe.second();
            meeting.put(pipe.first());
        } else {
            connection = requireNonNull(meeting.take());
        }
    }

    @Override
    public void send(byte[] message) throws InterruptedException {
        connection.sendBytes(message);
    }

    @Override
    public void receive(Tally tally) throws InterruptedException {
        connection.receiveInto(received.clear());
        tally.add(received.array());
    }

    @Override
    public void close() {
        connection.close();
        meeting.close();
    }
}
