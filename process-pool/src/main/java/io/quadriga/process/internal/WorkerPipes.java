package io.quadriga.process.internal;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The two pipes of a worker, seen from inside it. They are not the standard streams, which belong
 * to the tasks. Not buffered.
 *
 * <p>On the start path of every worker: no lambda, no concatenation of strings.
 *
 * @param in frames from the parent; its end means that the parent is gone, see {@link OrphanGuard}
 * @param out frames to the parent
 */
public record WorkerPipes(InputStream in, OutputStream out) {

    /**
     * Opens them. A worker does so once, first of all.
     *
     * @return the pipes
     * @throws FileNotFoundException if this JVM was not started as a worker
     */
    public static WorkerPipes open() throws FileNotFoundException {
        OutputStream out = new FileOutputStream("/dev/fd/3");
        return new WorkerPipes(openIn(), out);
    }

    /**
     * Opens the one from the parent. For a process that has no frames for it.
     *
     * @return the stream
     * @throws FileNotFoundException if this JVM was not started as a worker
     */
    public static InputStream openIn() throws FileNotFoundException {
        return new FileInputStream("/dev/fd/4");
    }
}
