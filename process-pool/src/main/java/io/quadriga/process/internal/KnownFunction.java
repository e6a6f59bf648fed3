package io.quadriga.process.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * The body of a lambda that a pool has given a number. Knows nothing of the pool, because the
 * lambda's class keeps it.
 *
 * @param number the number, {@link FunctionTable#NONE} if the lambda cannot travel by number
 * @param parts how it is taken apart: a lambda in, a {@link SerializedLambda} out
 */
record KnownFunction(int number, @Nullable MethodHandle parts) {

    /** A function that goes by Java serialization. */
    static final KnownFunction NONE = new KnownFunction(FunctionTable.NONE, null);
}
