package io.quadriga.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A Unix-domain socket; each message has its length before it. */
final class SocketWire implements Wire {

    private final @Nullable ServerSocketChannel server;
    private final ByteBuffer buffer;
    private final byte[] received;
    private @Nullable SocketChannel channel;

    SocketWire(Side side, Path way, int bytes) throws IOException {
        received = new byte[bytes];
        buffer = ByteBuffer.allocateDirect(bytes + Integer.BYTES);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(way);
        if (side == Side.RECEIVER) {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(address);
            buffer.limit(0);
        } else {
            server = null;
            while (!Files.exists(way)) {
                LockSupport.parkNanos(1_000_000);
            }
            channel = SocketChannel.open(address);
        }
    }

    private SocketChannel channel() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            open = requireNonNull(server).accept();
            channel = open;
        }
        return open;
    }

    @Override
    public void send(byte[] message) throws IOException {
        buffer.clear().putInt(message.length).put(message).flip();
        while (buffer.hasRemaining()) {
            channel().write(buffer);
        }
    }

    @Override
    public void receive(Tally tally) throws IOException {
        fill(Integer.BYTES);
        int length = buffer.getInt();
        fill(length);
        buffer.get(received, 0, length);
        tally.add(received);
    }

    private void fill(int needed) throws IOException {
        while (buffer.remaining() < needed) {
            buffer.compact();
            int read = channel().read(buffer);
            buffer.flip();
            if (read < 0) {
                throw new EOFException("sender is gone");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
