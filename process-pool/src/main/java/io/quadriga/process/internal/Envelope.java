package io.quadriga.process.internal;

import io.quadriga.spi.Run;

/**
 * A run with its bytes, on its way to some worker.
 *
 * @param run the run
 * @param function the function that the worker has to know, or {@link FunctionTable#NONE}
 * @param body what travels behind the number of a TASK frame
 */
record Envelope(Run run, int function, byte[] body) {

    /** Bytes of its frame. */
    int frameSize() {
        return Frames.HEADER + Integer.BYTES + body.length;
    }
}
