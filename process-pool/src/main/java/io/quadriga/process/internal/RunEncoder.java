package io.quadriga.process.internal;

import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run;
import io.quadriga.spi.TaskInfo;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes runs, in the parent, for {@link ReceivedRun}.
 *
 * <p>A frame is a byte of flags, then as these say: the number of the function, the number of
 * inputs, what {@link TaskInfo} tells, the context; then the function or what it captured; then the
 * inputs.
 *
 * <p><b>Threads.</b> Any number at once, if its values allow it.
 */
public final class RunEncoder {

    /** Flags, above those of the shape. */
    static final int NUMBERED = 4;

    static final int MANY = 8;

    static final int INFO = 16;

    static final int CONTEXT = 32;

    static final int ALL_FLAGS = 63;

    /** Flags of what precedes the number of the task. */
    static final int LABEL = 1;

    static final int DEADLINE = 2;

    static final int TIMEOUT = 4;

    private final FunctionTable functions;

    private final Values values;

    /**
     * Makes an encoder.
     *
     * @param functions numbers functions
     * @param values encodes what they are given
     */
    public RunEncoder(FunctionTable functions, Values values) {
        this.functions = functions;
        this.values = values;
    }

    /**
     * Appends the frame of a run.
     *
     * @param run the run
     * @param into takes the frame
     * @return the number of the function that the worker has to know before it gets the frame,
     *     {@link FunctionTable#NONE} if there is none
     * @throws TaskNotSerializableException if the function or an input cannot be encoded; the
     *     buffer has the size it had before
     */
    public int encode(Run run, FrameBuffer into) {
        int start = into.size();
        try {
            return write(run, into);
        } catch (RuntimeException | Error failure) {
            into.truncate(start);
            throw failure;
        }
    }

    private int write(Run run, FrameBuffer into) {
        Object task = run.task();
        KnownFunction function = functions.find(task);
        SerializedLambda lambda = functions.takeApart(function, task, run.shape());
        int number = lambda == null ? FunctionTable.NONE : function.number();
        int start = into.size();
        writeHead(run, number, into);
        if (lambda == null) {
            values.write(task, into);
        } else if (!tryWriteCaptured(lambda, into)) {
            into.truncate(start);
            writeHead(run, FunctionTable.NONE, into);
            values.write(task, into);
            number = FunctionTable.NONE;
        }
        writeInputs(run, into);
        return number;
    }

    /** Returns {@code false} if one of them has to go by Java serialization with the lambda. */
    private boolean tryWriteCaptured(SerializedLambda lambda, FrameBuffer into) {
        int count = lambda.getCapturedArgCount();
        if (count == 0) {
            return true;
        }
        if (count == 1 && PlainValues.isPlain(lambda.getCapturedArg(0))) {
            values.write(lambda.getCapturedArg(0), into);
            return true;
        }
        @Nullable Object[] captured = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            Object each = lambda.getCapturedArg(i);
            if (each != null && each.getClass().isHidden()) {
                return false; // a lambda itself
            }
            captured[i] = each;
        }
        try {
            values.writeGroup(captured, into);
            return true;
        } catch (TaskNotSerializableException failure) {
            return false; // it fails again, and then with the path to it from the task on
        }
    }

    private void writeHead(Run run, int number, FrameBuffer into) {
        TaskInfo info = run.info(0);
        boolean described =
                info.label() != null
                        || info.attempt() != 1
                        || info.deadline() != null
                        || run.timeoutNanos() > 0;
        Map<String, Serializable> context = run.context();
        int size = run.size();
        into.write(
                Shapes.code(run.shape())
                        | (number == FunctionTable.NONE ? 0 : NUMBERED)
                        | (size == 1 ? 0 : MANY)
                        | (described ? INFO : 0)
                        | (context.isEmpty() ? 0 : CONTEXT));
        if (number != FunctionTable.NONE) {
            Values.writeNumber(number, into);
        }
        if (size != 1) {
            Values.writeNumber(size, into);
        }
        if (described) {
            writeInfo(info, run.timeoutNanos(), into);
        }
        if (!context.isEmpty()) {
            values.write(new HashMap<>(context), into);
        }
    }

    private static void writeInfo(TaskInfo info, long timeoutNanos, FrameBuffer into) {
        String label = info.label();
        Instant deadline = info.deadline();
        into.write(
                (label == null ? 0 : LABEL)
                        | (deadline == null ? 0 : DEADLINE)
                        | (timeoutNanos == 0 ? 0 : TIMEOUT));
        into.putLong(info.id());
        Values.writeNumber(info.attempt(), into);
        if (label != null) {
            Values.writeName(label, into);
        }
        if (deadline != null) {
            into.putLong(deadline.getEpochSecond());
            into.putInt(deadline.getNano());
        }
        if (timeoutNanos != 0) {
            into.putLong(timeoutNanos);
        }
    }

    private void writeInputs(Run run, FrameBuffer into) {
        switch (run.shape()) {
            case CALL, RUN -> {}
            case APPLY -> {
                for (int i = 0; i < run.size(); i++) {
                    values.write(run.input(i), into);
                }
            }
            case APPLY_PAIR -> {
                for (int i = 0; i < run.size(); i++) {
                    writePair(run.input(i), into);
                }
            }
        }
    }

    private void writePair(@Nullable Object input, FrameBuffer into) {
        if (!(input instanceof Map.Entry<?, ?> pair)) {
            throw new TaskNotSerializableException(
                    "input is not a pair: input=" + input + "; pass a Map.Entry of two arguments");
        }
        values.writeGroup(new @Nullable Object[] {pair.getKey(), pair.getValue()}, into);
    }
}
