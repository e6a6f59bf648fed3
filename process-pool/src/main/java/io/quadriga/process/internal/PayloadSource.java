package io.quadriga.process.internal;

import java.nio.ByteBuffer;

/**
 * Where what was too long for a pipe is found, by the ticket that came in its place.
 *
 * <p><b>Threads.</b> As its user says.
 */
public interface PayloadSource {

    /**
     * Returns the bytes behind a ticket.
     *
     * @param ticket the ticket, which came from the other side: any number
     * @param length how many bytes there must be
     * @return the bytes, from position to limit, readable until the ticket is released
     * @throws io.quadriga.QuadrigaException if there is nothing of that length
     */
    ByteBuffer get(long ticket, int length);

    /**
     * Drops what is behind a ticket. One that is unknown, or was released before, is ignored.
     *
     * @param ticket the ticket
     */
    void release(long ticket);
}
