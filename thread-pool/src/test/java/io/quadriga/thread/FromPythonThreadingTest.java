package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Shows what the classes of the JDK do that {@code FROM-PYTHON.md} names for those of Python's
 * {@code threading}: threads, timers, thread-local values and events. Quadriga adds nothing to
 * them; where its own executor does the same, that is shown, too.
 */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonThreadingTest {

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Thread waiting = Thread.ofPlatform().name("waiting").unstarted(this::awaitGate);

    @AfterEach
    void letGo() throws Exception {
        gate.countDown();
        waiting.join();
    }

    @Test
    void t22_aThreadStartsOnce() throws Exception {
        assertFalse(waiting.isAlive());
        waiting.start();
        assertTrue(waiting.isAlive());
        assertThrows(IllegalThreadStateException.class, waiting::start);

        gate.countDown();
        waiting.join();

        assertFalse(waiting.isAlive());
        assertThrows(IllegalThreadStateException.class, waiting::start);
    }

    @Test
    void t22_joinIsTimedAndNeedsAStart() throws Exception {
        assertThrows(IllegalThreadStateException.class, () -> waiting.join(Bounds.BRIEF));
        waiting.start();
        assertFalse(waiting.join(Bounds.BRIEF));

        gate.countDown();

        assertTrue(waiting.join(Bounds.SOON));
        assertTrue(waiting.join(Bounds.SOON));
    }

    @Test
    void t22_aThreadThatJoinsItselfWaits() throws Exception {
        assertFalse(Thread.currentThread().join(Bounds.BRIEF));
    }

    @Test
    void t22_daemonIsInheritedAndNotChangedLate() throws Exception {
        Thread child = TestThread.start(() -> Thread.ofPlatform().unstarted(() -> {})).result();
        assertTrue(child.isDaemon());

        waiting.setDaemon(true);
        waiting.start();
        assertThrows(IllegalThreadStateException.class, () -> waiting.setDaemon(false));
    }

    @Test
    void theBodyGetsItsArgumentsByCapture() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        String argument = "as meant";
        Thread thread = Thread.ofPlatform().name("worker").start(() -> seen.set(argument));

        thread.join();

        assertEquals(argument, seen.get());
        assertEquals("worker", thread.getName());
    }

    @Test
    void aThreadIsAnOverriddenRunToo() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        Thread thread =
                new Thread("subclass") {
                    @Override
                    public void run() {
                        seen.set(getName());
                    }
                };

        thread.start();
        thread.join();

        assertEquals("subclass", seen.get());
    }

    @Test
    void aThreadIsInAGroup() {
        ThreadGroup group = new ThreadGroup("group");

        assertSame(group, Thread.ofPlatform().group(group).unstarted(() -> {}).getThreadGroup());
    }

    @Test
    void aScopedValueGoesIntoAThreadByHand() throws Exception {
        ScopedValue<String> context = ScopedValue.newInstance();
        AtomicReference<String> seen = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() ->
                                ScopedValue.where(context, "as meant")
                                        .run(() -> seen.set(context.get())));

        thread.join();

        assertEquals("as meant", seen.get());
    }

    @Test
    void threadsAreIdentifiedAndListed() throws Exception {
        waiting.start();

        assertNotEquals(Thread.currentThread().threadId(), waiting.threadId());
        assertTrue(Thread.getAllStackTraces().containsKey(waiting));
        assertTrue(Thread.activeCount() >= 1);

        gate.countDown();
        waiting.join();
        assertFalse(Thread.getAllStackTraces().containsKey(waiting));
    }

    @Test
    void uncaughtExceptionsGoToTheHandlerAndNotToJoin() throws Exception {
        AtomicReference<Throwable> caught = new AtomicReference<>();
        RuntimeException error = new RuntimeException("as meant");
        Thread failing =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((thread, thrown) -> caught.set(thrown))
                        .unstarted(() -> {
                            throw error;
                        });

        failing.start();
        failing.join();

        assertSame(error, caught.get());
    }

    @Test
    void aStackSizeIsTaken() throws Exception {
        Thread deep = Thread.ofPlatform().stackSize(64L << 20).unstarted(() -> dig(100_000));

        deep.start();

        assertTrue(deep.join(Bounds.SOON));
    }

    @Test
    void t23_aCancelledTimerNeverFires() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            long due = Bounds.BRIEF.toMillis();
            var cancelled = timer.schedule(fired::incrementAndGet, due, TimeUnit.MILLISECONDS);
            assertTrue(cancelled.cancel(false));

            timer.schedule(() -> {}, 2 * due, TimeUnit.MILLISECONDS).get();
        }
        assertEquals(0, fired.get());
    }

    @Test
    void t23_aDelayedTaskIsATimer() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        try (Executor pool = ThreadPool.builder().workers(1).build()) {
            Executor later = pool.with(TaskOptions.delay(Bounds.BRIEF));
            long start = System.nanoTime();
            Future<Integer> cancelled = later.submit(fired::incrementAndGet);
            assertTrue(cancelled.cancel(false));

            later.submit(() -> {}).get();

            assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
        }
        assertEquals(0, fired.get());
    }

    @Test
    void eachThreadHasItsOwnLocalValue() throws Exception {
        ThreadLocal<Object> local = ThreadLocal.withInitial(Object::new);
        Object mine = local.get();

        assertNotSame(mine, TestThread.start(local::get).result());

        assertSame(mine, local.get());
        local.remove();
        assertNotSame(mine, local.get());
    }

    @Test
    void anEventWakesAllAndStaysSet() throws Exception {
        CountDownLatch event = new CountDownLatch(1);
        assertFalse(event.await(Bounds.BRIEF.toMillis(), TimeUnit.MILLISECONDS));
        var waiters =
                List.of(
                        TestThread.start(() -> event.await()),
                        TestThread.start(() -> event.await()));
        waiters.forEach(TestThread::awaitBlocked);

        event.countDown();

        for (var waiter : waiters) {
            assertNull(waiter.join());
        }
        assertEquals(0, event.getCount());
        assertTrue(event.await(0, TimeUnit.MILLISECONDS));
    }

    @Test
    void anEventClearedAtOnceStillWakesThoseWhoWait() throws Exception {
        Phaser event = new Phaser(1);
        int unset = event.getPhase();
        var waiter = TestThread.start(() -> event.awaitAdvanceInterruptibly(unset));
        waiter.awaitBlocked();

        event.arrive();
        event.arrive();

        assertNull(waiter.join());
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int dig(int depth) {
        return depth == 0 ? 0 : 1 + dig(depth - 1);
    }
}
