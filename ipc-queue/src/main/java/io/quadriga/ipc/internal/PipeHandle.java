package io.quadriga.ipc.internal;

import io.quadriga.ipc.BrokenPipeException;
import io.quadriga.ipc.EndOfPipeException;
import io.quadriga.ipc.PipeClosedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A handle of one end of a pipe. Messages are frames here. */
public final class PipeHandle implements Waited {

    private final PipeCore core;
    private final int end;
    private final @Nullable PipeChannel sending;
    private final @Nullable PipeChannel receiving;
    private final @Nullable Producer producer;
    private volatile boolean closed;

    /** An attempt through one handle, which can be closed while those of others go on. */
    private interface OwnAttempt extends Attempt {
        @Override
        default boolean isPersonal() {
            return true;
        }
    }

    PipeHandle(PipeCore core, int end) {
        this.core = core;
        this.end = end;
        sending = core.from(end);
        receiving = core.from(1 - end);
        producer = sending == null ? null : sending.producer(this::checkOpen);
    }

    /** Which pipe it is of. */
    public UUID id() {
        return core.id();
    }

    /** Which end it is of: 0 or 1. */
    public int end() {
        return end;
    }

    /** Whether it can send. */
    public boolean canSend() {
        return sending != null;
    }

    /** Whether it can receive. */
    public boolean canReceive() {
        return receiving != null;
    }

    // Sending.

    /**
     * Sends a message, waiting for room.
     *
     * @throws BrokenPipeException if nobody holds the other end, before or during the wait
     */
    public void send(byte[] frame, int from, int length) throws InterruptedException {
        checkOpen();
        if (sending == null || producer == null) {
            throw wrongWay("send", "receives");
        }
        if (sending.isLarge(length)) {
            try (Producer.LargePut large = producer.large(frame, from, length)) {
                await(sending, large);
            }
        } else {
            await(sending, () -> producer.tryPut(frame, from, length, 0));
        }
    }

    private void await(PipeChannel channel, Attempt put) throws InterruptedException {
        OwnAttempt attempt =
                () -> {
                    checkOpen();
                    checkReceivers();
                    return put.isDone();
                };
        if (attempt.isDone()) {
            channel.sendingSpin().hit();
        } else if (!channel.sendingSpin().isDone(attempt)) {
            channel.senders().await(attempt, Gate.NEVER);
        }
    }

    private void checkReceivers() {
        if (core.ends().isGoneNow(1 - end)) {
            throw new BrokenPipeException(
                    "nobody can receive any more, all handles of the other end are closed or their"
                            + " processes dead: "
                            + this);
        }
    }

    // Receiving.

    /**
     * Receives a message, waiting for one.
     *
     * @param longest what is longer stays
     * @throws EndOfPipeException if nobody holds the other end and nothing is left
     */
    public void receive(Frame into, int longest) throws InterruptedException {
        PipeChannel channel = receiving("receive");
        Attempt attempt = new Receiving(channel, into, longest);
        if (attempt.isDone()) {
            channel.receivingSpin().hit();
        } else if (!channel.receivingSpin().isDone(attempt)) {
            channel.receivers().await(attempt, Gate.NEVER);
        }
    }

    /** Receiving, tried again until a message is there or never will be. */
    private final class Receiving implements OwnAttempt {

        private final PipeChannel channel;
        private final Frame into;
        private final int longest;

        private Receiving(PipeChannel channel, Frame into, int longest) {
            this.channel = channel;
            this.into = into;
            this.longest = longest;
        }

        @Override
        public boolean isDone() {
            checkOpen();
            if (channel.isTaken(into, longest)) {
                return true;
            }
            if (isEnded(channel)) {
                throw new EndOfPipeException(
                        "nothing will come any more, all handles of the other end are closed or"
                                + " their processes dead: "
                                + PipeHandle.this);
            }
            return false;
        }

        @Override
        public boolean isMoreLikely() {
            return channel.hasNext();
        }
    }

    /** Waits until there is something to receive, EOF included, without receiving it. */
    public boolean poll(long deadline) throws InterruptedException {
        PipeChannel channel = receiving("poll");
        OwnAttempt attempt =
                () -> {
                    checkOpen();
                    return isReady(channel);
                };
        return attempt.isDone()
                || (Deadlines.isAhead(deadline)
                        && (channel.receivingSpin().isDone(attempt)
                                || channel.receivers().await(attempt, deadline)));
    }

    /** Whether there is something to receive, EOF included. */
    @Override
    public boolean isReady() {
        return isReady(receiving("poll"));
    }

    @Override
    public Gate gate() {
        return receiving("poll").receivers();
    }

    private boolean isReady(PipeChannel channel) {
        return channel.hasNext() || isEnded(channel);
    }

    private boolean isEnded(PipeChannel channel) {
        return core.ends().isGoneNow(1 - end) && !channel.hasNext();
    }

    private PipeChannel receiving(String operation) {
        checkOpen();
        if (receiving == null) {
            throw wrongWay(operation, "sends");
        }
        return receiving;
    }

    private UnsupportedOperationException wrongWay(String operation, String does) {
        return new UnsupportedOperationException(
                "this end only "
                        + does
                        + ": operation="
                        + operation
                        + ", "
                        + this
                        + "; use the other end, or a duplex pipe");
    }

    private void checkOpen() {
        if (closed) {
            throw new PipeClosedException("this handle is closed: " + this);
        }
    }

    // Travelling, closing.

    /**
     * Keeps the end open for a handle that is about to be sent; if what is being encoded is not
     * sent, no longer.
     */
    public PipeTicket issueTicket() {
        checkOpen();
        PipeTicket ticket = core.ends().issue(end);
        Codec.ifNotSent(() -> takeBack(ticket));
        return ticket;
    }

    private void takeBack(PipeTicket ticket) {
        core.ends().takeBack(end, ticket);
        core.wakeAll();
        PipeCores.tidy();
    }

    /** Gives the handle back; calls that wait through it end. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (sending != null && producer != null) {
            sending.awaitQuiet(producer);
        }
        core.ends().close(end);
        core.wakeAll();
        PipeCores.release(core);
    }

    @Override
    public String toString() {
        return "pipe=" + id() + ", end=" + (end == 0 ? "first" : "second");
    }
}
