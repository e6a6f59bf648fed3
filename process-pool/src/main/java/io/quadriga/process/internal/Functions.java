package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a worker knows by number.
 *
 * <p><b>Threads.</b> {@link #define} and {@link #prepareOne} are for one thread at a time; runs may
 * be read and called in any, also meanwhile.
 *
 * <p><b>Visibility.</b> A definition happens-before the runs that are handed over after it.
 */
public final class Functions {

    private static final int FIRST_CAPACITY = 16;

    private final Values values;

    private final ClassFence classes;

    private @Nullable WorkerFunction[] known = new WorkerFunction[FIRST_CAPACITY];

    private int prepared; // functions below have been prepared, or are refused

    /**
     * Makes an empty table.
     *
     * @param filter which classes may be decoded, and which may have bodies of functions
     * @param loader finds classes
     * @param payloads has what was too long for a frame
     */
    public Functions(ObjectInputFilter filter, ClassLoader loader, Payloads payloads) {
        this.values = new Values(Serializer.standard(filter, loader, "result"), payloads);
        this.classes = new ClassFence(filter, loader);
    }

    /**
     * Returns the codec of this worker, for its outcomes.
     *
     * @return the codec
     */
    public Values values() {
        return values;
    }

    /**
     * Takes the definition of a function. Looks at no class yet: one that is missing or refused
     * fails the runs that need it.
     *
     * @param bytes what {@link FunctionTable#definition} returned
     * @param offset where it begins
     * @param length how long it is
     * @throws QuadrigaException if it is damaged, or contradicts an earlier one; what was known
     *     before is as it was
     */
    public void define(byte[] bytes, int offset, int length) {
        FrameReader in = new FrameReader(bytes, offset, length);
        int number = in.readNumber();
        if (number >= FunctionTable.CAPACITY) {
            throw FrameReader.damaged("function=" + number);
        }
        byte[] definition = Arrays.copyOfRange(bytes, offset, offset + length);
        LambdaBody body = LambdaBody.decode(in);
        WorkerFunction before = number < known.length ? known[number] : null;
        if (before == null) {
            put(number, new WorkerFunction(definition, body));
        } else if (!before.isDefinedBy(definition)) {
            throw FrameReader.damaged("function=" + number + ", defined otherwise before");
        }
    }

    private void put(int number, WorkerFunction function) {
        @Nullable WorkerFunction[] table = known;
        if (number >= table.length) {
            int capacity = Math.max(number + 1, Math.min(2 * number, FunctionTable.CAPACITY));
            table = Arrays.copyOf(table, capacity);
        }
        table[number] = function;
        known = table;
        prepared = Math.min(prepared, number);
    }

    /**
     * Prepares one function for its first call, for a worker that has nothing else to do. Loads
     * classes; throws nothing: what fails now fails again when it is needed.
     *
     * @return {@code false} if all that are defined have been prepared
     */
    public boolean prepareOne() {
        @Nullable WorkerFunction[] table = known;
        while (prepared < table.length) {
            WorkerFunction function = table[prepared++];
            if (function != null && !function.isReady()) {
                tryPrepare(function);
                return true;
            }
        }
        return false;
    }

    /** Prepares a function before its body counts as begun. */
    void prepare(WorkerFunction function) {
        if (!function.isReady()) {
            tryPrepare(function);
        }
    }

    private void tryPrepare(WorkerFunction function) {
        try {
            function.call(classes);
        } catch (QuadrigaException refused) {
            // the run that needs it is told
        }
    }

    BodyCall call(WorkerFunction function) {
        return function.call(classes);
    }

    WorkerFunction find(int number) {
        @Nullable WorkerFunction[] table = known;
        WorkerFunction function = number < table.length ? table[number] : null;
        if (function == null) {
            throw FrameReader.damaged("function=" + number + ", not defined");
        }
        return function;
    }

    /**
     * Begins to read a run. Runs no code of others and decodes nothing yet.
     *
     * @param bytes holds what {@link RunEncoder#encode} wrote; must not change until the run is
     *     over
     * @param offset where it begins
     * @param length how long it is
     * @return the run
     * @throws QuadrigaException if it is damaged, or its function has not been defined
     */
    public ReceivedRun read(byte[] bytes, int offset, int length) {
        return new ReceivedRun(this, new FrameReader(bytes, offset, length));
    }
}
