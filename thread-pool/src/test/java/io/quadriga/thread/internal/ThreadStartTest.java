package io.quadriga.thread.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that has no more threads to give. */
@Timeout(60)
class ThreadStartTest {

    private final AtomicInteger left = new AtomicInteger(); // threads that can still be started
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ThreadPoolWorkers workers =
            new ThreadPoolWorkers(
                    new ThreadPoolSettings(
                            "narrow", 2, Integer.MAX_VALUE, Long.MAX_VALUE, 2, Optional::empty),
                    new TestContext(),
                    this::startThread);

    private void startThread(Thread thread) {
        if (left.getAndDecrement() <= 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        thread.start();
    }

    @AfterEach
    void terminates() throws Exception {
        gate.countDown();
        workers.shutdown(() -> terminated.complete(null));
        terminated.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRunThatNoThreadCanBeStartedForFailsAndTheNextOneRuns() throws Exception {
        ExecutionException failed =
                assertThrows(ExecutionException.class, start(() -> "lost")::result);
        RejectedExecutionException refusal =
                assertInstanceOf(RejectedExecutionException.class, failed.getCause());
        assertInstanceOf(OutOfMemoryError.class, refusal.getCause());
        left.set(1);
        assertEquals("x", start(() -> "x").result());
    }

    @Test
    void aPoolThatCannotGrowGoesOnWithTheThreadsItHas() throws Exception {
        left.set(1);
        TestRun first =
                start(() -> {
                    gate.await();
                    return "first";
                });
        first.entered.get(30, TimeUnit.SECONDS);
        TestRun second = start(() -> "second");
        gate.countDown();
        assertEquals("first", first.result());
        assertEquals("second", second.result());
    }

    @Test
    void aPoolThatCouldNotGrowGrowsWhenItCan() throws Exception {
        left.set(1);
        TestRun first =
                start(() -> {
                    gate.await();
                    return "first";
                });
        first.entered.get(30, TimeUnit.SECONDS);
        TestRun second = start(() -> "second");
        left.set(1);
        TestRun third = start(() -> "third");
        assertEquals("second", second.result());
        assertEquals("third", third.result());
    }

    private TestRun start(Callable<?> body) {
        TestRun run = new TestRun(body);
        workers.start(run);
        return run;
    }
}
