package io.quadriga;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that may throw and can be sent to another process. A {@link
 * java.util.function.Function} is passed as {@code f::apply}.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /**
     * Applies the function.
     *
     * @param argument the argument, {@code null} where the caller passed {@code null}
     * @return the result, which may be {@code null}
     * @throws Exception whatever the body throws; it becomes the outcome of its task
     */
    R apply(A argument) throws Exception;
}
