package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.util.List;

/** A run with its bytes, on its way to some worker. */
final class Envelope {

    private final Run run;
    private final int function;
    private final byte[] body;
    private final List<Baggage.Piece> baggage;
    private int deaths; // workers that died with it and in no body; one has it at a time
    private volatile int silences; // workers that did not answer when they had it

    /**
     * Joins them.
     *
     * @param function the function that the worker has to know, or {@link FunctionTable#NONE}
     * @param body what travels behind the number of a TASK frame
     * @param baggage what travels before that
     */
    Envelope(Run run, int function, byte[] body, List<Baggage.Piece> baggage) {
        this.run = run;
        this.function = function;
        this.body = body;
        this.baggage = baggage;
    }

    Run run() {
        return run;
    }

    int function() {
        return function;
    }

    byte[] body() {
        return body;
    }

    List<Baggage.Piece> baggage() {
        return baggage;
    }

    /** Whether it has values that are too long for a pipe. */
    boolean isLoaded() {
        return !baggage.isEmpty();
    }

    /** Bytes of its frame. */
    int frameSize() {
        return Frames.HEADER + Integer.BYTES + body.length;
    }

    /** It was taken back from a worker that does not answer; one takes it at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by I1 of WorkerPage
    void silence() {
        silences++;
    }

    /** From how many workers that did not answer it was taken back. */
    int silences() {
        return silences;
    }

    /** A worker died that was to begin it next. Returns how many did so far. */
    int died() {
        return ++deaths;
    }
}
