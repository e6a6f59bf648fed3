package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a future says of itself, what it keeps alive, and what is said when nobody looks. */
abstract class FutureLifetimeRules extends FutureStageRules {

    /** A result that must not be touched. */
    private static final class Touchy implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new AssertionError("user code was called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("user code was called");
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("user code was called");
        }
    }

    /** A failure that must not be touched. */
    private static final class TouchyFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new AssertionError("user code was called");
        }

        @Override
        public String getMessage() {
            throw new AssertionError("user code was called");
        }
    }

    /**
     * {@code toString} names the state and the type of the outcome, and calls no code of the user.
     */
    @Test
    void f47_toStringNamesTheState() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        Future<String> queued =
                executor.with(TaskOptions.label("thumbnails")).submit(() -> "never");
        assertTrue(running.toString().contains("RUNNING"), running.toString());
        assertTrue(queued.toString().contains("QUEUED"), queued.toString());
        assertTrue(queued.toString().contains("thumbnails"), queued.toString());
        queued.cancel(true);
        assertTrue(queued.toString().contains("CANCELLED"), queued.toString());
        end.set();
        Future<Touchy> succeeded = settled(executor.submit(() -> new Touchy()));
        assertTrue(succeeded.toString().contains("SUCCEEDED"), succeeded.toString());
        if (sharesMemory(executor)) {
            assertTrue(succeeded.toString().contains("Touchy"), succeeded.toString());
            Future<String> failed = settled(Thrown.by(executor, new TouchyFailure()));
            assertTrue(failed.toString().contains("FAILED"), failed.toString());
            assertTrue(failed.toString().contains("TouchyFailure"), failed.toString());
            failed.exceptionNow();
        }
    }

    /**
     * A failed future that is collected before anybody looked is logged once, with label and trace.
     */
    @Test
    void f48_anUnseenFailureIsLoggedOnce() throws Exception {
        Executor executor = open().with(TaskOptions.label("forgotten"));
        try (CapturedLog log = new CapturedLog()) {
            forget(executor);
            awaitCollected("logged", () -> log.text().contains("dropped on purpose"));
            assertTrue(log.text().contains("forgotten"), log.text());
            assertTrue(log.text().contains("ERROR"), log.text());
            executor.submit(() -> "another").result();
            System.gc();
            assertEquals(1, log.lines("nobody looked at: task=forgotten"), log.text());
        }
    }

    private static void forget(Executor executor) throws InterruptedException {
        settled(Thrown.by(executor, new IllegalStateException("dropped on purpose")));
    }

    /** As many ways to look at a failure as there are. */
    interface Look {
        void at(Future<String> future) throws Exception;
    }

    static Stream<Look> looks() {
        return Stream.of(
                future -> assertThrows(Exception.class, future::get),
                future -> assertThrows(Exception.class, future::result),
                future -> assertThrows(Exception.class, () -> completable(future).join()),
                future -> future.exceptionNow(),
                future -> future.onDone(io.quadriga.Callback.of(value -> {}, error -> {})),
                future -> soon(future.handle((value, error) -> "seen")),
                future -> assertThrows(Exception.class, () -> soon(future.toCompletableFuture())));
    }

    /** A failure that somebody has looked at, in any way, is not logged; nor is a cancel. */
    @ParameterizedTest
    @MethodSource("looks")
    void f49_aSeenFailureIsNotLogged(Look look) throws Exception {
        Executor executor = open();
        try (CapturedLog log = new CapturedLog()) {
            WeakReference<?> gone = looked(executor, look);
            awaitCollected("collected", () -> gone.refersTo(null));
            forget(executor); // is logged after, so that the log is known to be complete
            awaitCollected("logged", () -> log.text().contains("dropped on purpose"));
            assertFalse(log.text().contains("seen on purpose"), log.text());
            assertFalse(log.text().contains("task=cancelled on purpose"), log.text());
        }
    }

    private static WeakReference<?> looked(Executor executor, Look look) throws Exception {
        Future<String> future =
                settled(Thrown.by(executor, new IllegalStateException("seen on purpose")));
        look.at(future);
        executor.with(TaskOptions.delay(Bounds.NEVER).label("cancelled on purpose"))
                .submit(() -> "never")
                .cancel(true);
        return new WeakReference<>(future);
    }

    /** A failure that nobody could look at, inside of invokeAny or invokeAll, is not logged. */
    @Test
    void f83_whatInvokeAnyGaveUpIsNotLogged() throws Exception {
        Executor executor = open();
        Task<String> failing =
                () -> {
                    throw new IllegalStateException("given up on purpose");
                };
        try (CapturedLog log = new CapturedLog()) {
            assertEquals("won", executor.invokeAny(List.of(failing, failing, () -> "won")));
            assertThrows(ExecutionException.class, () -> executor.invokeAny(List.of(failing)));
            List<Task<String>> broken = Arrays.asList(failing, failing, null);
            assertThrows(NullPointerException.class, () -> executor.invokeAny(broken));
            assertThrows(NullPointerException.class, () -> executor.invokeAll(broken));
            WeakReference<?> garbage = new WeakReference<>(new Object());
            awaitCollected("collected", () -> garbage.refersTo(null));
            forget(executor); // is logged after, so that the log is known to be complete
            awaitCollected("logged", () -> log.text().contains("dropped on purpose"));
            assertFalse(log.text().contains("given up on purpose"), log.text());
        }
    }

    /** A future dropped while its task runs does not stop the task. */
    @Test
    void f50_aDroppedFutureDoesNotStopItsTask() {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Mark finished = mark();
        WeakReference<?> dropped = dropped(executor, end, finished);
        WeakReference<?> garbage = new WeakReference<>(new Object());
        awaitCollected("collected", () -> garbage.refersTo(null));
        end.set();
        finished.expect();
        awaitCollected("the future is collected", () -> dropped.refersTo(null));
    }

    private static WeakReference<?> dropped(Executor executor, Mark end, Mark finished) {
        return new WeakReference<>(
                executor.submit(() -> {
                    end.await();
                    finished.set();
                    return "unheard";
                }));
    }

    /**
     * What a body captured is unreachable once the task has ended, also while its future is held.
     */
    @Test
    void f51_anEndedTaskKeepsNothingOfItsBody() throws Exception {
        Executor executor = openShared(2);
        Future<?>[] held = new Future<?>[5];
        List<WeakReference<?>> captured =
                List.of(
                        capturing(executor, held, 0),
                        capturing(executor.with(TaskOptions.label("rich")), held, 1),
                        capturingCancelled(executor, held),
                        capturingMap(executor, held, 3),
                        capturingMap(executor.with(TaskOptions.delay(Bounds.NEVER)), held, 4));
        awaitCollected(
                "all captured objects are collected",
                () -> captured.stream().allMatch(each -> each.refersTo(null)));
        assertTrue(held[0].isDone());
    }

    private static WeakReference<?> capturing(Executor executor, Future<?>[] held, int at)
            throws InterruptedException {
        byte[] big = new byte[1 << 16];
        held[at] = settled(executor.submit(() -> big.length));
        return new WeakReference<>(big);
    }

    private static WeakReference<?> capturingCancelled(Executor executor, Future<?>[] held) {
        byte[] big = new byte[1 << 16];
        held[2] = executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> big.length);
        held[2].cancel(true);
        return new WeakReference<>(big);
    }

    private static WeakReference<?> capturingMap(Executor executor, Future<?>[] held, int at)
            throws InterruptedException {
        byte[] big = new byte[1 << 16];
        held[at] = executor.mapAsync(input -> big.length + input, List.of(1, 2, 3));
        if (at == 4) {
            held[at].cancel(true);
        }
        settled(held[at]);
        return new WeakReference<>(big);
    }

    /**
     * The result of a dropped future is unreachable, though the executor is idle: no worker keeps
     * its last task.
     */
    @Test
    void f52_aDroppedResultIsUnreachable() throws Exception {
        Executor executor = openShared(2);
        List<WeakReference<?>> results =
                List.of(
                        resultOf(executor),
                        resultOf(executor.with(TaskOptions.label("rich"))),
                        resultOfMap(executor));
        awaitCollected(
                "all results are collected",
                () -> results.stream().allMatch(each -> each.refersTo(null)));
    }

    private static WeakReference<?> resultOf(Executor executor) throws InterruptedException {
        return new WeakReference<>(executor.submit(() -> new byte[1 << 16]).result());
    }

    private static WeakReference<?> resultOfMap(Executor executor) throws InterruptedException {
        return new WeakReference<>(executor.map(n -> new byte[n], List.of(1 << 16)).get(0));
    }

    /** A stream keeps nothing that it has delivered (C28). */
    @Test
    void f53_aStreamKeepsNoDeliveredResult() {
        Executor executor = openShared(2);
        for (boolean ordered : List.of(true, false)) {
            Iterator<byte[]> results = stream(executor, ordered).iterator();
            for (int i = 0; i < 20; i++) {
                WeakReference<?> delivered = new WeakReference<>(results.next());
                awaitCollected("delivered result", () -> delivered.refersTo(null));
            }
        }
    }

    private static Stream<byte[]> stream(Executor executor, boolean ordered) {
        List<Integer> inputs = java.util.Collections.nCopies(60, 1 << 16);
        return ordered
                ? executor.stream(n -> new byte[n], inputs)
                : executor.streamUnordered(n -> new byte[n], inputs);
    }

    /** {@code asCompleted} keeps no future that it has delivered. */
    @Test
    void f54_asCompletedKeepsNoDeliveredFuture() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> last = running(executor, end);
        Iterator<Future<String>> done = Futures.asCompleted(withDelivered(last)).iterator();
        WeakReference<?> delivered = new WeakReference<>(done.next());
        awaitCollected("delivered future", () -> delivered.refersTo(null));
        end.set();
        assertEquals("ran", done.next().result());
    }

    private List<Future<String>> withDelivered(Future<String> last) throws Exception {
        return List.of(settled(open().submit(() -> "first")), last);
    }

    /** Collects until something holds that collecting brings about. */
    static void awaitCollected(String what, java.util.function.BooleanSupplier condition) {
        Bounds.await(
                what,
                () -> {
                    if (condition.getAsBoolean()) {
                        return true;
                    }
                    System.gc();
                    return condition.getAsBoolean();
                });
    }
}
