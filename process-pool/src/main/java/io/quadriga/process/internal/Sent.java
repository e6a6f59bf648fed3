package io.quadriga.process.internal;

import io.quadriga.spi.Run;

/**
 * A run that a worker has. What becomes of its inputs is reported in their order.
 *
 * <p><b>Threads.</b> Every method but {@link #isTaken} is called under the monitor of this object,
 * by whoever learns something of the worker; the accessors by anybody.
 */
final class Sent {

    final int seq;
    final Envelope envelope;
    final int bytes; // what it takes in the pipe
    final boolean loaded; // with what does not go by the pipe
    private volatile int input; // the first whose outcome is not reported
    private volatile boolean known; // that it is begun
    private boolean entered; // and that core wants to know
    private boolean taken; // back, before it was begun; under the ledger's monitor

    Sent(int seq, Envelope envelope, int bytes) {
        this.seq = seq;
        this.envelope = envelope;
        this.bytes = bytes;
        this.loaded = envelope.isLoaded();
    }

    Run run() {
        return envelope.run();
    }

    int input() {
        return input;
    }

    /** Whether it is known that the body of the current input was begun. */
    boolean isKnown() {
        return known;
    }

    /** Whether nothing of it is known to have begun. */
    boolean isUntouched() {
        return input == 0 && !known;
    }

    /** Reports the begin of the current input; false if nobody wants it to run. */
    boolean begin() {
        if (!known) {
            known = true;
            entered = run().enter(input);
        }
        return entered;
    }

    /** The outcome of the current input was reported. */
    void advance() {
        known = false;
        entered = false;
        input++;
    }

    boolean isOver() {
        return input >= run().size();
    }

    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }
}
