package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.lang.invoke.SerializedLambda;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions that the parent has numbered, the same way for all workers of one pool: a number
 * never changes its meaning. A worker must have got the {@link #definition} of a function before
 * the first run with its number.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 *
 * <p><b>Visibility.</b> Who has got a number from {@link RunEncoder#encode}, or seen it to be less
 * than {@link #size}, sees its definition.
 */
public final class FunctionTable {

    /** In place of a number: the function travels with each run. */
    public static final int NONE = -1;

    /** How many functions can have numbers; those that come later travel with each run. */
    static final int CAPACITY = 4096;

    private static final int FIRST_CAPACITY = 16;

    private final ClassValue<KnownFunction> known = new KnownFunctions();

    private final Map<String, Integer> numbers = new HashMap<>(); // by body; guarded by this

    private volatile byte[][] definitions = new byte[FIRST_CAPACITY][]; // written under this

    private volatile int size; // written under this, after the definition

    private final int capacity;

    /** Makes an empty table. */
    public FunctionTable() {
        this(CAPACITY);
    }

    FunctionTable(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Returns how many functions have numbers: 0 to this, exclusive.
     *
     * @return the number of functions
     */
    public int size() {
        return size;
    }

    /**
     * Returns what a worker has to know of a function, for {@link Functions#define}.
     *
     * @param number the number of the function
     * @return the bytes; not to be changed
     * @throws IndexOutOfBoundsException if no function has that number
     */
    public byte[] definition(int number) {
        if (number >= size) {
            throw new IndexOutOfBoundsException(number);
        }
        return definitions[number];
    }

    /** Returns what is known of a task. */
    KnownFunction find(Object task) {
        return known.get(task.getClass());
    }

    /**
     * Takes a lambda apart and sees to it that its body has a number, if it can have one.
     *
     * @return its parts; {@code null} if it cannot go by number
     */
    @Nullable SerializedLambda takeApart(KnownFunction function, Object task, Run.Shape shape) {
        if (!function.mayGoByNumber(shape)) {
            return null;
        }
        SerializedLambda lambda = function.takeApart(task);
        if (function.isNew()) {
            decide(function, task.getClass(), lambda);
        }
        return function.mayGoByNumber(shape) ? lambda : null;
    }

    private void decide(KnownFunction function, Class<?> type, @Nullable SerializedLambda lambda) {
        LambdaBody body = lambda == null ? null : LambdaBody.of(lambda);
        if (body != null && passes(body, type.getClassLoader())) {
            enter(function, body);
        } else {
            function.decide(NONE, Run.Shape.CALL);
        }
    }

    private synchronized void enter(KnownFunction function, LambdaBody body) {
        if (function.isNew()) {
            function.decide(number(body), body.shape());
        }
    }

    /** Whether workers will find and may call it, as far as can be seen from here. */
    private static boolean passes(LambdaBody body, @Nullable ClassLoader loader) {
        try {
            Class<?> host = Class.forName(body.host().replace('/', '.'), false, loader);
            return host.getModule().isOpen(host.getPackageName(), FunctionTable.class.getModule())
                    && BodyFence.find(host, body) != null;
        } catch (ClassNotFoundException | LinkageError incomplete) {
            return false;
        }
    }

    private int number(LambdaBody body) {
        String key = new String(body.encode(0), StandardCharsets.ISO_8859_1);
        Integer given = numbers.get(key);
        if (given != null) {
            return given;
        }
        int next = size;
        if (next == capacity) {
            return NONE;
        }
        if (next == definitions.length) {
            definitions = Arrays.copyOf(definitions, next * 2);
        }
        definitions[next] = body.encode(next);
        numbers.put(key, next);
        size = next + 1;
        return next;
    }

    private static final class KnownFunctions extends ClassValue<KnownFunction> {

        @Override
        protected KnownFunction computeValue(Class<?> type) {
            return KnownFunction.of(type);
        }
    }
}
