package io.quadriga.spi;

import io.quadriga.internal.AllowedClasses;
import io.quadriga.internal.BoundedFilter;
import io.quadriga.internal.RefusedClasses;
import java.io.ObjectInputFilter;

/**
 * The filters behind which frames are decoded.
 *
 * <p><b>Threads.</b> A filter may be used by any number of threads at once.
 */
public final class Filters {

    private Filters() {}

    /**
     * Returns a filter for a network: it lets pass the named classes and plain values of the JDK
     * (numbers, strings, dates, collections, exceptions of {@code java.base}), and arrays of all
     * these, nothing else.
     *
     * <p>A lambda needs {@code java.lang.invoke.SerializedLambda} and the class that it was written
     * in.
     *
     * @param limits how much a frame may build
     * @param patterns names of classes ({@code com.acme.Order}), packages ({@code com.acme.*}), or
     *     packages with those below ({@code com.acme.**})
     * @return the filter
     * @throws IllegalArgumentException if a pattern is none of these
     */
    public static ObjectInputFilter allowList(Limits limits, String... patterns) {
        return new BoundedFilter(limits, AllowedClasses.of(patterns), AllowedClasses.REMEDY);
    }

    /**
     * Returns a filter for a parent and its own workers: it lets pass every class that is found,
     * except those known to do harm while they are decoded, and what derives from them.
     *
     * @param limits how much a frame may build
     * @return the filter
     */
    public static ObjectInputFilter classPath(Limits limits) {
        return new BoundedFilter(limits, RefusedClasses.RULE, RefusedClasses.REMEDY);
    }
}
