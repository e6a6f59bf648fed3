package io.quadriga.process.internal;

/**
 * Where what is too long for a pipe is put: somewhere that both processes reach. A ticket travels
 * in its place.
 *
 * <p><b>Threads.</b> As its user says.
 */
public interface PayloadSink {

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
}
