package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.PoolDeadlockException;
import io.quadriga.Task;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.TaskScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Never a hang: tasks that wait for work of their own pool. */
abstract class ExecutorWaitRules extends ExecutorStreamRules {

    private static final int DEPTH = 5;

    private Executor openOne() {
        Executor executor = open(1);
        assumeShared(executor);
        return executor;
    }

    /**
     * E129: a task that waits, without a timeout, for queued work of its own saturated pool runs
     * that very work: by {@code get}, {@code result}, {@code Futures}, a scope, {@code invokeAll},
     * {@code invokeAny}, {@code map} and {@code stream} (pitfall 40).
     */
    @Test
    void e129_aWaiterRunsTheQueuedWorkItself() throws Exception {
        Executor executor = openOne();
        Map<String, Callable<Object>> waits = new LinkedHashMap<>();
        waits.put("get", () -> executor.submit(() -> "x").get());
        waits.put("result", () -> executor.submit(() -> "x").result());
        waits.put("rich", () -> executor.with(options().label("l")).submit(() -> "x").get());
        waits.put("waitFor", () -> waitFor(executor, Futures.When.ALL));
        waits.put("first", () -> waitFor(executor, Futures.When.FIRST_COMPLETED));
        waits.put("asCompleted", () -> asCompleted(executor));
        waits.put("scope", () -> inScope(executor));
        waits.put("invokeAll", () -> executor.invokeAll(tasks()).get(1).get());
        waits.put("invokeAny", () -> executor.invokeAny(tasks()));
        waits.put("map", () -> executor.map((Integer n) -> "x", upTo(100)).get(99));
        waits.put("mapAsync", () -> executor.mapAsync((Integer n) -> "x", upTo(9)).get().get(8));
        waits.put("stream", () -> executor.stream((Integer n) -> "x", upTo(99)).toList().get(98));
        waits.put(
                "streamUnordered",
                () -> executor.streamUnordered((Integer n) -> "x", upTo(99)).toList().get(98));
        for (Map.Entry<String, Callable<Object>> wait : waits.entrySet()) {
            Future<Object> future = executor.submit(wait.getValue());
            assertTrue(future.await(Bounds.SOON), () -> "hangs: " + wait.getKey());
            assertEquals("x", future.get(), wait::getKey);
        }
    }

    private static List<Task<String>> tasks() {
        return List.of(() -> "x", () -> "x");
    }

    private static Object waitFor(Executor executor, Futures.When when) throws Exception {
        List<Future<String>> futures = new ArrayList<>();
        futures.add(executor.submit(() -> "x"));
        futures.add(executor.submit(() -> "x"));
        return Futures.waitFor(futures, when).done().iterator().next().get();
    }

    private static Object asCompleted(Executor executor) throws Exception {
        List<Future<String>> futures = new ArrayList<>();
        futures.add(executor.submit(() -> "x"));
        futures.add(executor.submit(() -> "x"));
        return Futures.asCompleted(futures).toList().get(1).get();
    }

    private static Object inScope(Executor executor) throws Exception {
        try (TaskScope scope = TaskScope.open(executor)) {
            Future<String> child = scope.fork(() -> "x");
            scope.fork(() -> "y");
            scope.join();
            return child.result();
        }
    }

    /** E130: tasks that wait for tasks that wait, deeper than there are workers, all end. */
    @Test
    void e130_nestedWaitsEnd() throws Exception {
        Executor executor = openOne();
        Callable<Integer> outer = () -> nested(executor, 20);
        assertEquals(20, settled(executor.submit(outer)).get());
        assertEquals(
                6_765, settled(executor.submit((Callable<Integer>) () -> fib(executor, 20))).get());
    }

    private static int nested(Executor executor, int depth) throws Exception {
        Callable<Integer> inner = () -> nested(executor, depth - 1);
        return depth == 0 ? 0 : 1 + executor.submit(inner).get();
    }

    private static int fib(Executor executor, int n) throws Exception {
        if (n < 2) {
            return n;
        }
        if (n < 12) {
            return fib(executor, n - 1) + fib(executor, n - 2);
        }
        Callable<Integer> left = () -> fib(executor, n - 1);
        Future<Integer> future = executor.submit(left);
        return fib(executor, n - 2) + future.get();
    }

