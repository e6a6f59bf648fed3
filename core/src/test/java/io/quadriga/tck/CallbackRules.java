package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a callback is told, when, in which order, and what it may do. */
abstract class CallbackRules extends ExecutorFixture {

    static <T> T soon(CompletableFuture<T> said) throws Exception {
        return said.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A callback that says what it was told. */
    static <T> Callback<T> telling(CompletableFuture<Object> heard) {
        return Callback.of(heard::complete, heard::complete);
    }

    /**
     * {@code onSuccess} is given the result, null included, and {@code onFailure} is not called.
     */
    @Test
    void c1_successGivesTheResult() throws Exception {
        Executor executor = open();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        executor.submit(() -> "done").onDone(telling(heard));
        assertEquals("done", soon(heard));
        CompletableFuture<Object> heardNull = new CompletableFuture<>();
        executor.submit(() -> (String) null)
                .onDone(
                        Callback.of(
                                value -> heardNull.complete(value),
                                error -> heardNull.completeExceptionally(error)));
        assertNull(soon(heardNull));
    }

    /** {@code onFailure} is given the very Throwable of the body. */
    @ParameterizedTest
    @EnumSource
    void c2_failureGivesTheThrowable(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        Thrown.by(executor, thrown).onDone(telling(heard));
        Thrown.assertSameFailure(executor, thrown, (Throwable) soon(heard));
    }

    /** On cancel {@code onFailure} is given a CancellationException, at once. */
    @Test
    void c3_cancelGivesACancellation() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        Future<String> queued = executor.submit(() -> "never");
        CompletableFuture<Object> heardRunning = new CompletableFuture<>();
        CompletableFuture<Object> heardQueued = new CompletableFuture<>();
        running.onDone(telling(heardRunning));
        queued.onDone(telling(heardQueued));
        running.cancel(false);
        queued.cancel(false);
        assertInstanceOf(CancellationException.class, soon(heardRunning));
        assertInstanceOf(CancellationException.class, soon(heardQueued));
        assertEquals(1, executor.stats().running());
    }

    /** By default {@code onFailure} does nothing: a lambda hears of success only. */
    @Test
    void c4_aLambdaHearsOfSuccessOnly() throws Exception {
        Executor executor = open();
        AtomicInteger successes = new AtomicInteger();
        try (CapturedLog log = new CapturedLog()) {
            Future<String> failed = Thrown.by(executor, new IllegalStateException("mine"));
            failed.onDone(value -> successes.incrementAndGet());
            CompletableFuture<Object> after = new CompletableFuture<>();
            failed.onDone(telling(after));
            soon(after);
            assertEquals(0, successes.get());
            assertFalse(log.text().contains("callback failed"), log.text());
        }
    }

