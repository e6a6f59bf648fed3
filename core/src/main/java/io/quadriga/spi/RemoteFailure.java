package io.quadriga.spi;

import io.quadriga.internal.FailureCodec;

/**
 * Carries an exception from one process to another. It arrives as its own type where that can be
 * rebuilt, its stack trace ending in the remote frames and a line {@code at worker cpu-2, pid
 * 4711}; otherwise as a {@link io.quadriga.RemoteTaskException} with its class name, message and
 * remote frames, and so its causes.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none waits.
 */
public final class RemoteFailure {

    private RemoteFailure() {}

    /**
     * Encodes an exception. Never fails: what cannot be sent is sent as text, what is too long is
     * cut.
     *
     * @param error the exception
     * @param worker the name of the worker that it comes from
     * @param pid the process id of that worker
     * @param serializer encodes the exception as an object
     * @return the frame; at most some 2 MiB
     */
    public static byte[] encode(Throwable error, String worker, long pid, Serializer serializer) {
        return FailureCodec.encode(error, worker, pid, serializer);
    }

    /**
     * Decodes an exception. Never fails: a frame that is damaged gives a {@link
     * io.quadriga.RemoteTaskException} that says so.
     *
     * @param frame the frame
     * @param offset where it begins
     * @param length how long it is
     * @param serializer decodes the exception as an object
     * @return the exception
     */
    public static Throwable decode(byte[] frame, int offset, int length, Serializer serializer) {
        return FailureCodec.decode(frame, offset, length, serializer);
    }
}
