package io.quadriga.process.internal;

import java.nio.ByteBuffer;

/** Large results of one worker: a ticket is the slot of its {@link SegmentSlots}. */
final class ResultPayloads implements Payloads {

    private final SegmentViews views;

    ResultPayloads(SegmentViews views) {
        this.views = views;
    }

    @Override
    public int threshold() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long put(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("a parent reads results");
    }

    @Override
    public ByteBuffer get(long ticket, int length) {
        return views.get(Math.toIntExact(ticket), length);
    }

    @Override
    public void release(long ticket) {
        views.free((int) ticket);
    }
}
