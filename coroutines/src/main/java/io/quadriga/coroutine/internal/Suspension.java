package io.quadriga.coroutine.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Future;
import io.quadriga.coroutine.Coroutine;
import io.quadriga.spi.Promise;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The waits of the calling coroutine. */
public final class Suspension {

    private Suspension() {}

    public static Coroutine<?> current() {
        Task<?> task = strand().task();
        if (task == null) {
            throw notInACoroutine();
        }
        return task;
    }

    public static void sleep(Duration duration) {
        strand().sleep(nanos(requireNonNull(duration, "duration")));
    }

    public static void yieldNow() {
        strand().yieldNow();
    }

    public static <T extends @Nullable Object> T await(Future<T> future, boolean cancels) {
        Strand strand = strand();
        try {
            strand.interruptIfCancelled();
            return future.result();
        } catch (InterruptedException ended) {
            if (cancels) {
                future.cancel(true);
            }
            throw cancellation(strand, ended);
        }
    }

    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        Promise<T> outcome = new Promise<>();
        stage.whenComplete((value, error) -> {
            if (error == null) {
                outcome.succeed(value);
            } else {
                fail(outcome, unwrapped(error));
            }
        });
        return await(outcome, false);
    }

    private static void fail(Promise<?> outcome, Throwable error) {
        if (error instanceof CancellationException) {
            outcome.cancel(false);
        } else {
            outcome.fail(error);
        }
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : null;
        return cause == null ? error : cause;
    }

    public static void awaitEnd(Coroutine<?> coroutine) {
        Strand strand = strand();
        try {
            strand.interruptIfCancelled();
            coroutine.awaitEnd();
        } catch (InterruptedException ended) {
            throw cancellation(strand, ended);
        }
    }

    private static CancellationException cancellation(Strand strand, InterruptedException ended) {
        CancellationException cancelled = strand.cancellation();
        cancelled.initCause(ended);
        return cancelled;
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    static Strand strand() {
        Strand strand = Strand.current();
        if (strand == null) {
            throw notInACoroutine();
        }
        return strand;
    }

    private static IllegalStateException notInACoroutine() {
        return new IllegalStateException(
                "not in a coroutine: thread="
                        + Thread.currentThread().getName()
                        + "; call this in the body of a coroutine");
    }
}
