package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.RemoteFailure;
import io.quadriga.spi.Run;
import org.jspecify.annotations.Nullable;

/**
 * Carries what became of the inputs of a run from the worker to the parent: an outcome knows its
 * end, so that many stand one behind the other.
 *
 * <p><b>Threads.</b> Any number at once, if its values allow it.
 */
public final class Outcomes {

    private static final int VALUE = 1;

    private static final int FAILURE = 2;

    private final Values values;

    private final String worker;

    private final long pid;

    /**
     * Makes a codec.
     *
     * @param values encodes and decodes results
     * @param worker the name of this worker, for its exceptions; in the parent any
     * @param pid its process id, 0 for that of this process: to ask for it costs a worker
     *     milliseconds at its start
     */
    public Outcomes(Values values, String worker, long pid) {
        this.values = values;
        this.worker = worker;
        this.pid = pid;
    }

    /**
     * Appends a result. One that cannot be encoded is a failure.
     *
     * @param value the result
     * @param into takes the outcome
     */
    public void writeValue(@Nullable Object value, FrameBuffer into) {
        int start = into.size();
        try {
            into.write(VALUE);
            values.write(value, into);
        } catch (RuntimeException | Error failure) {
            into.truncate(start);
            writeFailure(failure, into);
        }
    }

    /**
     * Appends an exception.
     *
     * @param error the exception
     * @param into takes the outcome
     */
    public void writeFailure(Throwable error, FrameBuffer into) {
        byte[] frame = RemoteFailure.encode(error, worker, pid(), values.serializer());
        into.write(FAILURE);
        into.putInt(frame.length);
        into.write(frame, 0, frame.length);
    }

    private long pid() {
        return pid == 0 ? ProcessHandle.current().pid() : pid;
    }

    /**
     * Reads the outcome of an input and reports it. The reader is at the next one then.
     *
     * @param in where the outcome is next
     * @param run the run
     * @param i the input, which was entered
     * @throws QuadrigaException if it cannot be told where the outcome ends; nothing was reported
     */
    public void report(FrameReader in, Run run, int i) {
        int tag = in.readByte();
        if (tag == VALUE) {
            reportValue(in, run, i);
        } else if (tag == FAILURE) {
            int length = in.readInt();
            int start = in.skip(length);
            run.fail(i, RemoteFailure.decode(in.array(), start, length, values.serializer()));
        } else {
            throw FrameReader.damaged("outcome=" + tag);
        }
    }

    /**
     * Reads results that are plain values, as many as follow one another.
     *
     * @param in where an outcome is next; at the next one then
     * @param into takes the results
     * @return how many there were, at most as many as fit
     */
    int readPlain(FrameReader in, @Nullable Object[] into) {
        int count = 0;
        while (count < into.length && in.remaining() > 1) {
            int start = in.position();
            int tag = in.readByte() == VALUE ? in.readByte() : Integer.MAX_VALUE;
            if (tag > PlainValues.LAST_TAG) {
                in.rewind(start);
                break;
            }
            into[count++] = PlainValues.read(tag, in);
        }
        return count;
    }

    /**
     * Skips the outcome of an input that nobody wants to know.
     *
     * @param in where the outcome is next; at the next one then
     */
    public void skip(FrameReader in) {
        int tag = in.readByte();
        if (tag == VALUE) {
            values.skip(in, 1);
        } else if (tag == FAILURE) {
            in.skip(in.readInt());
        } else {
            throw FrameReader.damaged("outcome=" + tag);
        }
    }

    private void reportValue(FrameReader in, Run run, int i) {
        int start = in.position();
        Object value;
        try {
            value = values.read(in);
        } catch (RuntimeException | Error failure) {
            in.rewind(start);
            values.skip(in, 1);
            run.fail(i, failure);
            return;
        }
        run.settle(i, value);
    }
}
