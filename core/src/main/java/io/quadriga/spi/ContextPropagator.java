package io.quadriga.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Carries a context of the submitting thread, a trace say, into the body. Found by {@link
 * java.util.ServiceLoader}. The SLF4J MDC has one already.
 */
public interface ContextPropagator {

    /**
     * Returns the id under which a captured context travels.
     *
     * @return a unique name
     */
    String id();

    /**
     * Reads the context. Called in the submitting thread, for every submission: must be fast.
     *
     * @return the context, or {@code null} if it is empty, which costs nothing further
     */
    @Nullable Serializable capture();

    /**
     * Sets the context. Called in the thread of the body, before it.
     *
     * @param context what was captured
     * @return undoes it; called in the same thread, after the body
     */
    Runnable restore(Serializable context);
}
