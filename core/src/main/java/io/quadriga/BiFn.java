package io.quadriga;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that may throw and can be sent to another process. A {@link
 * java.util.function.BiFunction} is passed as {@code f::apply}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface BiFn<
                A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /**
     * Applies the function.
     *
     * @param first the first argument, {@code null} where the caller passed {@code null}
     * @param second the second argument, {@code null} where the caller passed {@code null}
     * @return the result, which may be {@code null}
     * @throws Exception whatever the body throws; it becomes the outcome of its task
     */
    R apply(A first, B second) throws Exception;
}