    /** A callback registered when the future is settled runs as well, whatever the outcome. */
    @Test
    void c5_aLateCallbackRuns() throws Exception {
        Executor executor = open();
        Future<String> done = settled(executor.submit(() -> "done"));
        Future<String> failed = settled(Thrown.by(executor, new IllegalStateException("mine")));
        Future<String> cancelled =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "never");
        cancelled.cancel(true);
        List<Object> outcomes = new ArrayList<>();
        for (Future<String> future : List.of(done, failed, cancelled)) {
            CompletableFuture<Object> heard = new CompletableFuture<>();
            future.onDone(telling(heard));
            outcomes.add(soon(heard));
        }
        assertEquals("done", outcomes.get(0));
        assertInstanceOf(IllegalStateException.class, outcomes.get(1));
        assertInstanceOf(CancellationException.class, outcomes.get(2));
    }

    /** {@code onDone} returns its future. */
    @Test
    void c6_onDoneReturnsTheFuture() {
        Future<String> future = open().submit(() -> "done");
        assertSame(future, future.onDone(value -> {}));
        assertSame(future, future.onDone(value -> {}, Runnable::run));
    }

    /** Each callback is called once; one registered twice is called twice. */
    @Test
    void c7_eachRegistrationCallsOnce() throws Exception {
        Executor executor = open();
        for (int round = 0; round < 200; round++) {
            AtomicInteger calls = new AtomicInteger();
            Callback<Integer> counting = value -> calls.incrementAndGet();
            int mine = round;
            Future<Integer> future = executor.submit(() -> mine);
            future.onDone(counting).onDone(counting);
            CompletableFuture<Object> last = new CompletableFuture<>();
            future.onDone(telling(last));
            soon(last);
            assertEquals(2, calls.get());
        }
    }

    /**
     * The callbacks of one future run in the order of their registration, before and after it is
     * settled.
     */
    @Test
    void c8_callbacksRunInOrder() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        List<Integer> order = new ArrayList<>(); // one at a time, so plain
        int half = 500;
        IntStream.range(0, half).forEach(i -> future.onDone(value -> order.add(i)));
        end.set();
        IntStream.range(half, 2 * half).forEach(i -> future.onDone(value -> order.add(i)));
        CompletableFuture<Object> last = new CompletableFuture<>();
        future.onDone(telling(last));
        soon(last);
        assertEquals(IntStream.range(0, 2 * half).boxed().toList(), order);
    }

    /** The callbacks of one future run one at a time: the next waits for the one before. */
    @Test
    void c9_callbacksRunOneAtATime() throws Exception {
        Executor executor = open();
        Future<String> future = executor.submit(() -> "done");
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Object> first = new CompletableFuture<>();
        CompletableFuture<Object> second = new CompletableFuture<>();
        future.onDone(value -> {
            first.complete(value);
            awaitQuietly(release);
        });
        future.onDone(telling(second));
        soon(first);
        TestThread<?> waiting = TestThread.start(() -> soon(second));
        waiting.awaitBlocked();
        waiting.assertStillWaits();
        release.countDown();
        assertEquals("done", waiting.result());
    }

    /** What a callback registers on its own future runs after those registered before. */
    @Test
    void c10_aCallbackMayRegisterAnother() throws Exception {
        Future<String> future = open().submit(() -> "done");
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        CountDownLatch registered = new CountDownLatch(1);
        future.onDone(value -> {
            awaitQuietly(registered);
            order.add("first");
            future.onDone(late -> order.add("from the first"));
        });
        future.onDone(value -> order.add("second"));
        registered.countDown();
        assertEquals("first", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        assertEquals("second", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        assertEquals("from the first", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
    }

    /** A callback is never run by a worker, nor by the thread that registers or cancels. */
    @Test
    void c11_callbacksRunInThreadsOfTheirOwn() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        CompletableFuture<Thread> early = new CompletableFuture<>();
        running.onDone(value -> early.complete(Thread.currentThread()));
        end.set();
        CompletableFuture<Thread> late = new CompletableFuture<>();
        settled(running).onDone(value -> late.complete(Thread.currentThread()));
        CompletableFuture<Thread> cancelling = new CompletableFuture<>();
        Future<String> cancelled =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "never");
        cancelled.onDone(
                Callback.of(value -> {}, error -> cancelling.complete(Thread.currentThread())));
        cancelled.cancel(true);
        List<Thread> threads = List.of(soon(early), soon(late), soon(cancelling));
        threads.forEach(thread -> assertNotSame(Thread.currentThread(), thread));
        if (sharesMemory(executor)) {
            Thread worker = executor.submit(() -> Thread.currentThread()).result();
            threads.forEach(thread -> assertNotSame(worker, thread));
        }
    }

    /** There is no TaskContext in a callback. */
    @Test
    void c12_noTaskContextInACallback() throws Exception {
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        open().submit(() -> "done").onDone(value -> found.complete(TaskContext.find().isPresent()));
        assertEquals(false, soon(found));
    }

    /** A callback that blocks delays no other future and no worker. */
    @Test
    void c13_aBlockedCallbackDelaysNobody() throws Exception {
        Executor executor = open(1);
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Object>> inside = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Object> entered = new CompletableFuture<>();
            inside.add(entered);
            executor.submit(() -> "blocked")
                    .onDone(value -> {
                        entered.complete(value);
                        awaitQuietly(release);
                    });
        }
        for (CompletableFuture<Object> entered : inside) {
            soon(entered);
        }
        CompletableFuture<Object> heard = new CompletableFuture<>();
        Future<String> free = executor.submit(() -> "free");
        free.onDone(telling(heard));
        assertEquals("free", free.result(Bounds.SOON));
        assertEquals("free", soon(heard));
        release.countDown();
    }

    /** What a callback throws, errors too, is logged once with the task's label; the others run. */
    @Test
    void c14_whatACallbackThrowsIsLogged() throws Exception {
        Executor executor = open().with(TaskOptions.label("thumbnails"));
        try (CapturedLog log = new CapturedLog()) {
            Future<String> future = executor.submit(() -> "done");
            future.onDone(value -> Thrown.raise(new IllegalStateException("from a callback")));
            future.onDone(value -> Thrown.raise(new AssertionError("error of a callback")));
            CompletableFuture<Object> after = new CompletableFuture<>();
            future.onDone(telling(after));
            assertEquals("done", soon(after));
            assertEquals("done", future.result());
            assertEquals(2, log.lines("callback failed: task=thumbnails"), log.text());
            assertTrue(log.text().contains("from a callback"), log.text());
            assertTrue(log.text().contains("error of a callback"), log.text());
        }
        assertEquals("next", executor.submit(() -> "next").result(Bounds.SOON));
    }

    /** A late callback that throws does so nowhere near who registers it (C05). */
    @Test
    void c15_aLateCallbackThrowsElsewhere() throws Exception {
        Future<String> future = settled(open().submit(() -> "done"));
        try (CapturedLog log = new CapturedLog()) {
            future.onDone(value -> Thrown.raise(new IllegalStateException("late throw")));
            Bounds.await("logged", () -> log.text().contains("late throw"));
        }
    }

    /** A callback may use any executor and wait for it, its own included. */
    @Test
    void c16_aCallbackMayWaitForItsOwnExecutor() throws Exception {
        Executor executor = open(1);
        CompletableFuture<Object> heard = new CompletableFuture<>();
        executor.submit(() -> "first")
                .onDone(value -> {
                    try {
                        String second = executor.submit(() -> "second").result();
                        List<Integer> mapped = executor.map(input -> input + 1, List.of(1, 2, 3));
                        heard.complete(value + second + mapped);
                    } catch (InterruptedException interrupted) {
                        heard.completeExceptionally(interrupted);
                    }
                });
        assertEquals("firstsecond[2, 3, 4]", soon(heard));
    }
}
