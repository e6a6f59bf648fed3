package io.quadriga.tck;

import io.quadriga.spi.ContextPropagator;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Carries a thread-local: what an application would bring. */
public final class KitPropagator implements ContextPropagator {

    /** What it carries. */
    public static final ThreadLocal<@Nullable String> VALUE = new ThreadLocal<>();

    /** For the service loader. */
    public KitPropagator() {}

    @Override
    public String id() {
        return "kit";
    }

    @Override
    public @Nullable Serializable capture() {
        return VALUE.get();
    }

    @Override
    public Runnable restore(Serializable context) {
        String before = VALUE.get();
        VALUE.set((String) context);
        return () -> VALUE.set(before);
    }
}
