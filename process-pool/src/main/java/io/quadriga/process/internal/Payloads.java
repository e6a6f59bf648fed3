package io.quadriga.process.internal;

import java.nio.ByteBuffer;

/**
 * The way of what is too long for a pipe: it is put somewhere both processes reach, and a ticket
 * travels in its place.
 *
 * <p><b>Threads.</b> As its user says.
 */
public interface Payloads {

    /** No such way: everything travels in its frame. */
    Payloads NONE = new NoPayloads();

    /** From this length on a value goes another way than the pipe. */
    int LARGE = 64 << 10;

    /** No ticket: there is no room. */
    int NO_ROOM = -1;

    /**
     * Returns from which length on a value goes this way.
     *
     * @return the number of bytes; {@link Integer#MAX_VALUE} for never
     */
    int threshold();

    /**
     * Keeps bytes for the other side.
     *
     * @param bytes holds them
     * @param offset where they begin
     * @param length how many there are
     * @return the ticket by which the other side finds them, {@link #NO_ROOM} if they have to go in
     *     their frame
     */
    long put(byte[] bytes, int offset, int length);

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

    /** See {@link #NONE}. */
    final class NoPayloads implements Payloads {

        private NoPayloads() {}

        @Override
        public int threshold() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long put(byte[] bytes, int offset, int length) {
            throw new UnsupportedOperationException("no payloads");
        }

        @Override
        public ByteBuffer get(long ticket, int length) {
            throw FrameReader.damaged("ticket=" + ticket + ", payloads=none");
        }

        @Override
        public void release(long ticket) {
            // there is none
        }
    }
}
