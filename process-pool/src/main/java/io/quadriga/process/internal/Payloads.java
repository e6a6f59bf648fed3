package io.quadriga.process.internal;

import java.nio.ByteBuffer;

/**
 * The way of what is too long for a pipe, in both directions.
 *
 * <p><b>Threads.</b> As its user says.
 */
public interface Payloads extends PayloadSink, PayloadSource {

    /** No such way: everything travels in its frame. */
    Payloads NONE = new NoPayloads();

    /** See {@link #NONE}. */
    final class NoPayloads implements Payloads {

        private NoPayloads() {}

        @Override
        public int threshold() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long put(byte[] bytes, int offset, int length) {
            return NO_ROOM;
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
