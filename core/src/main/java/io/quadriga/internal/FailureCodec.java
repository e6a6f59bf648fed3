package io.quadriga.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.RemoteTaskException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Serializer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries exceptions. A frame is the tag, where it comes from, its text, and what the serializer
 * made of it, or why that made nothing of it.
 */
public final class FailureCodec {

    /** The longest encoded object; a longer one travels as text. */
    private static final int MAX_OBJECT = 1024 * 1024;

    /**
     * Causes of causes that get the line of the worker: a getCause may make a new one each time.
     */
    private static final int MAX_DEPTH = 500;

    private static final int FIRST_SIZE = 4096;

    private FailureCodec() {}

    /**
     * Encodes an exception; never fails.
     *
     * @param error the exception
     * @param worker the name of the worker
     * @param pid its process id
     * @param serializer encodes the exception as an object
     * @return the frame
     */
    public static byte[] encode(Throwable error, String worker, long pid, Serializer serializer) {
        try {
            return write(FailureText.of(error), error, worker, pid, serializer);
        } catch (OutOfMemoryError | StackOverflowError tooMuch) {
            return write(FailureText.nameOf(error), error, worker, pid, serializer);
        }
    }

    private static byte[] write(
            FailureText text, Throwable error, String worker, long pid, Serializer serializer) {
        FrameBuffer out = new FrameBuffer(FIRST_SIZE);
        out.write(FrameTag.FAILURE);
        FailureText.writeText(worker, out);
        out.putLong(pid);
        text.write(out);
        int start = out.size();
        out.putInt(0);
        String reason = writeObject(error, serializer, out);
        if (reason == null) {
            out.setInt(start, out.size() - start - Integer.BYTES);
        } else {
            out.truncate(start + Integer.BYTES);
        }
        FailureText.writeText(reason, out);
        return out.toByteArray();
    }

    private static @Nullable String writeObject(
            Throwable error, Serializer serializer, FrameBuffer out) {
        int start = out.size();
        try {
            serializer.encode(error, out);
        } catch (Throwable failure) {
            return ErrorText.of(failure);
        }
        int size = out.size() - start;
        return size <= MAX_OBJECT ? null : "too long: bytes=" + size + ", limit=" + MAX_OBJECT;
    }

    /**
     * Decodes an exception; never fails.
     *
     * @param frame the frame
     * @param offset where it begins
     * @param length how long it is
     * @param serializer decodes the exception as an object
     * @return the exception
     */
    public static Throwable decode(byte[] frame, int offset, int length, Serializer serializer) {
        Objects.checkFromIndexSize(offset, length, frame.length);
        ByteBuffer in = ByteBuffer.wrap(frame, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.get() != FrameTag.FAILURE) {
                throw new BufferUnderflowException();
            }
            return read(in, serializer);
        } catch (BufferUnderflowException damaged) {
            return new RemoteTaskException(
                    "the exception of a remote task was damaged on its way: bytes="
                            + length
                            + "; "
                            + FrameTag.SAME_BUILD,
                    damaged);
        }
    }

    private static Throwable read(ByteBuffer in, Serializer serializer) {
        String where = "worker " + FailureText.readText(in) + ", pid " + in.getLong();
        StackTraceElement line = new StackTraceElement(where, "run", "remote", -1);
        FailureText text = FailureText.read(in);
        int size = FailureText.checked(in.getInt(), in.remaining());
        ByteBuffer object = in.slice(in.position(), size);
        in.position(in.position() + size);
        String reason = FailureText.readText(in);
        FailureText.checked(in.remaining(), 0);
        if (reason != null) {
            return text.toException(remark(reason), line);
        }
        try {
            return rebuild(serializer.decode(object), line);
        } catch (Throwable failure) {
            RemoteTaskException error = text.toException(remark(ErrorText.of(failure)), line);
            error.addSuppressed(failure);
            return error;
        }
    }

    private static String remark(String reason) {
        return " (came as text: " + reason + ")";
    }

    private static Throwable rebuild(@Nullable Object object, StackTraceElement line) {
        if (object instanceof Throwable error) {
            addLine(error, line, Collections.newSetFromMap(new IdentityHashMap<>()), 0);
            return error;
        }
        throw new QuadrigaException("not an exception");
    }

    private static void addLine(
            @Nullable Throwable error, StackTraceElement line, Set<Throwable> done, int depth) {
        if (error == null || depth > MAX_DEPTH || !done.add(error)) {
            return;
        }
        StackTraceElement[] trace = error.getStackTrace();
        for (StackTraceElement each : trace) {
            Objects.requireNonNull(each.getClassName(), "class");
            Objects.requireNonNull(each.getMethodName(), "method");
        }
        StackTraceElement[] longer = Arrays.copyOf(trace, trace.length + 1);
        longer[trace.length] = line;
        error.setStackTrace(longer);
        addLine(error.getCause(), line, done, depth + 1);
        for (Throwable each : error.getSuppressed()) {
            addLine(each, line, done, depth + 1);
        }
    }
}