    /** E131: a waiter never runs another task than the one it waits for. */
    @Test
    void e131_aWaiterRunsNoOtherTask() throws Exception {
        assumeConcurrent();
        Executor executor = openOne();
        List<String> order = new CopyOnWriteArrayList<>();
        Callable<Object> waiting =
                () -> {
                    Runnable other = () -> order.add("other");
                    executor.submit(other);
                    Runnable awaited = () -> order.add("awaited");
                    executor.submit(awaited).get();
                    order.add("waiter");
                    return order;
                };
        settled(executor.submit(waiting)).get();
        executor.close();
        assertEquals(List.of("awaited", "waiter", "other"), order);
    }

    /** E132: {@code map} in a task runs its chunks in its caller, if nobody else does. */
    @Test
    void e132_theCallerOfMapRunsItsOwnChunks() throws Exception {
        Executor executor = openOne();
        Callable<List<Thread>> outer =
                () -> {
                    List<Thread> ranIn =
                            executor.map((Integer n) -> Thread.currentThread(), upTo(20));
                    ranIn.add(Thread.currentThread());
                    return ranIn;
                };
        List<Thread> threads = settled(executor.submit(outer)).get();
        threads.forEach(thread -> assertSame(threads.getLast(), thread));
    }

    /** E133: work with a timeout of its own is not helped: it keeps its own clock and worker. */
    @Test
    void e133_workWithATimeoutIsNotHelped() throws Exception {
        Executor executor = openShared(2);
        Callable<List<Thread>> outer =
                () -> {
                    Callable<Thread> inner = Thread::currentThread;
                    Future<Thread> future =
                            executor.with(TaskOptions.timeout(Bounds.NEVER)).submit(inner);
                    return List.of(Thread.currentThread(), future.get());
                };
        List<Thread> threads = settled(executor.submit(outer)).get();
        assertNotSame(threads.get(0), threads.get(1));
    }

    /** E134: a wait with a timeout keeps it: it does not run the work. */
    @Test
    void e134_aTimedWaitKeepsItsTimeout() throws Exception {
        assumeConcurrent();
        Executor executor = openOne();
        Callable<Boolean> outer = () -> executor.submit(() -> "x").await(Bounds.BRIEF);
        assertFalse(settled(executor.submit(outer)).get());
    }

    /** E135: a cycle of waits fails with PoolDeadlockException, which names it; nothing hangs. */
    @Test
    void e135_aCycleFailsAndNamesIt() throws Exception {
        Executor executor = openShared(2);
        AtomicReference<Future<Object>> first = new AtomicReference<>();
        AtomicReference<Future<Object>> second = new AtomicReference<>();
        Mark entered = mark();
        Mark ready = mark();
        Callable<Object> waitsForSecond =
                () -> {
                    entered.set();
                    ready.await();
                    return second.get().get();
                };
        Callable<Object> waitsForFirst =
                () -> {
                    entered.set();
                    ready.await();
                    return first.get().get();
                };
        first.set(executor.with(TaskOptions.label("one")).submit(waitsForSecond));
        second.set(executor.with(TaskOptions.label("two")).submit(waitsForFirst));
        Bounds.await("both run", () -> entered.count() == 2); // else one would help the other
        ready.set();
        Throwable one = rootOf(failureOf(first.get()));
        Throwable two = rootOf(failureOf(second.get()));
        assertInstanceOf(PoolDeadlockException.class, one);
        assertInstanceOf(PoolDeadlockException.class, two);
        assertTrue(one.getMessage().contains("one"), one.getMessage());
        assertTrue(one.getMessage().contains("two"), one.getMessage());
        assertAlive(executor);
    }

    private static Throwable rootOf(Throwable error) {
        return error.getCause() == null ? error : rootOf(error.getCause());
    }

    /** E136: a task that waits for itself fails with PoolDeadlockException. */
    @Test
    void e136_aTaskThatWaitsForItselfFails() throws Exception {
        Executor executor = openShared(1);
        AtomicReference<Future<Object>> self = new AtomicReference<>();
        Mark ready = mark();
        Callable<Object> body =
                () -> {
                    ready.await();
                    return self.get().get();
                };
        self.set(executor.submit(body));
        ready.set();
        assertInstanceOf(PoolDeadlockException.class, failureOf(self.get()));
        assertAlive(executor);
    }

