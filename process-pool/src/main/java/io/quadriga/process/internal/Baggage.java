package io.quadriga.process.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is too long for the frame of one run. It stays here until it is known which worker gets the
 * run, and as long as another one may have to get it.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
final class Baggage implements PayloadSink {

    private static final AtomicLong LAST_TICKET = new AtomicLong();

    private List<Piece> pieces = List.of();

    /** A value, and the ticket that stands for it in the frame. */
    record Piece(long ticket, byte[] bytes) {}

    List<Piece> pieces() {
        return pieces;
    }

    @Override
    public int threshold() {
        return LARGE;
    }

    @Override
    public long put(byte[] bytes, int offset, int length) {
        if (pieces.isEmpty()) {
            pieces = new ArrayList<>(2);
        }
        long ticket = LAST_TICKET.incrementAndGet();
        pieces.add(new Piece(ticket, Arrays.copyOfRange(bytes, offset, offset + length)));
        return ticket;
    }
}
