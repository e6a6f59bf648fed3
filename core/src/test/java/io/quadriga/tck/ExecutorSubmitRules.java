package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Action;
import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskNotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may be submitted, and what becomes of it. */
abstract class ExecutorSubmitRules extends ExecutorKit {

    /** E1: an executor has the name it was given, and is an ExecutorService. */
    @Test
    void e1_anExecutorHasItsName() {
        Executor executor = open(builder(1).name("kit"));
        ExecutorService service = executor;
        assertEquals("kit", executor.name());
        assertSame(executor, service);
        assertEquals("kit", executor.with(options().label("x")).name());
    }

    /** E2: each form of submission runs its body once and gives its result. */
    @Test
    void e2_everyFormOfSubmissionRunsItsBody() throws Exception {
        Executor executor = open();
        Mark ran = mark();
        Task<String> task = () -> "task";
        Action action = ran::set;
        assertEquals("task", executor.submit(task).get());
        assertNull(executor.submit(action).get());
        assertEquals("given", executor.submit(action, "given").get());
        assertEquals(3, executor.submit((Integer n) -> n + 1, 2).get());
        assertEquals("ab", executor.submit((String a, String b) -> a + b, "a", "b").get());
        executor.execute(action);
        Bounds.await("all actions ran", () -> ran.count() == 3);
    }

    /** E3: the JDK's types run where memory is shared, whatever they capture. */
    @Test
    void e3_theJdksTypesRun() throws Exception {
        Executor executor = open();
        assumeShared(executor);
        Object own = new Object();
        Mark ran = mark();
        Callable<Object> callable = () -> own;
        Runnable runnable = () -> ran.set();
        assertSame(own, executor.submit(callable).get());
        assertNull(executor.submit(runnable).get());
        assertSame(own, executor.submit(runnable, own).get());
        executor.execute(runnable);
        Bounds.await("all ran", () -> ran.count() == 3);
    }

    /** E4: arguments and results may be {@code null}. */
    @Test
    void e4_argumentsAndResultsMayBeNull() throws Exception {
        Executor executor = open();
        assertNull(executor.<@Nullable String>submit(() -> null).get());
        assertNull(executor.<@Nullable String, @Nullable String>submit(a -> a, null).get());
        assertTrue(
                executor.<@Nullable String, @Nullable String, Boolean>submit(
                                (a, b) -> a == null && b == null, null, null)
                        .get());
    }

    /** E5: lambdas and method references that are not overloaded resolve without casts. */
    @Test
    void e5_lambdasAndMethodReferencesResolve() throws Exception {
        Executor executor = open();
        Mark ran = mark();
        List<Path> paths = List.of(Path.of("a"), Path.of("b"));
        assertEquals("x", executor.submit(() -> "x").get());
        assertNull(executor.submit(() -> {}).get());
        assertNull(executor.submit(() -> ran.set()).get());
        assertNull(executor.submit(ran::set).get());
        assertEquals(1, executor.submit(() -> Integer.parseInt("1")).get());
        assertEquals(true, executor.submit(String::isEmpty, "").get());
        assertEquals("ab", executor.submit(String::concat, "a", "b").get());
        assertThrows(
                ExecutionException.class,
                () -> executor.submit(() -> Files.readString(Path.of("/no/such"))).get());
        assertEquals(List.of(1, 2), executor.map(String::length, List.of("a", "bb")));
        assertEquals(List.of(2, 3), executor.map(n -> n + 1, List.of(1, 2)));
        assertEquals(List.of("ab"), executor.starmap(String::concat, List.of(Map.entry("a", "b"))));
        assertEquals(List.of(1), executor.mapAsync(String::length, List.of("a")).get());
        assertThrows(
                Exception.class,
                () -> executor.map(p -> Files.size(p), List.of(Path.of("/no/such"))));
        Function<Integer, Integer> jdk = executorNeutral();
        assumeShared(executor);
        assertEquals(List.of(2), executor.map(jdk::apply, List.of(1)));
        try (Stream<String> names = executor.stream(p -> p.toString(), paths)) {
            assertEquals(List.of("a", "b"), names.toList());
        }
    }

