package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.quadriga.Executor;
import io.quadriga.Future;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kinds of Throwable that a body may throw and that a future could confuse with its own. */
enum Thrown {
    UNCHECKED(() -> new IllegalStateException("mine")),
    ERROR(() -> new AssertionError("mine")),
    CHECKED(() -> new IOException("mine")),
    PLAIN(() -> new Plain("mine")),
    CANCELLATION(() -> new CancellationException("mine")),
    COMPLETION(() -> new CompletionException("mine", new IOException("inner"))),
    COMPLETION_WITHOUT_CAUSE(() -> new CompletionException("mine", null)),
    EXECUTION(() -> new ExecutionException("mine", new IOException("inner"))),
    INTERRUPTED(() -> new InterruptedException("mine")),
    TIMEOUT(() -> new TimeoutException("mine"));

    private final Supplier<Throwable> maker;

    Thrown(Supplier<Throwable> maker) {
        this.maker = maker;
    }

    /** Neither an Exception nor an Error. */
    static final class Plain extends Throwable {
        private static final long serialVersionUID = 1;

        Plain(String message) {
            super(message);
        }
    }

    Throwable make() {
        return maker.get();
    }

    /** Whether {@code result} throws it as it is. */
    boolean isUnchecked() {
        Throwable made = make();
        return made instanceof Error || made instanceof RuntimeException && this != CANCELLATION;
    }

    /** A body that throws this very instance. */
    static Future<String> by(Executor executor, Throwable thrown) {
        return executor.submit(() -> raise(thrown));
    }

    /** Throws it, whatever it is. */
    static String raise(Throwable thrown) {
        throw Thrown.<RuntimeException>sneak(thrown);
    }

    @SuppressWarnings("unchecked") // the compiler's view only
    private static <E extends Throwable> E sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** Demands the very instance; where memory is not shared, its type and message. */
    static void assertSameFailure(Executor executor, Throwable expected, @Nullable Throwable was) {
        if (ExecutorFixture.sharesMemory(executor)) {
            assertSame(expected, was);
        } else {
            assertNotNull(was);
            assertEquals(expected.getClass(), was.getClass());
            assertEquals(expected.getMessage(), was.getMessage());
        }
    }
}
