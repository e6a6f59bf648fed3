package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.spi.Run;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a single task calls. A Callable is called as it is; the other shapes are wrapped, and
 * unwrapped again for encoding.
 */
sealed interface Body extends Callable<@Nullable Object> {

    /** What the caller submitted. */
    Object task();

    Run.Shape shape();

    default @Nullable Object input() {
        return null;
    }

    /** A Runnable with a result that stays in this process. */
    record OfRunnable(Runnable task, @Nullable Object result) implements Body {
        @Override
        public @Nullable Object call() {
            task.run();
            return result;
        }

        @Override
        public Run.Shape shape() {
            return Run.Shape.RUN;
        }
    }

    /** A function with its argument. */
    record OfFn(Fn<@Nullable Object, @Nullable Object> task, @Nullable Object input)
            implements Body {
        @Override
        public @Nullable Object call() throws Exception {
            return task.apply(input);
        }

        @Override
        public Run.Shape shape() {
            return Run.Shape.APPLY;
        }
    }

    /** A function with its two arguments. */
    record OfBiFn(BiFn<@Nullable Object, @Nullable Object, @Nullable Object> task, Pair input)
            implements Body {
        @Override
        public @Nullable Object call() throws Exception {
            return task.apply(input.getKey(), input.getValue());
        }

        @Override
        public Run.Shape shape() {
            return Run.Shape.APPLY_PAIR;
        }
    }

    /** Two arguments that travel as one input. */
    record Pair(@Nullable Object getKey, @Nullable Object getValue)
            implements Map.Entry<Object, Object>, Serializable {
        @Override
        public Object setValue(Object value) {
            throw new UnsupportedOperationException("a pair of arguments is immutable");
        }
    }

    static Run.Shape shapeOf(Callable<?> body) {
        return body instanceof Body own ? own.shape() : Run.Shape.CALL;
    }

    static Object taskOf(Callable<?> body) {
        return body instanceof Body own ? own.task() : body;
    }

    static @Nullable Object inputOf(Callable<?> body) {
        return body instanceof Body own ? own.input() : null;
    }

    /** Calls a function of any shape with an input. */
    @SuppressWarnings("unchecked") // the shape says what it is
    static @Nullable Object call(Run.Shape shape, Object task, @Nullable Object input)
            throws Exception {
        return switch (shape) {
            case CALL -> ((Callable<Object>) task).call();
            case RUN -> {
                ((Runnable) task).run();
                yield null;
            }
            case APPLY -> ((Fn<@Nullable Object, @Nullable Object>) task).apply(input);
            case APPLY_PAIR -> {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) requireNonNull(input, "input");
                yield ((BiFn<@Nullable Object, @Nullable Object, @Nullable Object>) task)
                        .apply(pair.getKey(), pair.getValue());
            }
        };
    }
}