    private static Function<Integer, Integer> executorNeutral() {
        return n -> n + 1;
    }

    /** E6: a plain lambda handed to an executor is serializable without a cast. */
    @Test
    void e6_plainLambdasAreSerializable() {
        Task<String> task = () -> "x";
        Action action = () -> {};
        assertInstanceOf(java.io.Serializable.class, task);
        assertInstanceOf(java.io.Serializable.class, action);
        for (var method : Executor.class.getDeclaredMethods()) {
            if (method.getName().equals("submit") || method.getName().equals("execute")) {
                Class<?> body = method.getParameterTypes()[0];
                boolean jdk = body == Runnable.class || body == Callable.class;
                assertTrue(
                        jdk || java.io.Serializable.class.isAssignableFrom(body), method::toString);
            }
        }
    }

    /**
     * E7: where memory is not shared, a task that cannot be sent fails in the caller, at
     * submission, naming the path to the field; the executor lives.
     */
    @Test
    void e7_aTaskThatCannotBeSentFailsInTheCaller() throws Exception {
        Executor executor = open();
        assumeFalse(sharesMemory(executor), "shares memory");
        Object unsendable = new Object();
        TaskNotSerializableException thrown =
                assertThrows(
                        TaskNotSerializableException.class,
                        () -> executor.submit(() -> unsendable.hashCode()));
        assertTrue(thrown.getMessage().contains("java.lang.Object"), thrown.getMessage());
        assertThrows(
                TaskNotSerializableException.class,
                () -> CompletableFuture.supplyAsync(() -> 1, executor));
        assertEquals(0, executor.stats().submitted());
        assertAlive(executor);
    }

    /**
     * E8: where memory is not shared, an input of a bulk call that cannot be sent fails at its own
     * position.
     */
    @Test
    void e8_anInputThatCannotBeSentFailsAtItsPosition() throws Exception {
        Executor executor = open();
        assumeFalse(sharesMemory(executor), "shares memory");
        List<Object> inputs = List.of("a", new Object(), "b");
        assertThrows(
                TaskNotSerializableException.class, () -> executor.map(o -> o.hashCode(), inputs));
        try (Stream<Integer> stream = executor.stream(o -> o.hashCode(), inputs)) {
            var results = stream.iterator();
            assertEquals("a".hashCode(), results.next());
            assertThrows(TaskNotSerializableException.class, results::next);
            assertEquals("b".hashCode(), results.next());
        }
    }

    /** E9: libraries that wrap tasks in Runnables of their own work where memory is shared. */
    @Test
    void e9_wrappingLibrariesWork() throws Exception {
        Executor executor = open();
        assumeShared(executor);
        assertEquals(1, CompletableFuture.supplyAsync(() -> 1, executor).get());
        var service = new ExecutorCompletionService<String>(executor);
        service.submit(() -> "done");
        assertEquals("done", service.take().get());
    }

