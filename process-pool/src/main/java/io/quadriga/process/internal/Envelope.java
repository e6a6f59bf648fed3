package io.quadriga.process.internal;

import io.quadriga.spi.Run;

/**
 * A run with its bytes, on its way to some worker.
 *
 * @param run the run
 * @param function the function that the worker has to know, or {@link FunctionTable#NONE}
 * @param body what travels behind the number of a TASK frame
 * @param entered whether its first input was reported as entered, by a worker that died before that
 */
record Envelope(Run run, int function, byte[] body, boolean entered) {

    /** Bytes of its frame. */
    int frameSize() {
        return Frames.HEADER + Integer.BYTES + body.length;
    }

    Envelope entered(boolean was) {
        return was == entered ? this : new Envelope(run, function, body, was);
    }
}
