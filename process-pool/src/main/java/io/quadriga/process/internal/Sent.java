package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A run that a worker has. What becomes of its inputs is reported in their order.
 *
 * <p><b>Threads.</b> Every method but {@link #isTaken} is called under the monitor of this object,
 * by whoever learns something of the worker; the accessors by anybody, who may see what was true a
 * moment ago and looks again under the monitor. So no write needs a fence: there are three for each
 * input of a chunk.
 */
final class Sent {

    private static final VarHandle INPUT;
    private static final VarHandle KNOWN;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            INPUT = here.findVarHandle(Sent.class, "input", int.class);
            KNOWN = here.findVarHandle(Sent.class, "known", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final int seq;
    final Envelope envelope;
    final int bytes; // what it takes in the pipe
    final boolean loaded; // with what does not go by the pipe
    private int input; // the first whose outcome is not reported; by INPUT
    private boolean known; // that it is begun; by KNOWN
    private volatile boolean said; // that it is begun, by a frame
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
        return (int) INPUT.getAcquire(this);
    }

    /** Whether it is known that the body of the current input was begun. */
    boolean isKnown() {
        return (boolean) KNOWN.getAcquire(this);
    }

    /** The worker has said by a frame that it has begun it. */
    void said() {
        said = true;
    }

    boolean isSaid() {
        return said;
    }

    /** Whether nothing of it is known to have begun. */
    boolean isUntouched() {
        return input() == 0 && !isKnown();
    }

    /** Reports the begin of the current input; false if nobody wants it to run. */
    boolean begin() {
        if (!known) {
            KNOWN.setRelease(this, true);
            entered = run().enter(input);
        }
        return entered;
    }

    /** The outcomes of so many inputs were reported, the current one first. */
    void advance(int inputs) {
        KNOWN.setRelease(this, false);
        entered = false;
        INPUT.setRelease(this, input + inputs);
    }

    boolean isOver() {
        return input() >= run().size();
    }

    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }
}