    /**
     * E10: an exception of an {@code execute}d command goes to the UncaughtExceptionHandler of its
     * thread; the worker lives.
     */
    @Test
    void e10_executeReportsToTheUncaughtExceptionHandler() throws Exception {
        Executor executor = open(1);
        assumeShared(executor);
        List<Throwable> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        IllegalStateException failure = new IllegalStateException("of a command");
        Thread.UncaughtExceptionHandler before =
                Thread.currentThread().getUncaughtExceptionHandler();
        Runnable failing =
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.add(e));
                    throw failure;
                };
        try {
            executor.execute(failing);
            Bounds.await("handler was called", () -> !seen.isEmpty());
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertEquals(List.of(failure), seen);
        assertAlive(executor);
        assertEquals(0, executor.stats().workersLost());
    }

    /**
     * E11: where memory is not shared, an exception of an {@code execute}d command goes to the log
     * at ERROR; the worker lives.
     */
    @Test
    void e11_executeReportsToTheLogElsewhere() throws Exception {
        Executor executor = open(1);
        assumeFalse(sharesMemory(executor), "shares memory");
        try (CapturedLog log = new CapturedLog()) {
            executor.execute(() -> fail("of a command"));
            Bounds.await("it was logged", () -> log.text().contains("of a command"));
            assertTrue(log.text().contains("ERROR"), log.text());
        }
        assertAlive(executor);
        assertEquals(0, executor.stats().workersLost());
    }

    /** E12: an Error of a body fails its future alone; the worker lives. */
    @Test
    void e12_anErrorFailsItsFutureAlone() throws Exception {
        Executor executor = open(1);
        Future<String> failing =
                executor.submit(() -> {
                    throw new AssertionError("of a body");
                });
        assertEquals(
                "of a body",
                assertInstanceOf(AssertionError.class, failureOf(failing)).getMessage());
        assertAlive(executor);
    }

    /**
     * E13: what a caller did before a submission is seen by the body, and its effects by a waiter.
     */
    @Test
    void e13_submissionsAndOutcomesAreOrdered() throws Exception {
        Executor executor = open(2);
        assumeShared(executor);
        for (int i = 0; i < 1_000; i++) {
            int[] cell = {i};
            Runnable body = () -> cell[0]++;
            executor.submit(body).get();
            assertEquals(i + 1, cell[0]);
        }
    }

    /** E14: an interrupt set before a submission does not keep the task from running. */
    @Test
    void e14_anInterruptedSubmitterMaySubmit() throws Exception {
        Executor executor = open(1);
        assumeConcurrent();
        Thread.currentThread().interrupt();
        Future<String> future = executor.submit(() -> "ran");
        assertTrue(Thread.interrupted());
        assertEquals("ran", settled(future).get());
    }

    /** E15: an interrupt before or during {@code get} ends the wait; the task goes on. */
    @Test
    void e15_interruptedGetThrows() throws Exception {
        Executor executor = openConcurrent(1);
        Mark end = mark();
        Future<String> running = running(executor, end);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, running::get);
        assertFalse(Thread.currentThread().isInterrupted());

        var waiter = TestThread.start(() -> running.get());
        waiter.awaitBlocked();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.join());
        assertFalse(running.isDone());
        end.set();
        assertEquals("ran", running.get());
    }

    /** E16: {@code capabilities} is unmodifiable and has only capabilities of executors. */
    @Test
    void e16_capabilitiesAreThoseOfExecutors() {
        Set<Capability> capabilities = open().capabilities();
        assertNotNull(capabilities);
        assertThrows(
                UnsupportedOperationException.class,
                () -> capabilities.add(Capability.SHARES_MEMORY));
        assertTrue(
                Set.of(
                                Capability.SHARES_MEMORY,
                                Capability.STOPS_ANY_CODE,
                                Capability.SURVIVES_CRASH,
                                Capability.BOUNDS_QUEUE,
                                Capability.PRIORITIES,
                                Capability.HAS_INNER)
                        .containsAll(capabilities));
    }

    /** E17: no more bodies run at a time than the executor has workers, and that many do. */
    @Test
    void e17_asManyBodiesRunAsThereAreWorkers() throws Exception {
        Executor executor = openConcurrent(3);
        Mark entered = mark();
        Mark end = mark();
        for (int i = 0; i < 9; i++) {
            executor.submit(() -> {
                entered.set();
                end.await();
                return 1;
            });
        }
        Bounds.await("three bodies run", () -> entered.count() == 3);
        assertEquals(3, executor.stats().running());
        assertEquals(6, executor.stats().queued());
        end.set();
        Bounds.await("all ran", () -> entered.count() == 9);
    }

    /** E18: tasks of equal priority begin in the order of their submission. */
    @Test
    void e18_tasksBeginInOrder() throws Exception {
        Executor executor = openShared(1);
        Mark end = mark();
        running(executor, end);
        List<Integer> order = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            int which = i;
            Runnable body = () -> order.add(which);
            executor.submit(body);
        }
        end.set();
        executor.close();
        assertEquals(upTo(20), order);
    }
}
