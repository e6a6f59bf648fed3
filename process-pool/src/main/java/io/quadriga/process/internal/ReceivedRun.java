package io.quadriga.process.internal;

import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A run, in the worker. Decodes as late as it can, so that what goes wrong there goes wrong in the
 * body that needs it: function and captures at the first {@link #call}, each input at its own.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
public final class ReceivedRun {

    private static final Run.Shape[] SHAPES = Run.Shape.values();

    private final Functions functions;

    private final FrameReader in;

    private final Run.Shape shape;

    private final int size;

    private long firstId;

    private int attempt = 1;

    private @Nullable String label;

    private @Nullable Instant deadline;

    private int contextAt = -1;

    private int functionAt;

    private @Nullable Object function;

    private @Nullable RuntimeException failure;

    private int inputsAt = -1;

    /** The input that the reader is at, when {@link #inputsAt} is known. */
    private int next;

    ReceivedRun(Functions functions, FrameReader in) {
        this.functions = functions;
        this.in = in;
        int flags = in.readByte();
        if (flags > RunEncoder.ALL_FLAGS || (flags & RunEncoder.NUMBERED) != 0) {
            throw FrameReader.damaged("flags=" + flags);
        }
        shape = SHAPES[flags & RunEncoder.SHAPE];
        size = (flags & RunEncoder.MANY) != 0 ? in.readNumber() : 1;
        if ((flags & RunEncoder.INFO) != 0) {
            readInfo();
        }
        if ((flags & RunEncoder.CONTEXT) != 0) {
            contextAt = in.position();
            functions.values().skip(in, 1);
        }
        functionAt = in.position();
    }

    private void readInfo() {
        firstId = in.readLong();
        attempt = in.readNumber();
        label = (String) functions.values().read(in);
        if (in.readByte() != 0) {
            deadline = Instant.ofEpochSecond(in.readLong(), in.readInt());
        }
    }

    /**
     * Returns how many inputs there are.
     *
     * @return the number, at least 1
     */
    public int size() {
        return size;
    }

    /**
     * Returns how the function is called.
     *
     * @return the shape
     */
    public Run.Shape shape() {
        return shape;
    }

    /**
     * Describes an input.
     *
     * @param executor the name of the executor
     * @param i the input
     * @return what the parent said of it
     */
    public TaskInfo info(String executor, int i) {
        return new TaskInfo(executor, firstId + i, label, attempt, deadline);
    }

    /**
     * Decodes the contexts of the submitter: in the thread of the body, because it may run code of
     * others.
     *
     * @return the contexts by id, often empty
     * @throws QuadrigaException if they cannot be decoded
     */
    @SuppressWarnings("unchecked") // what the encoder was given
    public Map<String, Serializable> context() {
        if (contextAt < 0) {
            return Map.of();
        }
        int place = in.position();
        in.rewind(contextAt);
        try {
            return (Map<String, Serializable>) functions.values().read(in);
        } finally {
            in.rewind(place);
        }
    }

    /**
     * Calls the body with an input, decoding what it needs.
     *
     * @param i the input, from 0; as a rule greater than the one before
     * @return the result
     * @throws QuadrigaException if the function, what it captured, or the input cannot be decoded
     * @throws Throwable whatever the body throws
     */
    public @Nullable Object call(int i) throws Throwable {
        Object task = function();
        goTo(i);
        return switch (shape) {
            case CALL -> ((Callable<?>) task).call();
            case RUN -> {
                ((Runnable) task).run();
                yield null;
            }
            case APPLY -> applyOne(task);
            case APPLY_PAIR -> applyTwo(task);
        };
    }

    private Object function() {
        if (failure != null) {
            throw failure;
        }
        if (function == null) {
            try {
                function = functions.values().read(in);
                inputsAt = in.position();
            } catch (RuntimeException error) {
                failure = error;
                throw error;
            }
        }
        return function;
    }

    private void goTo(int i) {
        int parts = shape.ordinal() - 1;
        if (parts > 0) {
            if (i < next) {
                in.rewind(inputsAt);
                next = 0;
            }
            for (; next < i; next++) {
                functions.values().skip(in, parts);
            }
        }
    }

    @SuppressWarnings("unchecked") // the shape says what it is
    private @Nullable Object applyOne(Object task) throws Exception {
        @Nullable Object[] input = new @Nullable Object[1];
        readInput(input);
        return ((Fn<@Nullable Object, @Nullable Object>) task).apply(input[0]);
    }

    @SuppressWarnings("unchecked") // the shape says what it is
    private @Nullable Object applyTwo(Object task) throws Exception {
        @Nullable Object[] pair = new @Nullable Object[2];
        readInput(pair);
        return ((BiFn<@Nullable Object, @Nullable Object, @Nullable Object>) task)
                .apply(pair[0], pair[1]);
    }

    private void readInput(@Nullable Object[] parts) {
        int start = in.position();
        try {
            functions.values().readGroup(in, parts, parts.length);
        } catch (RuntimeException | Error failed) {
            in.rewind(start);
            functions.values().skip(in, parts.length);
            throw failed;
        } finally {
            next++;
        }
    }
}
