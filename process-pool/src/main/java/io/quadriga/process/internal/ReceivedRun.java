package io.quadriga.process.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A run, in the worker. Decodes as late as it can, so that what goes wrong there goes wrong in the
 * body that needs it: function and captures at the first {@link #call}, each input at its own.
 *
 * <p><b>Threads.</b> For one thread at a time.
 */
public final class ReceivedRun {

    private static final @Nullable Object[] NOT_READ = {};

    private final Functions functions;

    private final FrameReader in;

    private final Run.Shape shape;

    private final int size;

    private long firstId;

    private int attempt = 1;

    private @Nullable String label;

    private @Nullable Instant deadline;

    private long timeoutNanos; // of each input, 0 for none

    private boolean called;

    private long begunNanos; // the input that was called last, if there is a timeout

    private int contextAt = -1;

    private final @Nullable WorkerFunction numbered;

    private @Nullable BodyCall call; // what is called if it is numbered

    private @Nullable Object[] arguments = NOT_READ; // captured values first

    private @Nullable Object task; // what is called if it is not

    private @Nullable Throwable failure; // of what precedes the inputs

    private int inputsAt = -1;

    private int next; // the input that the reader is at, once inputsAt is known

    ReceivedRun(Functions functions, FrameReader in) {
        this.functions = functions;
        this.in = in;
        int flags = in.readByte();
        if (flags > RunEncoder.ALL_FLAGS) {
            throw FrameReader.damaged("flags=" + flags);
        }
        shape = Shapes.of(flags);
        numbered = (flags & RunEncoder.NUMBERED) != 0 ? functions.find(in.readNumber()) : null;
        size = (flags & RunEncoder.MANY) != 0 ? in.readNumber() : 1;
        if ((flags & RunEncoder.INFO) != 0) {
            readInfo();
        }
        if ((flags & RunEncoder.CONTEXT) != 0) {
            contextAt = in.position();
            functions.values().skip(in, 1);
        }
        check();
    }

    /** Has this class loaded, before the first run comes. */
    static void load() {}

    private void check() {
        int values = Shapes.arguments(shape);
        if (size < 1 || (values == 0 && size > 1) || (long) size * values > in.remaining()) {
            throw FrameReader.damaged("inputs=" + size + ", bytes=" + in.remaining());
        }
        if (numbered != null && numbered.shape() != shape) {
            throw FrameReader.damaged("shape=" + shape + ", function=" + numbered.shape());
        }
    }

    private void readInfo() {
        int given = in.readByte();
        firstId = in.readLong();
        attempt = in.readNumber();
        if ((given & RunEncoder.LABEL) != 0) {
            label = Values.readName(in);
        }
        if ((given & RunEncoder.DEADLINE) != 0) {
            deadline = readInstant();
        }
        if ((given & RunEncoder.TIMEOUT) != 0) {
            timeoutNanos = in.readLong();
        }
    }

    private Instant readInstant() {
        long seconds = in.readLong();
        int nanos = in.readInt();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException error) {
            throw FrameReader.damaged("seconds=" + seconds + ", nanos=" + nanos);
        }
    }

    /** Makes the function ready to be called; runs no code of others, throws nothing. */
    public void ready() {
        WorkerFunction function = numbered;
        if (function != null) {
            functions.prepare(function);
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
     * @return what the parent said of it; inside the body also when its time is over
     */
    public TaskInfo info(String executor, int i) {
        return new TaskInfo(executor, firstId + i, label, attempt, deadline());
    }

    /** When the whole submission fails for want of time, or the input that was called last. */
    private @Nullable Instant deadline() {
        Instant whole = deadline;
        if (timeoutNanos == 0 || !called) {
            return whole;
        }
        long left = begunNanos + timeoutNanos - System.nanoTime();
        Instant own = Instant.now().plusNanos(left);
        return whole == null || own.isBefore(whole) ? own : whole;
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
            if (functions.values().read(in) instanceof Map<?, ?> contexts) {
                return (Map<String, Serializable>) contexts;
            }
            throw FrameReader.damaged("context");
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
        if (timeoutNanos > 0) {
            begunNanos = System.nanoTime();
            called = true;
        }
        prepare();
        return numbered != null ? callNumbered(i) : callTask(i);
    }

    private void prepare() throws Throwable {
        if (failure != null) {
            throw failure;
        }
        if (inputsAt < 0) {
            try {
                readFunction();
            } catch (Throwable error) {
                failure = error;
                throw error;
            }
        }
    }

    private void readFunction() {
        if (numbered == null) {
            task = functions.values().read(in);
            if (!isOf(shape, task)) {
                throw FrameReader.damaged("shape=" + shape + ", which the task has not");
            }
        } else {
            int captures = numbered.captures();
            if (captures > in.remaining()) {
                throw FrameReader.damaged("captures=" + captures + ", bytes=" + in.remaining());
            }
            call = functions.call(numbered);
            arguments = new @Nullable Object[captures + Shapes.arguments(shape)];
            functions.values().readGroup(in, arguments, 0, captures);
        }
        inputsAt = in.position();
        if (Shapes.arguments(shape) == 0 && in.remaining() != 0) {
            throw FrameReader.damaged("left=" + in.remaining());
        }
    }

    private static boolean isOf(Run.Shape shape, @Nullable Object task) {
        return switch (shape) {
            case CALL -> task instanceof Callable;
            case RUN -> task instanceof Runnable;
            case APPLY -> task instanceof Fn;
            case APPLY_PAIR -> task instanceof BiFn;
        };
    }

    private @Nullable Object callNumbered(int i) throws Throwable {
        @Nullable Object[] all = arguments;
        int values = Shapes.arguments(shape);
        if (values > 0) {
            readInput(i, all, all.length - values, values);
        }
        return requireNonNull(call).call(all);
    }

    private @Nullable Object callTask(int i) throws Exception {
        Object body = requireNonNull(task, "task");
        return switch (shape) {
            case CALL -> ((Callable<?>) body).call();
            case RUN -> {
                ((Runnable) body).run();
                yield null;
            }
            case APPLY -> applyOne(body, i);
            case APPLY_PAIR -> applyTwo(body, i);
        };
    }

    @SuppressWarnings("unchecked") // the shape says what it is
    private @Nullable Object applyOne(Object body, int i) throws Exception {
        @Nullable Object[] input = new @Nullable Object[1];
        readInput(i, input, 0, 1);
        return ((Fn<@Nullable Object, @Nullable Object>) body).apply(input[0]);
    }

    @SuppressWarnings("unchecked") // the shape says what it is
    private @Nullable Object applyTwo(Object body, int i) throws Exception {
        @Nullable Object[] pair = new @Nullable Object[2];
        readInput(i, pair, 0, 2);
        return ((BiFn<@Nullable Object, @Nullable Object, @Nullable Object>) body)
                .apply(pair[0], pair[1]);
    }

    private void readInput(int i, @Nullable Object[] into, int offset, int count) {
        Objects.checkIndex(i, size);
        Values values = functions.values();
        if (i < next) {
            in.rewind(inputsAt);
            next = 0;
        }
        for (; next < i; next++) {
            values.skip(in, count);
        }
        int start = in.position();
        try {
            values.readGroup(in, into, offset, count);
            next++;
        } catch (RuntimeException | Error failed) {
            in.rewind(start);
            throw failed;
        }
    }
}
