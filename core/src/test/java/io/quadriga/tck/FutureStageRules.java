package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A future as a CompletionStage, and as the CompletableFuture that a cast makes of it. */
abstract class FutureStageRules extends FutureCancelRules {

    /** Registers a function of one kind that runs the probe. */
    interface Stage {
        CompletionStage<?> add(CompletionStage<String> to, Runnable probe);
    }

    /**
     * Only the executor and cancel settle a future: the methods of a cast refuse, and change
     * nothing.
     */
    @Test
    void f36_nobodyElseSettlesIt() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        assertRefused(completable(future));
        assertEquals(TaskState.RUNNING, future.taskState());
        end.set();
        assertEquals("ran", future.result());
        assertRefused(completable(future));
        assertEquals("ran", future.result());
    }

    private static void assertRefused(CompletableFuture<String> future) {
        List<org.junit.jupiter.api.function.Executable> settlers =
                List.of(
                        () -> future.complete("mine"),
                        () -> future.completeExceptionally(new IllegalStateException()),
                        () -> future.completeAsync(() -> "mine"),
                        () -> future.completeAsync(() -> "mine", Runnable::run),
                        () -> future.obtrudeValue("mine"),
                        () -> future.obtrudeException(new IllegalStateException()),
                        () -> future.orTimeout(0, TimeUnit.SECONDS),
                        () -> future.completeOnTimeout("mine", 0, TimeUnit.SECONDS));
        for (var settler : settlers) {
            UnsupportedOperationException refused =
                    assertThrows(UnsupportedOperationException.class, settler);
            assertTrue(refused.getMessage().contains("toCompletableFuture"), refused.getMessage());
        }
    }

    /**
     * {@code toCompletableFuture} is a copy: settled with the future, but completing it changes
     * nothing.
     */
    @Test
    void f37_theCopyIsTheCallersOwn() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        CompletableFuture<String> untouched = future.toCompletableFuture();
        CompletableFuture<String> own = future.toCompletableFuture();
        assertNotSame(untouched, own);
        assertTrue(own.complete("mine"));
        own.obtrudeException(new IllegalStateException());
        assertEquals(TaskState.RUNNING, future.taskState());
        assertFalse(untouched.isDone());
        end.set();
        assertEquals("ran", future.result());
        assertEquals("ran", soon(untouched));
        assertEquals("ran", soon(future.toCompletableFuture()));
    }

    /** A copy fails with the Throwable of the body and is cancelled only if the future was. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void f38_theCopyFailsAlike(Thrown kind) throws Exception {
        Executor executor = open();
        Throwable thrown = kind.make();
        CompletableFuture<String> copy = Thrown.by(executor, thrown).toCompletableFuture();
        var failed = assertThrows(java.util.concurrent.ExecutionException.class, () -> soon(copy));
        Thrown.assertSameFailure(executor, thrown, failed.getCause());
        assertFalse(copy.isCancelled());
        assertTrue(copy.isCompletedExceptionally());
    }

    /** Cancelling the copy cancels the task, and cancelling the task the copy. */
    @Test
    void f39_theCopyIsLinkedByCancel() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> first = running(executor, end);
        assertTrue(first.toCompletableFuture().cancel(true));
        assertCancelled(first);
        Future<String> second =
                executor.with(TaskOptions.delay(Bounds.NEVER)).submit(() -> "never");
        CompletableFuture<String> copy = second.toCompletableFuture();
        second.cancel(true);
        assertThrows(CancellationException.class, () -> soon(copy));
        assertTrue(copy.isCancelled());
        Future<String> done = settled(open().submit(() -> "done"));
        CompletableFuture<String> late = done.toCompletableFuture();
        assertFalse(late.cancel(true));
        assertEquals("done", soon(late));
        assertEquals("done", done.result());
    }

    static Stream<Arguments> stages() {
        CompletionStage<String> other = CompletableFuture.completedFuture("other");
        CompletionStage<String> never = new CompletableFuture<>();
        Map<String, Stage> succeeding =
                Map.ofEntries(
                        Map.entry("thenApply", (to, probe) -> to.thenApply(v -> run(probe))),
                        Map.entry("thenAccept", (to, probe) -> to.thenAccept(v -> probe.run())),
                        Map.entry("thenRun", (to, probe) -> to.thenRun(probe)),
                        Map.entry(
                                "thenCombine",
                                (to, probe) -> to.thenCombine(other, (a, b) -> run(probe))),
                        Map.entry(
                                "thenAcceptBoth",
                                (to, probe) -> to.thenAcceptBoth(other, (a, b) -> probe.run())),
                        Map.entry("runAfterBoth", (to, probe) -> to.runAfterBoth(other, probe)),
                        Map.entry(
                                "applyToEither",
                                (to, probe) -> to.applyToEither(never, v -> run(probe))),
                        Map.entry(
                                "acceptEither",
                                (to, probe) -> to.acceptEither(never, v -> probe.run())),
                        Map.entry("runAfterEither", (to, probe) -> to.runAfterEither(never, probe)),
                        Map.entry(
                                "thenCompose",
                                (to, probe) ->
                                        to.thenCompose(v ->
                                                CompletableFuture.completedFuture(run(probe)))),
                        Map.entry("handle", (to, probe) -> to.handle((v, e) -> run(probe))),
                        Map.entry(
                                "whenComplete",
                                (to, probe) -> to.whenComplete((v, e) -> probe.run())),
                        Map.entry(
                                "thenApplyAsync",
                                (to, probe) -> to.thenApplyAsync(v -> run(probe))),
                        Map.entry(
                                "second stage",
                                (to, probe) -> to.thenApply(v -> v).thenApply(v -> run(probe))),
                        Map.entry(
                                "of the copy",
                                (to, probe) -> to.toCompletableFuture().thenApply(v -> run(probe))),
                        Map.entry(
                                "of copy()",
                                (to, probe) ->
                                        ((CompletableFuture<String>) to)
                                                .copy()
                                                .thenApply(v -> run(probe))),
                        Map.entry(
                                "of minimalCompletionStage()",
                                (to, probe) ->
                                        ((CompletableFuture<String>) to)
                                                .minimalCompletionStage()
                                                .thenApply(v -> run(probe))),
                        Map.entry(
                                "of allOf",
                                (to, probe) ->
                                        CompletableFuture.allOf(to.toCompletableFuture())
                                                .thenRun(probe)));
        Map<String, Stage> failing =
                Map.of(
                        "exceptionally", (to, probe) -> to.exceptionally(e -> run(probe)),
                        "exceptionallyCompose",
                                (to, probe) ->
                                        to.exceptionallyCompose(
                                                e -> CompletableFuture.completedFuture(run(probe))),
                        "handle a failure", (to, probe) -> to.handle((v, e) -> run(probe)));
        return Stream.concat(
                succeeding.entrySet().stream()
                        .map(each -> Arguments.of(each.getKey(), each.getValue(), false)),
                failing.entrySet().stream()
                        .map(each -> Arguments.of(each.getKey(), each.getValue(), true)));
    }

    private static String run(Runnable probe) {
        probe.run();
        return "probed";
    }

    /**
     * Stage functions run on the callback executor: not in the worker, and one that blocks keeps no
     * worker from its next task.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void f40_stageFunctionsRunOffTheWorker(String name, Stage stage, boolean failing)
            throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = pending(executor, end, failing);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        CompletionStage<?> dependent =
                stage.add(
                        future,
                        () -> {
                            inside.countDown();
                            awaitQuietly(release);
                        });
        end.set();
        assertTrue(inside.await(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        assertEquals("next", executor.submit(() -> "next").result(Bounds.SOON));
        release.countDown();
        if (dependent instanceof CompletableFuture<?> known) {
            dependent.toCompletableFuture().get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /**
     * Also when they are added to a settled future, they do not run in the thread that adds them.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void f41_lateStageFunctionsRunOffTheCaller(String name, Stage stage, boolean failing)
            throws Exception {
        if (name.equals("of allOf")) {
            return; // the JDK's own stage, completed already
        }
        Executor executor = open();
        Mark end = mark();
        end.set();
        Future<String> future = settled(pending(executor, end, failing));
        CompletableFuture<Thread> ranIn = new CompletableFuture<>();
        stage.add(future, () -> ranIn.complete(Thread.currentThread()));
        assertNotSame(Thread.currentThread(), soon(ranIn));
    }

    private static Future<String> pending(Executor executor, Mark end, boolean failing) {
        return executor.submit(() -> {
            end.await();
            if (failing) {
                throw new IllegalStateException("on purpose");
            }
            return "ran";
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /**
     * Stage functions are independent of each other and of {@code onDone}: one that blocks delays
     * no other.
     */
    @Test
    void f42_stageFunctionsAreIndependent() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        CountDownLatch release = new CountDownLatch(1);
        future.onDone(value -> awaitQuietly(release));
        CompletionStage<Void> blocked = future.thenAccept(value -> awaitQuietly(release));
        CompletionStage<String> free = future.thenApply(value -> value + "!");
        end.set();
        assertEquals("ran!", soon(free.toCompletableFuture()));
        assertFalse(blocked.toCompletableFuture().isDone());
        release.countDown();
        soon(blocked.toCompletableFuture());
    }

    /** Cancelling or completing a dependent stage changes nothing for its source. */
    @Test
    void f43_aDependentDoesNotReachItsSource() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> future = running(executor, end);
        assertTrue(future.thenApply(value -> value).toCompletableFuture().cancel(true));
        assertTrue(future.thenApply(value -> value).toCompletableFuture().complete("mine"));
        assertTrue(completable(future).copy().cancel(true));
        assertEquals(TaskState.RUNNING, future.taskState());
        end.set();
        assertEquals("ran", future.result());
    }

    /** Futures compose with each other and with the JDK's, as CompletableFuture says. */
    @Test
    void f44_futuresCompose() throws Exception {
        Executor executor = open();
        Future<Integer> one = executor.submit(() -> 1);
        Future<Integer> two = executor.submit(() -> 2);
        Future<Integer> failed =
                executor.submit(() -> {
                    throw new IllegalStateException("on purpose");
                });
        assertEquals(3, soon(one.thenCombine(two, Integer::sum)));
        Integer composed = soon(one.thenCompose(value -> executor.submit(() -> value + 1)));
        assertEquals(2, composed);
        assertEquals(2, soon(failed.exceptionallyCompose(error -> two)));
        assertEquals(7, soon(failed.exceptionally(error -> 7)));
        soon(CompletableFuture.allOf(one.toCompletableFuture(), completable(two)));
        assertTrue(
                List.of(1, 2)
                        .contains(
                                soon(CompletableFuture.anyOf(completable(one), completable(two)))));
        CompletableFuture<Integer> foreign = new CompletableFuture<>();
        CompletionStage<Integer> sum = foreign.thenCombine(two, Integer::sum);
        foreign.complete(5);
        assertEquals(7, soon(sum));
        CompletionException all =
                assertThrows(
                        CompletionException.class,
                        () ->
                                CompletableFuture.allOf(completable(one), completable(failed))
                                        .join());
        assertInstanceOf(IllegalStateException.class, all.getCause());
    }

    /**
     * A dependent of a failed or cancelled future fails with CompletionException around the cause.
     */
    @Test
    void f45_failureTravelsThroughStages() throws Exception {
        Executor executor = openConcurrent(1);
        Throwable thrown = new IllegalStateException("mine");
        CompletableFuture<Integer> failed =
                Thrown.by(executor, thrown).thenApply(String::length).toCompletableFuture();
        var wrapped =
                assertThrows(java.util.concurrent.ExecutionException.class, () -> soon(failed));
        Thrown.assertSameFailure(executor, thrown, wrapped.getCause());
        Future<String> cancelled = running(executor, mark());
        CompletableFuture<Integer> dependent =
                cancelled.thenApply(String::length).toCompletableFuture();
        cancelled.cancel(true);
        var after =
                assertThrows(java.util.concurrent.ExecutionException.class, () -> soon(dependent));
        assertInstanceOf(CancellationException.class, after.getCause());
    }

    /** {@code minimalCompletionStage} gives a stage that its holder cannot settle. */
    @Test
    void f46_aMinimalStageIsReadOnly() throws Exception {
        Mark end = mark();
        Future<String> future = running(openConcurrent(1), end);
        CompletionStage<String> minimal = completable(future).minimalCompletionStage();
        List<Consumer<CompletableFuture<String>>> settlers = new ArrayList<>();
        settlers.add(stage -> stage.complete("mine"));
        settlers.add(stage -> stage.completeExceptionally(new IllegalStateException()));
        settlers.add(stage -> stage.cancel(true));
        settlers.add(stage -> stage.obtrudeValue("mine"));
        for (Consumer<CompletableFuture<String>> settler : settlers) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> settler.accept((CompletableFuture<String>) minimal));
        }
        end.set();
        assertEquals("ran", soon(minimal));
    }

    /** The outcome of a stage, waited for with a bound. */
    static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
