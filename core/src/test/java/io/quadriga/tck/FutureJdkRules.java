package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskContext;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.TaskOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK's own tests ask of futures, and of its classes on top of any executor. */
abstract class FutureJdkRules extends FuturesRules {

    private static ExecutorCompletionService<String> service(Executor executor) {
        return new ExecutorCompletionService<>(executor);
    }

    /** An ExecutorCompletionService takes what it submitted, the same object, done. */
    @Test
    void f71_aCompletionServiceTakesWhatItSubmitted() throws Exception {
        var service = service(openShared(2));
        assertNull(service.poll());
        var submitted = service.submit(() -> "done");
        var taken = service.take();
        assertSame(submitted, taken);
        assertTrue(taken.isDone());
        assertEquals("done", taken.get());
        assertNull(service.poll());
    }

    /** It polls null before a task is done, whatever the time, and the task afterwards. */
    @Test
    void f72_aCompletionServicePolls() throws Exception {
        var service = service(openShared(1));
        CountDownLatch end = new CountDownLatch(1);
        service.submit(() -> {
            end.await();
            return "done";
        });
        assertNull(service.poll());
        assertNull(service.poll(0, TimeUnit.MILLISECONDS));
        assertNull(service.poll(Long.MIN_VALUE, TimeUnit.MILLISECONDS));
        assertNull(service.poll(brief().toMillis(), TimeUnit.MILLISECONDS));
        end.countDown();
        var polled = service.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
        assertEquals("done", polled.get());
    }

