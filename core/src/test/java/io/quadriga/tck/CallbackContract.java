package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link Callback} and of {@code onDone}, one test each; {@code CONTRACT.md} lists
 * them as C1, C2 and so on. A backend extends this class and supplies the executor; rules are never
 * overridden.
 */
public abstract class CallbackContract extends CallbackRules {

    /**
     * Returns a running executor without a capacity limit. The kit stops it.
     *
     * @param workers how many bodies run at the same time; exactly
     * @return the executor, which nobody else uses
     */
    @Override
    protected abstract Executor newExecutor(int workers);

    /** A callback with an executor of the caller's runs there. */
    @Test
    void c17_aCallbackRunsWhereItIsTold() throws Exception {
        Executor executor = open();
        BlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        executor.submit(() -> "done").onDone(telling(heard), handedOver::add);
        Runnable call = handedOver.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
        assertFalse(heard.isDone());
        call.run();
        assertEquals("done", heard.getNow("not run"));
    }

    /** It is handed over in its turn and not waited for: the next runs though it has not. */
    @Test
    void c18_aHandedOverCallbackIsNotWaitedFor() throws Exception {
        Future<String> future = open().submit(() -> "done");
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        CountDownLatch registered = new CountDownLatch(1);
        future.onDone(value -> {
            awaitQuietly(registered);
            order.add("first");
        });
        future.onDone(value -> {}, command -> order.add("handed over, never run"));
        future.onDone(value -> order.add("third"));
        registered.countDown();
        assertEquals("first", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        assertEquals(
                "handed over, never run", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        assertEquals("third", order.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
    }

    /** If {@code where} rejects it, that is logged, and the others run. */
    @Test
    void c19_aRejectedCallbackIsLogged() throws Exception {
        Executor executor = open().with(TaskOptions.label("thumbnails"));
        try (CapturedLog log = new CapturedLog()) {
            Future<String> future = executor.submit(() -> "done");
            future.onDone(
                    value -> {},
                    command -> {
                        throw new RejectedExecutionException("on purpose");
                    });
            CompletableFuture<Object> after = new CompletableFuture<>();
            future.onDone(telling(after));
            soon(after);
            assertEquals(1, log.lines("callback not handed over: task=thumbnails"), log.text());
            assertTrue(log.text().contains("on purpose"), log.text());
        }
    }

    /** A callback handed to the executor of its own future runs as a task of it. */
    @Test
    void c20_aCallbackMayBeHandedToItsOwnExecutor() throws Exception {
        Executor executor = openShared(1);
        CompletableFuture<Object> heard = new CompletableFuture<>();
        executor.submit(() -> "done")
                .onDone(value -> heard.complete(TaskContext.current().executor()), executor);
        assertEquals(executor.name(), soon(heard));
    }

    /** Termination includes the callbacks registered before it. */
    @Test
    void c21_terminationIncludesCallbacks() throws Exception {
        Executor executor = open();
        CountDownLatch release = new CountDownLatch(1);
        Future<String> future = executor.submit(() -> "done");
        CompletableFuture<Object> stage = new CompletableFuture<>();
        future.onDone(value -> awaitQuietly(release));
        future.thenAccept(value -> {
            awaitQuietly(release);
            stage.complete(value);
        });
        future.result();
        executor.shutdown();
        assertFalse(executor.awaitTermination(brief().toNanos(), TimeUnit.NANOSECONDS));
        assertFalse(executor.isTerminated());
        release.countDown();
        awaitTermination(executor);
        assertTrue(stage.isDone());
    }

    /**
     * A callback with {@code where} counts as done once handed over: termination does not wait for
     * it.
     */
    @Test
    void c22_terminationDoesNotWaitForHandedOverCallbacks() throws Exception {
        Executor executor = open();
        BlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();
        executor.submit(() -> "done").onDone(value -> {}, handedOver::add);
        executor.shutdown();
        awaitTermination(executor);
        assertEquals(1, handedOver.size());
    }

    /** A callback runs though the future was settled after {@code shutdown}. */
    @Test
    void c23_shutdownKeepsCallbacks() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        CompletableFuture<Object> heard = new CompletableFuture<>();
        executor.shutdown();
        future.onDone(telling(heard));
        end.set();
        awaitTermination(executor);
        assertEquals("ran", heard.getNow("not run"));
    }

    /** A callback registered after termination still runs. */
    @Test
    void c24_terminationKeepsLateCallbacks() throws Exception {
        Executor executor = open();
        Future<String> future = executor.submit(() -> "done");
        executor.close();
        CompletableFuture<Object> heard = new CompletableFuture<>();
        future.onDone(telling(heard));
        assertEquals("done", soon(heard));
        assertTrue(executor.isTerminated());
    }

    /**
     * From a callback {@code close} waits for all but the callbacks that are themselves inside it.
     */
    @Test
    void c25_closeFromCallbacks() throws Exception {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        running(executor, end);
        CountDownLatch bothInside = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Object> third = new CompletableFuture<>();
        List<CompletableFuture<Boolean>> closed = new ArrayList<>();
        executor.submit(() -> "third")
                .onDone(value -> {
                    awaitQuietly(release);
                    third.complete(value);
                });
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Boolean> terminated = new CompletableFuture<>();
            closed.add(terminated);
            executor.submit(() -> "closing")
                    .onDone(value -> {
                        bothInside.countDown();
                        awaitQuietly(bothInside);
                        executor.close();
                        terminated.complete(executor.isTerminated() && third.isDone());
                    });
        }
        awaitQuietly(bothInside);
        TestThread<?> waiting = TestThread.start(() -> closed.get(0).get());
        waiting.awaitBlocked();
        waiting.assertStillWaits();
        end.set();
        waiting.assertStillWaits();
        release.countDown();
        assertEquals(true, soon(closed.get(0)));
        assertEquals(true, soon(closed.get(1)));
    }

    /** {@code shutdownNow} from a callback cancels everything and hangs nobody. */
    @Test
    void c26_shutdownNowFromACallback() throws Exception {
        Executor executor = openConcurrent(2);
        Future<String> running = running(executor, mark());
        CompletableFuture<Object> done = new CompletableFuture<>();
        executor.submit(() -> "trigger")
                .onDone(value -> {
                    executor.shutdownNow();
                    done.complete(running.isCancelled());
                });
        assertEquals(true, soon(done));
        awaitTermination(executor);
    }

    /** A waiter may return before the callbacks run, but they happen after the outcome is there. */
    @Test
    void c27_theOutcomeIsThereBeforeTheCallback() throws Exception {
        Executor executor = open();
        for (int round = 0; round < 200; round++) {
            int mine = round;
            Future<Integer> future = executor.submit(() -> mine);
            CompletableFuture<Object> seen = new CompletableFuture<>();
            future.onDone(value -> seen.complete(future.isDone() ? future.resultNow() : "early"));
            assertEquals(round, soon(seen));
        }
    }

    /** The callback of a bulk call is told once, with the whole list. */
    @Test
    void c28_aBulkCallTellsOnce() throws Exception {
        Executor executor = open();
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        executor.mapAsync(input -> input + 1, List.of(1, 2, 3)).onDone(told::add);
        assertEquals(List.of(2, 3, 4), told.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        executor.close();
        assertTrue(told.isEmpty());
    }

    /** What somebody does with {@code get} beside a callback is not delayed by it. */
    @Test
    void c29_aBlockedCallbackDelaysNoWaiter() throws Exception {
        Executor executor = open();
        CountDownLatch release = new CountDownLatch(1);
        Future<String> future = executor.submit(() -> "done");
        future.onDone(value -> awaitQuietly(release));
        assertEquals("done", future.result(Bounds.SOON));
        try {
            assertEquals("done", future.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
        release.countDown();
    }
}
