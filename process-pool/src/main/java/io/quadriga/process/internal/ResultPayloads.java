package io.quadriga.process.internal;

import java.nio.ByteBuffer;

/** Large results of one worker: a ticket is the slot of its {@link SegmentSlots}. */
final class ResultPayloads implements PayloadSource {

    private final SegmentViews views;

    ResultPayloads(SegmentViews views) {
        this.views = views;
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