    /** It takes successful, failed and cancelled tasks, in the order in which they are done. */
    @Test
    void f73_aCompletionServiceTakesEveryOutcome() throws Exception {
        var service = service(openShared(1));
        ArithmeticException thrown = new ArithmeticException("on purpose");
        for (int round = 0; round < 3; round++) {
            service.submit(() -> "done");
            service.submit((Callable<String>) () -> Thrown.raise(thrown));
            service.submit(() -> Thrown.raise(thrown), "unreached");
        }
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            var taken = service.take();
            try {
                outcomes.add(taken.get());
            } catch (ExecutionException failed) {
                assertSame(thrown, failed.getCause());
                outcomes.add("failed");
            }
        }
        assertEquals(List.of("done", "failed", "failed"), outcomes.subList(0, 3));
        assertEquals(6, java.util.Collections.frequency(outcomes, "failed"));
        assertNull(service.poll());
    }

    /** It refuses null as submit does. */
    @Test
    @SuppressWarnings("NullAway") // on purpose
    void f74_aCompletionServiceRefusesNull() {
        var service = service(open());
        assertThrows(NullPointerException.class, () -> service.submit(null));
        assertThrows(NullPointerException.class, () -> service.submit(null, "result"));
        assertThrows(
                NullPointerException.class,
                () -> new ExecutorCompletionService<String>(open(), null));
    }

    /**
     * CompletableFuture.supplyAsync and runAsync run on the executor, and pass on value and
     * failure.
     */
    @Test
    void f75_supplyAsyncRunsOnTheExecutor() throws Exception {
        Executor executor = openShared(1);
        String name = executor.name();
        assertEquals(
                name,
                soon(
                        CompletableFuture.supplyAsync(
                                () -> TaskContext.current().executor(), executor)));
        CompletableFuture<String> ranOn = new CompletableFuture<>();
        soon(
                CompletableFuture.runAsync(
                        () -> ranOn.complete(TaskContext.current().executor()), executor));
        assertEquals(name, soon(ranOn));
        ArithmeticException thrown = new ArithmeticException("on purpose");
        var failed =
                assertThrows(
                        CompletionException.class,
                        () ->
                                CompletableFuture.supplyAsync(() -> Thrown.raise(thrown), executor)
                                        .join());
        assertSame(thrown, failed.getCause());
        assertEquals(
                name,
                soon(
                        CompletableFuture.completedFuture("x")
                                .thenApplyAsync(x -> TaskContext.current().executor(), executor)));
    }

    /**
     * Where memory is not shared, what wraps a task in a Runnable of its own is refused at once.
     */
    @Test
    void f76_wrappedTasksAreRefusedWhereTheyCannotBeSent() {
        Executor executor = open();
        if (sharesMemory(executor)) {
            assertEquals("ran", CompletableFuture.supplyAsync(() -> "ran", executor).join());
            return;
        }
        assertThrows(
                TaskNotSerializableException.class,
                () -> CompletableFuture.supplyAsync(() -> "never", executor));
        assertThrows(
                TaskNotSerializableException.class, () -> service(executor).submit(() -> "never"));
    }

    /** Each submission has a future of its own; equal bodies give different ones. */
    @Test
    void f77_eachSubmissionHasItsOwnFuture() throws Exception {
        Executor executor = open();
        io.quadriga.Task<String> body = () -> "same";
        Future<String> first = executor.submit(body);
        Future<String> second = executor.submit(body);
        assertNotSame(first, second);
        assertFalse(first.equals(second));
        Set<Future<String>> both = new HashSet<>(List.of(first, second));
        assertEquals(2, both.size());
        assertEquals("same", first.result());
        assertEquals("same", second.result());
    }

    /**
     * A body that clears or sets its interrupt flag does so for itself: the next one starts clean.
     */
    @Test
    void f78_aBodysInterruptFlagEndsWithIt() throws Exception {
        Executor executor = openConcurrent(1);
        for (TaskOptions options : List.of(TaskOptions.none(), TaskOptions.label("rich"))) {
            Executor view = executor.with(options);
            for (int round = 0; round < 20; round++) {
                view.submit(
                                () -> {
                                    Thread.currentThread().interrupt();
                                })
                        .result();
                assertEquals(
                        false, view.submit(() -> Thread.currentThread().isInterrupted()).result());
            }
        }
    }

    /**
     * Running or cancelling what {@code shutdownNow} returned does nothing to a cancelled future.
     */
    @Test
    void f79_whatShutdownNowReturnsDoesNothing() {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        running(executor, mark());
        Future<Void> queued = executor.submit(() -> entered.set());
        List<Runnable> returned = executor.shutdownNow();
        assertEquals(1, returned.size());
        returned.forEach(Runnable::run);
        assertCancelled(queued);
        assertFalse(entered.isSet());
    }

    /** A stage operation, tried on a future of Quadriga and on one of the JDK. */
    interface Operation {
        CompletionStage<?> on(CompletionStage<String> source);
    }

    private static final String FAIL = "fail";

    private static String fn(Object input) {
        if (FAIL.equals(input)) {
            throw new ArithmeticException("of the function");
        }
        return "f(" + (input instanceof Throwable error ? name(error) : input) + ")";
    }

    private static String name(Throwable error) {
        Throwable cause = error.getCause();
        return error.getClass().getSimpleName() + (cause == null ? "" : "/" + name(cause));
    }

    private static CompletionStage<String> stage(Object input) {
        return CompletableFuture.completedFuture(fn(input));
    }

    private static <T> Function<T, T> failing() {
        return input -> {
            throw new ArithmeticException("of the function");
        };
    }

    static Stream<Map.Entry<String, Operation>> operations() {
        CompletionStage<String> other = CompletableFuture.completedFuture("other");
        CompletionStage<String> failed =
                CompletableFuture.failedFuture(new IllegalArgumentException("other"));
        CompletionStage<String> never = new CompletableFuture<>();
        java.util.concurrent.Executor here = Runnable::run;
        return Stream.of(
                Map.entry("thenApply", s -> s.thenApply(v -> fn(v))),
                Map.entry("thenApply failing", s -> s.thenApply(failing())),
                Map.entry("thenApplyAsync", s -> s.thenApplyAsync(v -> fn(v))),
                Map.entry("thenApplyAsync here", s -> s.thenApplyAsync(v -> fn(v), here)),
                Map.entry("thenAccept", s -> s.thenAccept(v -> fn(v))),
                Map.entry("thenAcceptAsync", s -> s.thenAcceptAsync(v -> fn(v))),
                Map.entry("thenAcceptAsync here", s -> s.thenAcceptAsync(v -> fn(FAIL), here)),
                Map.entry("thenRun", s -> s.thenRun(() -> fn("run"))),
                Map.entry("thenRun failing", s -> s.thenRun(() -> fn(FAIL))),
                Map.entry("thenRunAsync", s -> s.thenRunAsync(() -> fn("run"))),
                Map.entry("thenRunAsync here", s -> s.thenRunAsync(() -> fn("run"), here)),
                Map.entry("thenCombine", s -> s.thenCombine(other, (a, b) -> fn(a + b))),
                Map.entry("thenCombine failed", s -> s.thenCombine(failed, (a, b) -> fn(a + b))),
                Map.entry("thenCombineAsync", s -> s.thenCombineAsync(other, (a, b) -> fn(FAIL))),
                Map.entry("thenAcceptBoth", s -> s.thenAcceptBoth(other, (a, b) -> fn(a + b))),
                Map.entry("thenAcceptBoth failed", s -> s.thenAcceptBoth(failed, (a, b) -> {})),
                Map.entry("runAfterBoth", s -> s.runAfterBoth(other, () -> fn("run"))),
                Map.entry("runAfterBoth failing", s -> s.runAfterBoth(other, () -> fn(FAIL))),
                Map.entry("applyToEither", s -> s.applyToEither(never, v -> fn(v))),
                Map.entry("applyToEitherAsync", s -> s.applyToEitherAsync(never, failing())),
                Map.entry("acceptEither", s -> s.acceptEither(never, v -> fn(v))),
                Map.entry("runAfterEither", s -> s.runAfterEither(never, () -> fn("run"))),
                Map.entry("thenCompose", s -> s.thenCompose(v -> stage(v))),
                Map.entry("thenCompose failed", s -> s.thenCompose(v -> failed)),
                Map.entry("thenCompose failing", s -> s.thenCompose(v -> stage(FAIL))),
                Map.entry("thenComposeAsync", s -> s.thenComposeAsync(v -> stage(v))),
                Map.entry("handle", s -> s.handle((v, e) -> fn(e == null ? v : e))),
                Map.entry("handle failing", s -> s.handle((v, e) -> fn(FAIL))),
                Map.entry("handleAsync", s -> s.handleAsync((v, e) -> fn(e == null ? v : e))),
                Map.entry("whenComplete", s -> s.whenComplete((v, e) -> fn(v))),
                Map.entry("whenComplete failing", s -> s.whenComplete((v, e) -> fn(FAIL))),
                Map.entry("whenCompleteAsync", s -> s.whenCompleteAsync((v, e) -> fn(v))),
                Map.entry("exceptionally", s -> s.exceptionally(e -> fn(e))),
                Map.entry("exceptionally failing", s -> s.exceptionally(e -> fn(FAIL))),
                Map.entry("exceptionallyAsync", s -> s.exceptionallyAsync(e -> fn(e))),
                Map.entry("exceptionallyCompose", s -> s.exceptionallyCompose(e -> stage(e))),
                Map.entry("exceptionallyCompose failed", s -> s.exceptionallyCompose(e -> failed)),
                Map.entry(
                        "exceptionallyComposeAsync",
                        s -> s.exceptionallyComposeAsync(e -> stage(FAIL))),
                Map.entry("two stages", s -> s.thenApply(v -> fn(v)).handle((v, e) -> fn(e))),
                Map.entry("copy", s -> ((CompletableFuture<String>) s).copy()),
                Map.entry("linked copy", s -> s.toCompletableFuture().thenApply(v -> fn(v))),
                Map.entry("minimal", s -> ((CompletableFuture<String>) s).minimalCompletionStage()),
                Map.entry(
                        "as the other",
                        s ->
                                CompletableFuture.completedFuture("a")
                                        .thenCombine(s, (a, b) -> a + b)),
                Map.entry(
                        "inside compose",
                        s -> CompletableFuture.completedFuture("a").thenCompose(a -> s)),
                Map.entry("allOf", s -> CompletableFuture.allOf((CompletableFuture<String>) s)),
                Map.entry("anyOf", s -> CompletableFuture.anyOf((CompletableFuture<String>) s)));
    }

    /**
     * Every stage operation ends as on a CompletableFuture, whether added before or after the
     * outcome.
     */
    @ParameterizedTest
    @MethodSource("operations")
    void f80_stagesEndAsTheJdks(Map.Entry<String, Operation> named) throws Exception {
        Operation operation = named.getValue();
        Executor executor = open();
        Executor delayed = executor.with(TaskOptions.delay(brief().dividedBy(10)));
        Executor never = executor.with(TaskOptions.delay(Bounds.NEVER));
        IllegalStateException thrown = new IllegalStateException("mine");
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        same(operation, CompletableFuture.completedFuture("v"), () -> delayed.submit(() -> "v"));
        same(operation, CompletableFuture.failedFuture(thrown), () -> Thrown.by(delayed, thrown));
        Future<String> early = never.submit(() -> "never");
        CompletionStage<?> before = operation.on(early);
        early.cancel(true);
        String expected = outcome(operation.on(cancelled));
        assertEquals(expected, outcome(before), "cancelled, added before");
        assertEquals(expected, outcome(operation.on(early)), "cancelled, added after");
    }

    private static void same(
            Operation operation, CompletionStage<String> jdk, Supplier<Future<String>> ours)
            throws Exception {
        String expected = outcome(operation.on(jdk));
        assertEquals(expected, outcome(operation.on(ours.get())), "added before");
        assertEquals(expected, outcome(operation.on(settled(ours.get()))), "added after");
    }

    private static String outcome(CompletionStage<?> stage) throws Exception {
        try {
            return "value " + soon(stage);
        } catch (ExecutionException failed) {
            return "failed " + name(failed.getCause());
        } catch (java.util.concurrent.CancellationException cancelled) {
            return "cancelled";
        }
    }

    /** {@code whenComplete}, {@code handle} and the rest refuse null functions and null stages. */
    @Test
    @SuppressWarnings("NullAway") // on purpose
    void f81_nullStagesAreRefused() throws Exception {
        Future<String> future = settled(open().submit(() -> "done"));
        List<Function<Future<String>, ?>> calls =
                List.of(
                        f -> f.thenApply(null),
                        f -> f.thenAccept(null),
                        f -> f.thenRun(null),
                        f -> f.handle(null),
                        f -> f.whenComplete(null),
                        f -> f.exceptionally(null),
                        f -> f.thenCompose(null),
                        f -> f.exceptionallyCompose(null),
                        f -> f.thenCombine(null, (a, b) -> a),
                        f -> f.thenApplyAsync(v -> v, null),
                        f -> f.runAfterEither(null, () -> {}));
        for (Function<Future<String>, ?> call : calls) {
            assertThrows(NullPointerException.class, () -> call.apply(future));
        }
        assertEquals("done", future.result());
    }

    /** A dependent is the caller's own: it may be completed, timed and obtruded. */
    @Test
    void f82_aDependentIsTheCallersOwn() throws Exception {
        Future<String> future = running(openConcurrent(1), mark());
        CompletableFuture<String> completed = future.thenApply(v -> v).toCompletableFuture();
        assertTrue(completed.complete("mine"));
        assertEquals("mine", completed.join());
        CompletableFuture<String> timed = future.thenApply(v -> v).toCompletableFuture();
        var late =
                assertThrows(
                        ExecutionException.class,
                        () -> soon(timed.orTimeout(brief().toMillis(), TimeUnit.MILLISECONDS)));
        assertInstanceOf(java.util.concurrent.TimeoutException.class, late.getCause());
        CompletableFuture<String> instead = future.thenApply(v -> v).toCompletableFuture();
        assertEquals(
                "instead", soon(instead.completeOnTimeout("instead", 1, TimeUnit.MILLISECONDS)));
        assertFalse(future.isDone());
    }
}