    /** E137: a cycle through two pools is found too. */
    @Test
    void e137_aCycleThroughTwoPoolsFails() throws Exception {
        Executor left = openShared(1);
        Executor right = openShared(1);
        AtomicReference<Future<Object>> first = new AtomicReference<>();
        Mark ready = mark();
        Callable<Object> back = () -> first.get().get();
        Callable<Object> forth =
                () -> {
                    ready.await();
                    return right.submit(back).get();
                };
        first.set(left.submit(forth));
        ready.set();
        Throwable error = rootOf(failureOf(first.get()));
        assertInstanceOf(PoolDeadlockException.class, error);
        assertAlive(left);
        assertAlive(right);
    }

    /** E138: an interrupt meant for the helped body ends with it. */
    @Test
    void e138_anInterruptOfTheHelpedBodyEndsWithIt() throws Exception {
        assumeConcurrent();
        Executor executor = openOne();
        AtomicReference<Future<String>> inner = new AtomicReference<>();
        Mark entered = mark();
        Mark end = mark();
        Callable<Boolean> outer =
                () -> {
                    Callable<String> body =
                            () -> {
                                entered.set();
                                return wait(end);
                            };
                    inner.set(executor.submit(body));
                    assertThrows(
                            java.util.concurrent.CancellationException.class, inner.get()::get);
                    return Thread.currentThread().isInterrupted();
                };
        Future<Boolean> future = executor.submit(outer);
        entered.expect();
        assertTrue(inner.get().cancel(true));
        assertFalse(settled(future).get(), "the waiter is not interrupted");
    }

    /** E139: cancelling the waiter interrupts both, the helped body and the waiter. */
    @Test
    void e139_cancellingTheWaiterInterruptsBoth() throws Exception {
        assumeConcurrent();
        Executor executor = openOne();
        Mark entered = mark();
        Mark end = mark();
        Mark innerInterrupted = mark();
        Mark outerInterrupted = mark();
        Callable<Object> outer =
                () -> {
                    Callable<String> body =
                            () -> {
                                entered.set();
                                try {
                                    return wait(end);
                                } catch (InterruptedException stop) {
                                    innerInterrupted.set();
                                    throw stop;
                                }
                            };
                    try {
                        executor.submit(body).get();
                    } catch (InterruptedException stop) {
                        outerInterrupted.set();
                    } catch (java.util.concurrent.ExecutionException failed) {
                        if (Thread.currentThread().isInterrupted()) {
                            outerInterrupted.set();
                        }
                    }
                    return "over";
                };
        Future<Object> future = executor.submit(outer);
        entered.expect();
        assertTrue(future.cancel(true));
        innerInterrupted.expect();
        outerInterrupted.expect();
        assertAlive(executor);
    }

    /** E140: a helped body has its own TaskContext; the waiter's comes back. */
    @Test
    void e140_aHelpedBodyHasItsOwnContext() throws Exception {
        Executor executor = openOne();
        Callable<List<String>> outer =
                () -> {
                    Callable<String> inner = () -> label();
                    String helped = executor.with(TaskOptions.label("inner")).submit(inner).get();
                    return List.of(helped, label());
                };
        Future<List<String>> future = executor.with(TaskOptions.label("outer")).submit(outer);
        assertEquals(List.of("inner", "outer"), settled(future).get());
    }

    private static String label() {
        return TaskContext.current().label().orElse("none");
    }

    /** E141: every outcome of many waiting tasks on few workers arrives (stress). */
    @Test
    void e141_manyWaitingTasksEnd() throws Exception {
        Executor executor = open(2);
        assumeShared(executor);
        for (int round = 0; round < 20; round++) {
            Callable<Integer> outer =
                    () -> {
                        int sum = 0;
                        for (int n : executor.map((Integer i) -> i, upTo(50))) {
                            sum += n;
                        }
                        return sum + executor.submit(() -> 1).get();
                    };
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < DEPTH; i++) {
                futures.add(executor.submit(outer));
            }
            for (Future<Integer> future : futures) {
                assertEquals(1_226, settled(future).get());
            }
        }
        Bounds.await("idle", () -> isIdle(executor));
    }
}
