package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancel, in every state of a task. */
abstract class FutureCancelRules extends FutureWaitingRules {

    /** Cancelling a queued task returns true and revokes it: its body is never entered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f21_aQueuedTaskIsRevoked(boolean mayInterrupt) throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Mark entered = mark();
        running(executor, end);
        Future<Void> queued = executor.submit(() -> entered.set());
        assertTrue(queued.cancel(mayInterrupt));
        assertCancelled(queued);
        end.set();
        executor.shutdown();
        awaitTermination(executor);
        assertFalse(entered.isSet());
        assertEquals(1, executor.stats().cancelled());
    }

    /** Cancelling a delayed task returns true and revokes it. */
    @Test
    void f22_aDelayedTaskIsRevoked() throws Exception {
        Executor executor = open();
        Future<String> delayed =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "late");
        assertTrue(delayed.cancel(false));
        assertCancelled(delayed);
        assertEquals(0, executor.stats().queued());
        executor.shutdown();
        awaitTermination(executor);
    }

    /** {@code cancel(true)} on a running task settles it at once and interrupts the body. */
    @Test
    void f23_aRunningTaskIsInterrupted() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark interrupted = mark();
        Future<Void> future =
                executor.submit(() -> {
                    entered.set();
                    try {
                        new java.util.concurrent.CountDownLatch(1).await();
                    } catch (InterruptedException told) {
                        interrupted.set();
                    }
                });
        entered.expect();
        assertTrue(future.cancel(true));
        assertCancelled(future);
        interrupted.expect();
    }

    /**
     * A body that ignores the interrupt changes nothing for the future, which is settled at once;
     * {@code stats} counts the body as running until it ends, and its value is dropped.
     */
    @Test
    void f24_aStubbornBodyIsNotWaitedFor() {
        Executor executor = openConcurrent(1);
        assumeFalse(
                executor.capabilities().contains(Capability.STOPS_ANY_CODE), "its body is killed");
        Mark entered = mark();
        Mark end = mark();
        Future<String> future = executor.submit(() -> stubborn(entered, end));
        entered.expect();
        assertTrue(future.cancel(true));
        assertCancelled(future);
        assertEquals(1, executor.stats().running());
        assertEquals(0, executor.stats().finished());
        end.set();
        Bounds.await("the body has ended", () -> executor.stats().running() == 0);
        assertEquals(1, executor.stats().finished());
        assertCancelled(future);
    }

    static String stubborn(Mark entered, Mark end) {
        entered.set();
        end.awaitStubbornly();
        return "unheard";
    }

    /** With STOPS_ANY_CODE a body that ignores the interrupt is ended by force. */
    @Test
    void f25_aStubbornBodyIsEndedByForceWhereThatIsPromised() throws Exception {
        Executor executor = openConcurrent(1);
        assumeTrue(
                executor.capabilities().contains(Capability.STOPS_ANY_CODE), "no STOPS_ANY_CODE");
        Mark entered = mark();
        Mark never = mark();
        Future<String> future = executor.submit(() -> stubborn(entered, never));
        entered.expect();
        assertTrue(future.cancel(true));
        assertCancelled(future);
        Bounds.await("the body was ended", () -> executor.stats().running() == 0);
        assertEquals("next", executor.submit(() -> "next").result(Bounds.SOON));
    }

    /**
     * {@code cancel(false)} on a running task returns true and settles it; the body is not
     * interrupted and finishes unheard.
     */
    @Test
    void f26_anUninterruptedBodyFinishesUnheard() {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Mark finished = mark();
        Mark entered = mark();
        Future<String> future =
                executor.submit(() -> {
                    entered.set();
                    end.await();
                    finished.set();
                    return "unheard";
                });
        entered.expect();
        assertTrue(future.cancel(false));
        assertCancelled(future);
        assertEquals(1, executor.stats().running());
        end.set();
        finished.expect();
        Bounds.await("the body has ended", () -> executor.stats().running() == 0);
        assertCancelled(future);
    }

    /**
     * Cancelling a task that waits for its next attempt returns true; there is no other attempt.
     */
    @Test
    void f27_aRetryingTaskIsRevoked() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Future<String> future = failingOnce(executor, entered, Bounds.NEVER);
        entered.expect();
        Bounds.await("waits for its retry", () -> future.taskState() == TaskState.QUEUED);
        assertTrue(future.cancel(true));
        assertCancelled(future);
        executor.shutdown();
        awaitTermination(executor);
        assertEquals(1, entered.count());
    }

    /** Cancelling a finished task returns false and changes nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f28_aFinishedTaskIsNotCancelled(boolean mayInterrupt) throws Exception {
        Executor executor = open();
        Future<String> succeeded = settled(executor.submit(() -> "done"));
        assertFalse(succeeded.cancel(mayInterrupt));
        assertEquals("done", succeeded.result());
        Future<String> failed = settled(Thrown.by(executor, new IllegalStateException("mine")));
        assertFalse(failed.cancel(mayInterrupt));
        assertFalse(failed.isCancelled());
        assertEquals(TaskState.FAILED, failed.taskState());
    }

    /** Cancelling a cancelled task returns true, however often and by however many. */
    @Test
    void f29_aCancelledTaskIsCancelledAgain() throws Exception {
        Future<String> future = running(openConcurrent(1), mark());
        List<TestThread<Boolean>> cancelling =
                java.util.stream.IntStream.range(0, 4)
                        .mapToObj(i -> TestThread.start(() -> future.cancel(i % 2 == 0)))
                        .toList();
        for (TestThread<Boolean> each : cancelling) {
            assertTrue(each.result());
        }
        assertTrue(future.cancel(true));
        assertCancelled(future);
    }

    /**
     * Cancelling a bulk call settles it at once, revokes its queued inputs and stops the running
     * ones.
     */
    @Test
    void f30_aBulkCallIsCancelledAsAWhole() throws Exception {
        Executor executor = openConcurrent(2);
        Mark entered = mark();
        Mark end = mark();
        Future<List<Integer>> future =
                executor.with(TaskOptions.chunkSize(3))
                        .mapAsync(
                                input -> {
                                    entered.set();
                                    end.await();
                                    return input;
                                },
                                java.util.stream.IntStream.range(0, 100).boxed().toList());
        Bounds.await("two are running", () -> entered.count() == 2);
        assertTrue(future.cancel(true));
        assertCancelled(future);
        assertTrue(future.cancel(true));
        executor.shutdown();
        awaitTermination(executor);
        assertEquals(2, entered.count());
        assertEquals(98, executor.stats().cancelled());
    }

    /** A waiting caller is woken by the cancel. */
    @Test
    void f31_aCancelWakesTheWaiters() throws Exception {
        Executor executor = openConcurrent(1);
        running(executor, mark());
        Future<String> queued = executor.submit(() -> "never");
        var getting = TestThread.start(() -> queued.get());
        var resulting = TestThread.start(() -> queued.result(Bounds.NEVER));
        var joining = TestThread.start(() -> completable(queued).join());
        getting.awaitBlocked();
        resulting.awaitBlocked();
        joining.awaitBlocked();
        queued.cancel(false);
        assertInstanceOf(CancellationException.class, getting.join());
        assertInstanceOf(CancellationException.class, resulting.join());
        assertInstanceOf(CancellationException.class, joining.join());
    }

    /** {@code awaitTermination} and {@code close} wait for the body of a cancelled task. */
    @Test
    void f32_theEndOfTheExecutorWaitsForCancelledBodies() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark end = mark();
        Future<String> future = executor.submit(() -> stubborn(entered, end));
        entered.expect();
        future.cancel(false);
        executor.shutdown();
        assertFalse(executor.awaitTermination(brief().toNanos(), TimeUnit.NANOSECONDS));
        TestThread<?> closing = TestThread.start(() -> executor.close());
        closing.awaitBlocked();
        assertFalse(executor.isTerminated());
        end.set();
        assertEquals(null, closing.join());
        assertTrue(executor.isTerminated());
    }

    /** {@code shutdownNow} cancels queued and running futures before it returns. */
    @Test
    void f33_shutdownNowCancels() {
        Executor executor = openConcurrent(1);
        Future<String> running = running(executor, mark());
        Future<String> queued = executor.submit(() -> "never");
        Future<String> delayed =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "never");
        executor.shutdownNow();
        assertCancelled(running);
        assertCancelled(queued);
        assertCancelled(delayed);
    }

    /**
     * The interrupt of a cancel reaches the body it is meant for or nothing: never the next body of
     * that worker.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f34_anInterruptNeverStrays(boolean withOptions) throws Exception {
        Executor plain = openConcurrent(1);
        Executor executor = withOptions ? plain.with(TaskOptions.label("racing")) : plain;
        int rounds = sharesMemory(plain) ? 2_000 : 50;
        for (int round = 0; round < rounds; round++) {
            Future<Void> racing = executor.submit(() -> {});
            Future<Boolean> next =
                    executor.submit(() -> {
                        Thread.onSpinWait();
                        return Thread.currentThread().isInterrupted();
                    });
            racing.cancel(true);
            assertEquals(false, next.result(Bounds.SOON), "round " + round);
        }
    }

    /** Of a cancel and an outcome exactly one wins, and everybody sees the same one. */
    @Test
    void f35_cancelAndOutcomeRaceForOneResult() throws Exception {
        Executor executor = openConcurrent(1);
        int rounds = sharesMemory(executor) ? 2_000 : 50;
        for (int round = 0; round < rounds; round++) {
            int mine = round;
            Future<Integer> future = executor.submit(() -> mine);
            var heard = new java.util.concurrent.CompletableFuture<Object>();
            future.onDone(io.quadriga.Callback.of(heard::complete, heard::complete));
            boolean cancelled = future.cancel((round & 1) == 0);
            assertEquals(cancelled, future.isCancelled());
            Object said = heard.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
            if (cancelled) {
                assertInstanceOf(CancellationException.class, said);
                assertThrows(CancellationException.class, future::result);
            } else {
                assertEquals(round, said);
                assertEquals(round, future.result());
            }
        }
    }

    /** Settled at once, done everywhere, and cancelled in every way to ask. */
    static void assertCancelled(Future<?> future) {
        assertTrue(future.isDone());
        assertTrue(future.isCancelled());
        assertEquals(TaskState.CANCELLED, future.taskState());
        assertEquals(java.util.concurrent.Future.State.CANCELLED, future.state());
        assertThrows(CancellationException.class, future::get);
        assertThrows(CancellationException.class, () -> future.get(0, TimeUnit.SECONDS));
        assertThrows(CancellationException.class, future::result);
        assertThrows(CancellationException.class, () -> future.result(brief()));
        assertThrows(CancellationException.class, () -> completable(future).join());
        assertThrows(IllegalStateException.class, future::resultNow);
        assertThrows(IllegalStateException.class, future::exceptionNow);
    }
}
