package io.quadriga.process.internal;

import io.quadriga.spi.Run;

/**
 * A run that a worker has. Its progress is reported by whoever the {@link Ledger} says: its sender
 * before the bytes are on their way, the worker's receiver afterwards.
 */
final class Sent {

    final int seq;
    final Envelope envelope;
    final int bytes; // what it takes in the pipe
    final boolean paged; // the worker's page tells whether it is begun
    boolean begun; // by the worker, as far as its ledger knows; guarded by that
    boolean taken; // back, before it was begun; guarded by the ledger
    private volatile int input; // the one that runs, or is next
    private boolean entered; // that input

    Sent(int seq, Envelope envelope, int bytes, boolean paged) {
        this.seq = seq;
        this.bytes = bytes;
        this.paged = paged;
        this.envelope = envelope;
    }

    Run run() {
        return envelope.run();
    }

    int input() {
        return input;
    }

    /** Reports that the body of the next input is entered; false if nobody wants to know. */
    boolean enter() {
        entered = (envelope.entered() && input == 0) || run().enter(input);
        return entered;
    }

    boolean isEntered() {
        return entered;
    }

    /** The current input is over. */
    void advance() {
        input++;
        entered = false;
    }

    boolean isOver() {
        return input >= run().size();
    }
}
