package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Future;
import io.quadriga.TaskState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a caller waits, and what an interrupt does to it. */
abstract class FutureWaitingRules extends FutureOutcomeRules {

    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    /** A wait whose time is zero or negative does not wait; the task goes on. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void f13_zeroAndNegativeTimesPoll(long nanos) throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        Duration none = Duration.ofNanos(nanos);
        assertThrows(TimeoutException.class, () -> future.get(nanos, TimeUnit.NANOSECONDS));
        assertThrows(TimeoutException.class, () -> future.result(none));
        assertFalse(future.await(none));
        assertFalse(future.isDone());
        end.set();
        assertEquals("ran", settled(future).result(none));
        assertEquals("ran", future.get(nanos, TimeUnit.NANOSECONDS));
        assertTrue(future.await(none));
    }

    /**
     * A wait that runs out of time throws TimeoutException, which names the time, or returns false;
     * the task goes on.
     */
    @Test
    void f14_aTimedWaitEndsInTime() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        assertThrows(
                TimeoutException.class,
                () -> future.get(brief().toMillis(), TimeUnit.MILLISECONDS));
        long start = System.nanoTime();
        TimeoutException late = assertThrows(TimeoutException.class, () -> future.result(brief()));
        assertTrue(System.nanoTime() - start >= brief().toNanos());
        assertTrue(late.getMessage().contains("timeout=" + brief()), late.getMessage());
        assertTrue(late.getMessage().contains("RUNNING"), late.getMessage());
        assertFalse(future.await(brief()));
        assertEquals(TaskState.RUNNING, future.taskState());
        end.set();
        assertEquals("ran", future.result(Bounds.SOON));
    }

    /** A time too long for a long of nanoseconds is no limit, and no overflow. */
    @Test
    void f15_theLongestTimesAreLegal() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        var getting = TestThread.start(() -> future.get(Long.MAX_VALUE, TimeUnit.DAYS));
        var resulting = TestThread.start(() -> future.result(LONGEST));
        var awaiting = TestThread.start(() -> future.await(LONGEST));
        getting.awaitBlocked();
        resulting.awaitBlocked();
        awaiting.awaitBlocked();
        end.set();
        assertEquals("ran", getting.result());
        assertEquals("ran", resulting.result());
        assertEquals(true, awaiting.result());
    }

    /**
     * An interrupt ends {@code get}, {@code result} and {@code await} with InterruptedException and
     * clears the flag; the task goes on.
     */
    @Test
    void f16_anInterruptEndsTheWaitAndNotTheTask() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        interrupted(TestThread.start(() -> clearedAfter(() -> future.get())));
        interrupted(TestThread.start(() -> clearedAfter(() -> future.get(1, TimeUnit.DAYS))));
        interrupted(TestThread.start(() -> clearedAfter(() -> future.result())));
        interrupted(TestThread.start(() -> clearedAfter(() -> future.result(Bounds.NEVER))));
        interrupted(TestThread.startVirtual(() -> clearedAfter(() -> future.await(Bounds.NEVER))));
        assertEquals(TaskState.RUNNING, future.taskState());
        end.set();
        assertEquals("ran", future.result());
    }

    private static void clearedAfter(TestThread.Body wait) throws Exception {
        try {
            wait.run();
        } catch (InterruptedException expected) {
            assertFalse(Thread.currentThread().isInterrupted(), "flag is set");
            throw expected;
        }
    }

    private static void interrupted(TestThread<?> waiting) throws InterruptedException {
        waiting.awaitBlocked();
        waiting.interrupt();
        assertInstanceOf(InterruptedException.class, waiting.join());
    }

    /** A caller interrupted before it would wait is told so at once. */
    @Test
    void f17_anInterruptBeforeTheWaitCounts() {
        Future<String> future = running(openConcurrent(1), mark());
        Thread self = Thread.currentThread();
        self.interrupt();
        assertThrows(InterruptedException.class, future::get);
        self.interrupt();
        assertThrows(InterruptedException.class, () -> future.get(1, TimeUnit.DAYS));
        self.interrupt();
        assertThrows(InterruptedException.class, future::result);
        self.interrupt();
        assertThrows(InterruptedException.class, () -> future.result(Bounds.NEVER));
        self.interrupt();
        assertThrows(InterruptedException.class, () -> future.await(Bounds.NEVER));
        assertFalse(self.isInterrupted());
    }

    /** A settled future answers whatever the interrupt flag, which stays. */
    @Test
    void f18_aSettledFutureAnswersTheInterrupted() throws Exception {
        Future<String> future = settled(open().submit(() -> "done"));
        Thread.currentThread().interrupt();
        try {
            assertEquals("done", future.get());
            assertEquals("done", future.get(1, TimeUnit.DAYS));
            assertEquals("done", future.result());
            assertEquals("done", future.result(Bounds.NEVER));
            assertTrue(future.await(Bounds.NEVER));
            assertEquals("done", completable(future).join());
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
    }

    /** {@code join} waits on through interrupts and keeps the flag. */
    @Test
    void f19_joinKeepsTheInterrupt() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        var joining =
                TestThread.start(
                        () -> completable(future).join() + Thread.currentThread().isInterrupted());
        joining.awaitBlocked();
        joining.interrupt();
        joining.assertStillWaits();
        end.set();
        assertEquals("rantrue", joining.result());
    }

    /** A null argument is refused by its name; the future is as it was. */
    @Test
    @SuppressWarnings("NullAway") // on purpose
    void f20_nullIsRefused() throws Exception {
        Future<String> future = open().submit(() -> "done");
        refused("timeout", () -> future.result(null));
        refused("timeout", () -> future.await(null));
        refused("callback", () -> future.onDone(null));
        refused("callback", () -> future.onDone(null, Runnable::run));
        refused("where", () -> future.onDone(value -> {}, null));
        refused("success", () -> Callback.of(null, error -> {}));
        refused("failure", () -> Callback.of(value -> {}, null));
        assertThrows(NullPointerException.class, () -> future.get(1, null));
        assertThrows(NullPointerException.class, () -> future.thenApply(null));
        assertEquals("done", future.result());
    }

    static void refused(String parameter, org.junit.jupiter.api.function.Executable call) {
        NullPointerException refused = assertThrows(NullPointerException.class, call);
        assertEquals(parameter, refused.getMessage());
    }
}
