package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One end of something that carries messages between processes. Used by one thread. */
interface Wire extends AutoCloseable {

    /** The first byte of the last message of a round. */
    byte END = -1;

    /** What one end has received. */
    final class Tally {
        private long count;
        private boolean ended;

        void add(byte[] message) {
            count++;
            ended = message[0] == END;
        }

        long count() {
            return count;
        }

        boolean isEnded() {
            return ended;
        }
    }

    /**
     * Sends a message, waiting for room; some wires send several copies of it, but not of the last
     * one.
     */
    void send(byte[] message) throws Exception;

    /** Receives at least one message, waiting for it. */
    void receive(Tally tally) throws Exception;

    @Override
    void close() throws IOException;

    /** Which end. */
    enum Side {
        SENDER,
        RECEIVER
    }

    /**
     * Opens an end.
     *
     * @param kind what carries the messages
     * @param way where, the same for both ends; {@code <name>-there} or {@code <name>-back}
     * @param bytes size of the messages
     */
    static Wire open(String kind, Side side, Path way, int bytes) throws Exception {
        Wire wire = bare(kind, side, way, bytes);
        if (wire == null) {
            wire = QueueWire.open(kind, side, way, bytes);
        }
        return wire;
    }

    private static @Nullable Wire bare(String kind, Side side, Path way, int bytes)
            throws Exception {
        return switch (kind) {
            case "aeron" -> new AeronWire(side, way, bytes);
            case "one-to-one", "many-to-one" -> new AgronaWire(kind, way, bytes);
            case "socket" -> new SocketWire(side, way, bytes);
            case "pipe" -> new PipeWire(side, way, bytes);
            case "cache-line", "futex" -> new WordWire(kind, way);
            default -> null;
        };
    }
}
