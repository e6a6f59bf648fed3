package io.quadriga.internal;

import io.quadriga.RemoteTaskException;
import io.quadriga.spi.FrameBuffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of an exception without its class: name, message, frames, and the same of its
 * cause and suppressed ones. Bounded in every direction.
 *
 * @param type the name of its class
 * @param message its message, or {@code null}
 * @param frames its stack trace
 * @param cause its cause, or {@code null}
 * @param suppressed its suppressed exceptions
 */
record FailureText(
        String type,
        @Nullable String message,
        List<StackTraceElement> frames,
        @Nullable FailureText cause,
        List<FailureText> suppressed) {

    private static final int MAX_EXCEPTIONS = 64;

    private static final int MAX_FRAMES = 1024;

    /** Frames of all exceptions together. */
    private static final int MAX_ALL_FRAMES = 4096;

    private static final int MAX_MESSAGE = 64 * 1024;

    /** Messages of causes and suppressed exceptions. */
    private static final int MAX_INNER_MESSAGE = 8 * 1024;

    private static final int MAX_NAME = 256;

    /** Collects the text of an exception; never throws what its methods throw. */
    static FailureText of(Throwable error) {
        return new Collector().collect(error, MAX_MESSAGE);
    }

    /** Names the class of an exception and nothing else. */
    static FailureText nameOf(Throwable error) {
        return new FailureText(error.getClass().getName(), null, List.of(), null, List.of());
    }

    /** Makes an exception that says the same, its trace ending in a line. */
    RemoteTaskException toException(String remark, StackTraceElement lastLine) {
        String text = message == null ? type : type + ": " + message;
        RemoteTaskException error =
                new RemoteTaskException(
                        text + remark, cause == null ? null : cause.toException("", lastLine));
        List<StackTraceElement> trace = new ArrayList<>(frames);
        trace.add(lastLine);
        error.setStackTrace(trace.toArray(StackTraceElement[]::new));
        suppressed.forEach(each -> error.addSuppressed(each.toException("", lastLine)));
        return error;
    }

    void write(FrameBuffer out) {
        writeText(type, out);
        writeText(message, out);
        out.putInt(frames.size());
        for (StackTraceElement frame : frames) {
            writeText(frame.getClassName(), out);
            writeText(frame.getMethodName(), out);
            writeText(frame.getFileName(), out);
            out.putInt(frame.getLineNumber());
        }
        out.write(cause == null ? 0 : 1);
        if (cause != null) {
            cause.write(out);
        }
        out.putInt(suppressed.size());
        suppressed.forEach(each -> each.write(out));
    }

    /**
     * Reads one.
     *
     * @throws BufferUnderflowException if the bytes are not one
     */
    static FailureText read(ByteBuffer in) {
        return new Reader(in).read();
    }

    static void writeText(@Nullable String text, FrameBuffer out) {
        if (text == null) {
            out.putInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    static @Nullable String readText(ByteBuffer in) {
        int length = in.getInt();
        if (length == -1) {
            return null;
        }
        byte[] bytes = new byte[checked(length, in.remaining())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Checks a number before anything is allocated for it. */
    static int checked(int number, int limit) {
        if (number < 0 || number > limit) {
            throw new BufferUnderflowException();
        }
        return number;
    }

    /** Walks through an exception and those it holds, each once. */
    private static final class Collector {

        private static final StackTraceElement[] NO_FRAMES = {};

        private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        private int framesLeft = MAX_ALL_FRAMES;

        FailureText collect(Throwable error, int maxMessage) {
            seen.add(error);
            List<StackTraceElement> frames = frames(error);
            Throwable cause = cause(error);
            List<FailureText> suppressed = new ArrayList<>();
            FailureText causeText =
                    cause != null && isNew(cause) ? collect(cause, MAX_INNER_MESSAGE) : null;
            for (Throwable each : error.getSuppressed()) {
                if (isNew(each)) {
                    suppressed.add(collect(each, MAX_INNER_MESSAGE));
                }
            }
            String message = ErrorText.message(error, maxMessage);
            return new FailureText(
                    error.getClass().getName(), message, frames, causeText, suppressed);
        }

        private boolean isNew(Throwable error) {
            return seen.size() < MAX_EXCEPTIONS && !seen.contains(error);
        }

        private static @Nullable Throwable cause(Throwable error) {
            try {
                return error.getCause();
            } catch (Throwable thrown) {
                return thrown;
            }
        }

        private List<StackTraceElement> frames(Throwable error) {
            List<StackTraceElement> frames = new ArrayList<>();
            for (StackTraceElement frame : trace(error)) {
                if (frame == null) {
                    continue;
                }
                if (frames.size() == MAX_FRAMES || framesLeft == 0) {
                    break;
                }
                framesLeft--;
                frames.add(shortened(frame));
            }
            return frames;
        }

        /** The trace, some of it {@code null} if the class of the exception says so. */
        private static @Nullable StackTraceElement[] trace(Throwable error) {
            @Nullable StackTraceElement @Nullable [] trace;
            try {
                trace = error.getStackTrace();
            } catch (Throwable thrown) {
                trace = NO_FRAMES;
            }
            return trace == null ? NO_FRAMES : trace;
        }

        private static StackTraceElement shortened(StackTraceElement frame) {
            String file = frame.getFileName();
            return new StackTraceElement(
                    shortened(frame.getClassName()),
                    shortened(frame.getMethodName()),
                    file == null ? null : shortened(file),
                    frame.getLineNumber());
        }

        private static String shortened(String name) {
            return name.substring(0, Math.min(name.length(), MAX_NAME));
        }
    }

    /** Reads exceptions up to the number that is ever written. */
    private static final class Reader {

        private final ByteBuffer in;

        private int exceptions;

        Reader(ByteBuffer in) {
            this.in = in;
        }

        FailureText read() {
            checked(++exceptions, MAX_EXCEPTIONS);
            String type = name();
            String message = readText(in);
            List<StackTraceElement> frames = frames();
            FailureText cause = in.get() == 0 ? null : read();
            List<FailureText> suppressed = new ArrayList<>();
            for (int left = checked(in.getInt(), MAX_EXCEPTIONS); left > 0; left--) {
                suppressed.add(read());
            }
            return new FailureText(type, message, frames, cause, suppressed);
        }

        private List<StackTraceElement> frames() {
            List<StackTraceElement> frames = new ArrayList<>();
            for (int left = checked(in.getInt(), MAX_FRAMES); left > 0; left--) {
                frames.add(new StackTraceElement(name(), name(), readText(in), in.getInt()));
            }
            return frames;
        }

        private String name() {
            String name = readText(in);
            if (name == null) {
                throw new BufferUnderflowException();
            }
            return name;
        }
    }
}
