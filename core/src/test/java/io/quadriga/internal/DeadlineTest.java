package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.ExecutorBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deadline counts from the submission, whatever the submitter has to do or to wait for. */
@Timeout(20)
class DeadlineTest {

    private static final Duration SOON = Duration.ofMillis(200);

    private static Executor inTime(Executor executor) {
        return executor.with(TaskOptions.deadline(SOON));
    }

    /** Ends only by an interrupt. */
    private static Object endless() throws InterruptedException {
        return new CountDownLatch(1).await(15, TimeUnit.SECONDS);
    }

    @Test
    void itEndsABodyThatTheSubmitterRuns() throws Exception {
        try (Executor inline = ExecutorBuilder.of(new InlineBackend()).build()) {
            Future<Object> late = inTime(inline).submit(DeadlineTest::endless);
            assertThrows(TaskTimeoutException.class, late::result);
            assertThrows(
                    TaskTimeoutException.class,
                    () -> inTime(inline).map(n -> endless(), List.of(1, 2)));
        }
    }

    @Test
    void itEndsTheWaitForAPlaceAndThenNothingIsRun() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        try (Executor full =
                ExecutorBuilder.of(new CustomBackend(1)).set("queue-capacity", 1).build()) {
            full.submit(() -> end.await(15, TimeUnit.SECONDS));
            full.submit(() -> end.await(15, TimeUnit.SECONDS));

            Future<?> late = inTime(full).submit(() -> ran.set(true));
            assertThrows(TaskTimeoutException.class, late::result);
            assertThrows(
                    TaskTimeoutException.class,
                    () -> inTime(full).map(n -> ran.getAndSet(true), List.of(1, 2)));
            end.countDown();
            full.submit(() -> "it works on").get();
        }
        assertFalse(ran.get());
    }

    @Test
    void anEndlessOneIsFarAway() throws Exception {
        try (Executor inline = ExecutorBuilder.of(new InlineBackend()).build()) {
            Instant deadline =
                    inline.with(TaskOptions.deadline(ChronoUnit.FOREVER.getDuration()))
                            .submit(() -> TaskContext.current().deadline().orElse(Instant.MAX))
                            .get();
            assertTrue(deadline.isAfter(Instant.now().plus(Duration.ofDays(365))));
        }
    }
}
