package io.quadriga.process.internal;

import io.quadriga.spi.Run;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * What one pool knows of the class of a task, in the parent: if it is that of a serializable
 * lambda, how to take it apart, and under which number its body goes. Knows nothing of the pool,
 * because the class keeps it longer than the pool lives.
 */
final class KnownFunction {

    private static final int UNKNOWN = -2;

    private static final MethodType PARTS = MethodType.methodType(Object.class, Object.class);

    private final @Nullable MethodHandle parts;

    private Run.@Nullable Shape shape; // written before `number`

    private volatile int number; // leaves UNKNOWN once: every thread decides the same

    private KnownFunction(@Nullable MethodHandle parts) {
        this.parts = parts;
        this.number = parts == null ? FunctionTable.NONE : UNKNOWN;
    }

    static KnownFunction of(Class<?> type) {
        return new KnownFunction(type.isHidden() && type.isSynthetic() ? partsOf(type) : null);
    }

    private static @Nullable MethodHandle partsOf(Class<?> lambda) {
        try {
            return MethodHandles.privateLookupIn(lambda, MethodHandles.lookup())
                    .findVirtual(lambda, "writeReplace", MethodType.methodType(Object.class))
                    .asType(PARTS);
        } catch (ReflectiveOperationException closed) {
            return null; // not serializable, or of a module that is not open to this one
        }
    }

    /** Whether it may go by number when it is called so; if not yet known, yes. */
    boolean mayGoByNumber(Run.Shape wanted) {
        int known = number;
        return known != FunctionTable.NONE && (known == UNKNOWN || shape == wanted);
    }

    /** Whether {@link #number} has not been decided. */
    boolean isNew() {
        return number == UNKNOWN;
    }

    int number() {
        return number;
    }

    /** Decides the number, and how the body is called. */
    void decide(int decided, Run.Shape called) {
        shape = called;
        number = decided;
    }

    /** Returns the captured values with what they belong to, {@code null} if it is no lambda. */
    @Nullable SerializedLambda takeApart(Object task) {
        if (parts == null) {
            return null;
        }
        try {
            Object written = (Object) parts.invokeExact(task);
            return written instanceof SerializedLambda lambda ? lambda : null;
        } catch (Error error) {
            throw error;
        } catch (Throwable refused) {
            return null; // serialization says why, if it refuses, too
        }
    }
}
