package io.quadriga.internal;

import io.quadriga.Future;
import io.quadriga.Futures;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Placeholder; replaced by the engine. */
public final class Waits {
    private Waits() {}
    public static <F extends Future<?>> Futures.Waited<F> waitFor(Iterable<? extends F> f, Futures.When w, @Nullable Duration t) throws InterruptedException { throw new IllegalStateException(); }
    public static <F extends Future<?>> Stream<F> asCompleted(Iterable<? extends F> f, @Nullable Duration t) { throw new IllegalStateException(); }
}
