package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.Executor;
import io.quadriga.ExecutorStats;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds although something else happens at the same moment. Numbers as CONTRACT.md. */
abstract class ExecutorTroubleRules extends ExecutorExitRules {

    private static final Callable<String> NEVER =
            () -> {
                new CountDownLatch(1).await();
                return "never";
            };

    /** E180: in a task, invokeAny ends with the first success, although another never ends. */
    @Test
    void e180_invokeAnyInATaskEndsWithTheFirstSuccess() throws Exception {
        Executor executor = openShared(3);
        Callable<String> fast = () -> "x";
        Callable<String> any = () -> executor.invokeAny(List.of(NEVER, fast));
        for (int round = 0; round < 300; round++) {
            assertEquals("x", settled(executor.submit(any)).get());
        }
    }

    /** E181: a task that waits for the first of several runs none while a worker is idle. */
    @Test
    void e181_aWaitForTheFirstIsNotHeldUpByAnother() throws Exception {
        Executor executor = openShared(4);
        Callable<String> first =
                () -> {
                    Future<String> never = executor.submit(NEVER);
                    Future<String> fast = executor.submit(() -> "x");
                    Futures.waitFor(List.of(never, fast), Futures.When.FIRST_COMPLETED);
                    never.cancel(true);
                    return fast.get();
                };
        for (int round = 0; round < 50; round++) {
            Bounds.await("the workers are idle", () -> executor.stats().running() == 0);
            assertEquals("x", settled(executor.submit(first)).get());
        }
    }

    /** E182: a task cancelled in the moment in which it is to be tried again holds nothing. */
    @Test
    void e182_aTaskCancelledBeforeARetryHoldsNothing() throws Exception {
        for (int round = 0; round < 20; round++) {
            Executor executor = open(2);
            Executor retrying =
                    executor.with(
                            TaskOptions.retries(3, Bounds.NEVER)
                                    .retryOn(IllegalStateException.class));
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(retrying.submit((Task<String>) ExecutorTroubleRules::failing));
            }
            futures.forEach(future -> future.cancel(true));
            executor.shutdown();
            awaitTermination(executor);
        }
    }

    private static String failing() {
        throw new IllegalStateException("again");
    }

    /** E183: a task accepted before shutdownNow ran or stands in its list, with options too. */
    @Test
    void e183_shutdownNowForgetsNoTaskWithOptions() throws Exception {
        assumeConcurrent();
        for (int round = 0; round < 300; round++) {
            Executor executor = open(2);
            Executor labelled = executor.with(TaskOptions.label("queued"));
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 20 + round % 50; i++) {
                futures.add(labelled.submit(() -> "x"));
            }
            int listed = executor.shutdownNow().size();
            awaitTermination(executor);
            long began = executor.stats().attempts();
            assertEquals(futures.size(), listed + began);
            futures.forEach(future -> assertTrue(future.isDone(), future::toString));
        }
    }

    /** E184: bodies that end in the moment in which they count as stuck leave no place behind. */
    @Test
    void e184_bodiesThatAreJustNotStuckLeaveNoPlaceBehind() throws Exception {
        assumeNotStoppedByForce(openConcurrent(1));
        openBounded(1, "reject").close();
        Executor executor =
                open(
                        builder(1)
                                .set("queue-capacity", 1)
                                .set("when-full", "reject")
                                .set("interrupt-grace", Duration.ofMillis(1)));
        for (int round = 0; round < 200; round++) {
            Mark entered = mark("entered" + round);
            Action busy =
                    () -> {
                        entered.set();
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < 1_200_000) {
                            Thread.onSpinWait();
                        }
                    };
            Future<?> future = submitWhenPossible(executor, busy);
            entered.expect();
            future.cancel(true);
            Bounds.await("it has ended", () -> executor.stats().running() == 0);
        }
        Mark end = mark();
        saturate(executor, 1, end);
        Future<?> queued = executor.submit(() -> "x");
        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> "one too many"));
        end.set();
        settled(queued);
    }

    /** E197: what a submission that meets shutdownNow says agrees with the list and the counts. */
    @Test
    void e197_aSubmissionThatMeetsShutdownNowIsAcceptedOrNot() throws Exception {
        assumeConcurrent();
        for (int round = 0; round < 100; round++) {
            Executor executor = open(1);
            Executor view = round % 2 == 0 ? executor : executor.with(TaskOptions.label("met"));
            AtomicInteger accepted = new AtomicInteger();
            TestThread<?> submitter = TestThread.start(() -> submitSome(view, accepted));
            int head = round % 7;
            Bounds.await("it submits", () -> accepted.get() > head);
            int listed = executor.shutdownNow().size();
            submitter.result();
            awaitTermination(executor);
            ExecutorStats stats = executor.stats();
            assertEquals(accepted.get(), stats.submitted(), executor::toString);
            assertAllBut1(accepted.get(), stats.attempts() + listed);
        }
    }

    private static void submitSome(Executor executor, AtomicInteger accepted) {
        try {
            for (int i = 0; i < 200; i++) {
                executor.submit(() -> "x");
                accepted.incrementAndGet();
            }
        } catch (RejectedExecutionException shutDown) {
            assertTrue(executor.isShutdown());
        }
    }

    /** A backend that does not wait in kill misses what its workers are about to begin. */
    private static void assertAllBut1(long accepted, long found) {
        assertTrue(
                found <= accepted && found >= accepted - 1,
                () -> "accepted " + accepted + ", ran or listed " + found);
    }

    /** Too many bodies may count as stuck for a moment. */
    private static Future<?> submitWhenPossible(Executor executor, Action body) {
        AtomicReference<Future<?>> future = new AtomicReference<>();
        Bounds.await(
                "it is accepted",
                () -> {
                    try {
                        future.set(executor.submit(body));
                        return true;
                    } catch (RejectedExecutionException notYet) {
                        return false;
                    }
                });
        return future.get();
    }
}
