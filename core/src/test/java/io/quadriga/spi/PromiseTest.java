package io.quadriga.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.TaskState;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class PromiseTest {

    private static <T> T soon(CompletableFuture<T> said) throws Exception {
        return said.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void itsOwnerSettlesItWithAResult() throws Exception {
        Promise<String> promise = new Promise<>();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        promise.onDone(heard::complete);
        assertTrue(promise.succeed("done"));
        assertEquals("done", promise.result());
        assertEquals("done", soon(heard));
        assertEquals(TaskState.SUCCEEDED, promise.taskState());
    }

    @Test
    void itsOwnerSettlesItWithAFailure() throws Exception {
        Promise<String> promise = new Promise<>();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        promise.onDone(Callback.of(heard::complete, heard::complete));
        IllegalStateException error = new IllegalStateException("mine");
        assertTrue(promise.fail(error));
        assertSame(error, assertThrows(ExecutionException.class, promise::get).getCause());
        assertSame(error, soon(heard));
        assertEquals(TaskState.FAILED, promise.taskState());
    }

    @Test
    void theFirstOutcomeStays() throws Exception {
        Promise<String> promise = new Promise<>();
        assertTrue(promise.succeed("first"));
        assertFalse(promise.succeed("second"));
        assertFalse(promise.fail(new IllegalStateException("third")));
        assertFalse(promise.cancel(true));
        assertEquals("first", promise.result());
        Promise<String> cancelled = new Promise<>();
        assertTrue(cancelled.cancel(false));
        assertFalse(cancelled.succeed("late"));
        assertFalse(cancelled.fail(new IllegalStateException("late")));
        assertTrue(cancelled.isCancelled());
    }

    @Test
    void ofManySettlersOneWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            Promise<Integer> promise = new Promise<>();
            List<TestThread<Boolean>> settlers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int mine = i;
                settlers.add(TestThread.start(() -> promise.succeed(mine)));
            }
            settlers.add(TestThread.start(() -> promise.fail(new IllegalStateException())));
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < settlers.size(); i++) {
                if (settlers.get(i).result()) {
                    winners.add(i);
                }
            }
            assertEquals(1, winners.size());
            if (winners.get(0) == 3) {
                assertInstanceOf(IllegalStateException.class, promise.exceptionNow());
            } else {
                assertEquals(winners.get(0), promise.resultNow());
            }
        }
    }

    @Test
    void itIsQueuedUntilItIsStarted() {
        Promise<String> promise = new Promise<>();
        assertEquals(TaskState.QUEUED, promise.taskState());
        promise.start();
        assertEquals(TaskState.RUNNING, promise.taskState());
        promise.cancel(true);
        assertEquals(TaskState.CANCELLED, promise.taskState());
    }

    @Test
    void itsOwnerHearsOfTheCancelOnceAfterIt() {
        List<String> heard = new ArrayList<>();
        Promise<String> promise =
                new Promise<>() {
                    @Override
                    protected void cancelled(boolean mayInterrupt) {
                        heard.add(Thread.currentThread() + " " + mayInterrupt + isCancelled());
                    }
                };
        assertTrue(promise.cancel(true));
        assertTrue(promise.cancel(false));
        assertEquals(List.of(Thread.currentThread() + " truetrue"), heard);
        assertThrows(CancellationException.class, promise::result);
    }

    @Test
    void callbacksAndStagesRunOnItsOwnExecutor() {
        AtomicInteger commands = new AtomicInteger();
        Promise<String> promise =
                new Promise<>(command -> {
                    commands.incrementAndGet();
                    command.run();
                });
        List<String> order = new ArrayList<>();
        promise.onDone(value -> order.add("callback " + value));
        promise.thenAccept(value -> order.add("stage " + value));
        promise.succeed("done");
        assertEquals(2, order.size());
        assertEquals(2, commands.get());
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void nullIsRefused() {
        Promise<String> promise = new Promise<>();
        assertThrows(NullPointerException.class, () -> promise.fail(null));
        assertThrows(NullPointerException.class, () -> new Promise<String>(null));
        assertFalse(promise.isDone());
    }
}
