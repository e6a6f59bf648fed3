package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskFailedException;
import io.quadriga.TaskScope;
import io.quadriga.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of {@link TaskScope}, one test each; {@code CONTRACT.md} lists them as S1, S2 and so
 * on. A backend extends this class and supplies the executor; rules are never overridden.
 */
public abstract class ScopeContract extends ExecutorFixture {

    /**
     * Returns a running executor without a capacity limit. The kit stops it.
     *
     * @param workers how many bodies run at the same time; exactly
     * @return the executor, which nobody else uses
     */
    @Override
    protected abstract Executor newExecutor(int workers);

    private static Future<String> forkRunning(TaskScope scope, Mark entered, Mark end) {
        Future<String> child =
                scope.fork(() -> {
                    entered.set();
                    end.await();
                    return "ran";
                });
        entered.expect();
        return child;
    }

    private static void assumeNotStoppedByForce(Executor executor) {
        assumeFalse(executor.capabilities().contains(Capability.STOPS_ANY_CODE), "ends any body");
    }

    private static Future<String> forkStubborn(TaskScope scope, Mark entered, Mark end) {
        Future<String> child = scope.fork(() -> FutureCancelRules.stubborn(entered, end));
        entered.expect();
        return child;
    }

    /** {@code join} waits for every child; their results are there then. */
    @Test
    void s1_joinWaitsForAll() throws Exception {
        Executor executor = open();
        try (TaskScope scope = TaskScope.open(executor)) {
            List<Future<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int mine = i;
                children.add(scope.fork(() -> mine * mine));
            }
            scope.join();
            for (int i = 0; i < 20; i++) {
                assertEquals(i * i, children.get(i).resultNow());
            }
        }
    }

    /** A scope without children joins and closes at once; it may be joined again. */
    @Test
    void s2_anEmptyScopeJoins() throws Exception {
        try (TaskScope scope = TaskScope.open(open())) {
            scope.join();
            scope.join();
            assertEquals("later", joined(scope, scope.fork(() -> "later")));
        }
    }

    private static String joined(TaskScope scope, Future<String> child)
            throws InterruptedException {
        scope.join();
        return child.resultNow();
    }

    /**
     * The first failure is thrown as {@code result} would: unchecked ones themselves, others
     * wrapped.
     */
    @ParameterizedTest
    @EnumSource
    void s3_joinThrowsTheFirstFailure(Thrown kind) {
        Executor executor = open();
        Throwable thrown = kind.make();
        try (TaskScope scope = TaskScope.open(executor)) {
            scope.fork(() -> Thrown.raise(thrown));
            Throwable was = assertThrows(Throwable.class, scope::join);
            if (!kind.isUnchecked()) {
                assertInstanceOf(TaskFailedException.class, was);
            }
            Thrown.assertSameFailure(executor, thrown, kind.isUnchecked() ? was : was.getCause());
        }
    }

    /** The first failure cancels the children that have not ended, queued and running. */
    @Test
    void s4_aFailureCancelsTheRest() {
        Executor executor = openConcurrent(2);
        Mark entered = mark();
        Mark fail = mark();
        try (TaskScope scope = TaskScope.open(executor)) {
            Future<String> running = forkRunning(scope, entered, mark());
            scope.fork(() -> {
                fail.await();
                throw new IOException("on purpose");
            });
            Future<String> queued = scope.fork(() -> "never");
            fail.set();
            TaskFailedException failed = assertThrows(TaskFailedException.class, scope::join);
            assertInstanceOf(IOException.class, failed.getCause());
            assertTrue(running.isCancelled());
            assertTrue(queued.isCancelled());
        }
    }

    /** {@code join} waits for the body of a cancelled child, too. */
    @Test
    void s5_joinWaitsForBodies() throws Exception {
        Executor executor = openConcurrent(2);
        Mark entered = mark();
        Mark end = mark();
        TestThread<?> joining =
                TestThread.start(() -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        forkStubborn(scope, entered, end).cancel(false);
                        scope.join();
                        assertEquals(0, executor.stats().running());
                    }
                });
        entered.expect();
        joining.awaitBlocked();
        joining.assertStillWaits();
        end.set();
        assertNull(joining.join());
    }

    /** A child that was cancelled by somebody is no failure. */
    @Test
    void s6_aCancelledChildIsNoFailure() throws Exception {
        Executor executor = openConcurrent(2);
        try (TaskScope scope = TaskScope.open(executor)) {
            Future<String> cancelled = forkRunning(scope, mark(), mark());
            Future<String> other = scope.fork(() -> "other");
            cancelled.cancel(true);
            scope.join();
            assertEquals("other", other.resultNow());
        }
    }

    /** The failures of other children are suppressed in the first; cancelled ones are not. */
    @Test
    void s7_otherFailuresAreSuppressed() throws Exception {
        Executor executor = openConcurrent(2);
        int rounds = sharesMemory(executor) ? 500 : 20;
        for (int round = 0; round < rounds; round++) {
            Mark go = mark();
            try (TaskScope scope = TaskScope.open(executor)) {
                List<Future<String>> children =
                        List.of(forkFailing(scope, go, "a"), forkFailing(scope, go, "b"));
                go.set();
                IllegalStateException first =
                        assertThrows(IllegalStateException.class, scope::join);
                List<String> messages = new ArrayList<>(List.of(first.getMessage()));
                for (Throwable other : first.getSuppressed()) {
                    messages.add(other.getMessage());
                }
                List<String> failures =
                        children.stream()
                                .filter(child -> !child.isCancelled())
                                .map(child -> child.exceptionNow().getMessage())
                                .toList();
                assertEquals(java.util.Set.copyOf(failures), java.util.Set.copyOf(messages));
                assertEquals(failures.size(), messages.size());
            }
        }
    }

    private static Future<String> forkFailing(TaskScope scope, Mark go, String message) {
        return scope.fork(() -> {
            while (!go.isSet()) {
                Thread.onSpinWait();
            }
            throw new IllegalStateException(message);
        });
    }

    /** A child forked after the failure is cancelled already. */
    @Test
    void s8_afterAFailureChildrenAreCancelled() {
        Executor executor = open();
        try (TaskScope scope = TaskScope.open(executor)) {
            scope.fork(() -> Thrown.raise(new IllegalStateException("first")));
            assertThrows(IllegalStateException.class, scope::join);
            Mark entered = mark();
            Future<Void> late =
                    scope.fork(() -> {
                        entered.set();
                        return null;
                    });
            assertTrue(late.isDone());
            assertTrue(late.isCancelled());
            assertThrows(CancellationException.class, late::result);
        }
    }

    /** When the time of the scope is over the children are cancelled and {@code join} says so. */
    @Test
    void s9_theDeadlineEndsTheChildren() throws Exception {
        Executor executor = warm(openConcurrent(2), 2);
        try (TaskScope scope = TaskScope.open(executor, brief())) {
            Future<String> child = forkRunning(scope, mark(), mark());
            TaskTimeoutException late = assertThrows(TaskTimeoutException.class, scope::join);
            assertTrue(late.getMessage().contains("deadline=" + brief()), late.getMessage());
            assertTrue(child.isCancelled());
            assertTrue(scope.fork(() -> "late").isCancelled());
        }
    }

    /** The deadline counts from the opening and must be positive. */
    @Test
    void s10_theDeadlineIsPositive() {
        Executor executor = open();
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> TaskScope.open(executor, wrong));
            assertTrue(refused.getMessage().contains("deadline=" + wrong), refused.getMessage());
        }
    }

    /** A scope that ended in time is not touched by its deadline. */
    @Test
    void s11_aScopeInTimeIsLeftAlone() throws Exception {
        Executor executor = open();
        try (TaskScope scope = TaskScope.open(executor, Bounds.NEVER)) {
            Future<String> child = scope.fork(() -> "in time");
            scope.join();
            assertEquals("in time", child.result());
        }
        assertEquals("alive", executor.submit(() -> "alive").result());
    }

    /** Interrupted, {@code join} cancels the children and throws InterruptedException. */
    @Test
    void s12_anInterruptCancelsTheChildren() throws Exception {
        Executor executor = openConcurrent(1);
        Mark entered = mark();
        Mark end = mark();
        TestThread<Boolean> joining =
                TestThread.start(() -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        Future<String> child = forkRunning(scope, entered, end);
                        assertThrows(InterruptedException.class, scope::join);
                        return child.isCancelled();
                    }
                });
        entered.expect();
        joining.awaitBlocked();
        joining.interrupt();
        assertEquals(true, joining.result());
    }

    /** {@code close} cancels what has not ended and waits for the bodies. */
    @Test
    void s13_closeEndsTheChildren() throws Exception {
        Executor executor = openConcurrent(1);
        assumeNotStoppedByForce(executor);
        Mark entered = mark();
        Mark end = mark();
        TestThread<Future<String>> closing =
                TestThread.start(() -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        return forkStubborn(scope, entered, end);
                    }
                });
        entered.expect();
        closing.awaitBlocked();
        closing.assertStillWaits();
        end.set();
        assertTrue(closing.result().isCancelled());
        assertEquals(0, executor.stats().running());
    }

    /** {@code close} ends the children also when the block is left by an exception. */
    @Test
    void s14_closeEndsTheChildrenOnEveryPath() {
        Executor executor = openConcurrent(1);
        List<Future<String>> children = new ArrayList<>();
        assertThrows(
                IllegalStateException.class,
                () -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        children.add(forkRunning(scope, mark(), mark()));
                        throw new IllegalStateException("out of the block");
                    }
                });
        assertTrue(children.get(0).isCancelled());
        assertEquals(0, executor.stats().running());
    }

    /** An interrupt does not end the wait of {@code close}; the flag is kept. */
    @Test
    void s15_closeKeepsTheInterrupt() throws Exception {
        Executor executor = openConcurrent(1);
        assumeNotStoppedByForce(executor);
        Mark entered = mark();
        Mark end = mark();
        TestThread<Boolean> closing =
                TestThread.start(() -> {
                    TaskScope scope = TaskScope.open(executor);
                    forkStubborn(scope, entered, end);
                    scope.close();
                    return Thread.currentThread().isInterrupted();
                });
        entered.expect();
        closing.awaitBlocked();
        closing.interrupt();
        closing.assertStillWaits();
        end.set();
        assertEquals(true, closing.result());
    }

    /** A second {@code close} does nothing; {@code fork} on a closed scope is refused. */
    @Test
    void s16_aClosedScopeForksNothing() {
        Executor executor = open();
        TaskScope scope = TaskScope.open(executor);
        scope.close();
        scope.close();
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> scope.fork(() -> "late"));
        assertTrue(refused.getMessage().contains(executor.name()), refused.getMessage());
        assertEquals(0, executor.stats().submitted());
    }

    /** Only the thread that opened the scope may join and close it. */
    @Test
    void s17_onlyTheOwnerJoinsAndCloses() throws Exception {
        try (TaskScope scope = TaskScope.open(open())) {
            TestThread<?> joining = TestThread.start(scope::join);
            assertInstanceOf(IllegalStateException.class, joining.join());
            TestThread<?> closing = TestThread.start(scope::close);
            assertInstanceOf(IllegalStateException.class, closing.join());
            assertEquals("still open", joined(scope, scope.fork(() -> "still open")));
        }
    }

    /** A child may fork another, which {@code join} waits for. */
    @Test
    void s18_childrenMayFork() throws Exception {
        Executor executor = openShared(2);
        List<Future<String>> grandchildren = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (TaskScope scope = TaskScope.open(executor)) {
            scope.fork(() -> {
                grandchildren.add(scope.fork(() -> "grandchild"));
                return "child";
            });
            scope.join();
            assertEquals("grandchild", grandchildren.get(0).resultNow());
        }
    }

    /** A scope inside a task of a pool of one worker ends: the waiter runs the child itself. */
    @Test
    void s19_aScopeInsideItsOwnPoolEnds() throws Exception {
        Executor executor = openShared(1);
        Future<String> outer =
                executor.submit(() -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        Future<String> inner = scope.fork(() -> "inner");
                        scope.join();
                        return inner.result();
                    }
                });
        assertEquals("inner", outer.result(Bounds.SOON));
    }

    /** A refused child leaves the scope as it was. */
    @Test
    void s20_aRefusedChildLeavesNoTrace() throws Exception {
        Executor executor = open();
        try (TaskScope scope = TaskScope.open(executor)) {
            executor.shutdown();
            assertThrows(RejectedExecutionException.class, () -> scope.fork(() -> "late"));
            scope.join();
        }
    }

    /** Closing a scope leaves the executor and its other tasks alone. */
    @Test
    void s21_theExecutorOutlivesTheScope() throws Exception {
        Executor executor = openConcurrent(2);
        Mark end = mark();
        Future<String> outside = running(executor, end);
        try (TaskScope scope = TaskScope.open(executor)) {
            scope.fork(() -> "child");
        }
        assertFalse(outside.isDone());
        assertFalse(executor.isShutdown());
        end.set();
        assertEquals("ran", outside.result());
    }
}
