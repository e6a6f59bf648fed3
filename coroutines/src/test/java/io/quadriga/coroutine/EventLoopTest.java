package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.TaskFailedException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.CapturedLog;
import io.quadriga.tck.TestThread;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class EventLoopTest extends LoopFixture {

    @Test
    void l01_callbacksRunInOrderEachOnce() throws Exception {
        loop.callSoon(() -> events.add("a"));
        loop.callSoon(() -> events.add("b"));
        loop.run(() -> {
            loop.callSoon(() -> events.add("c"));
            assertEvents("a", "b");
            Coroutines.yieldNow();
        });
        assertEvents("a", "b", "c");
    }

    @Test
    void l02_aCancelledCallbackIsSkipped() throws Exception {
        loop.callSoon(() -> events.add("a"));
        Handle soon = loop.callSoon(() -> events.add("b"));
        Handle later = loop.callLater(BRIEFLY, () -> events.add("c"));
        soon.cancel();
        soon.cancel();
        later.cancel();
        assertTrue(soon.isCancelled());
        loop.run(() -> Coroutines.sleep(BRIEFLY.multipliedBy(4)));
        assertEvents("a");
    }

    @Test
    void aHandleWhoseCallbackHasRunIsNotCancelled() throws Exception {
        Handle handle = loop.callSoon(() -> events.add("a"));
        loop.run(LoopFixture::settle);
        handle.cancel();
        assertFalse(handle.isCancelled());
    }

    @Test
    void l03_aDelayIsNeverCutShort() throws Exception {
        long start = System.nanoTime();
        loop.run(() -> {
            for (int millis : new int[] {30, 10, 20, 1, 0, -5}) {
                loop.callLater(
                        Duration.ofMillis(millis),
                        () -> {
                            assertTrue(System.nanoTime() - start >= millis * 1_000_000L);
                            events.add("" + millis);
                        });
            }
            Coroutines.sleep(Duration.ofMillis(60));
        });
        assertEvents("0", "-5", "1", "10", "20", "30");
        assertThrows(NullPointerException.class, () -> loop.callSoon(null));
        assertThrows(NullPointerException.class, () -> loop.callLater(null, () -> {}));
    }

    @Test
    void timersOfOneTimeFireInOrder() throws Exception {
        long when = loop.time() + 10_000_000;
        for (int i = 0; i < 20; i++) {
            String event = "" + i;
            loop.callAt(when, () -> events.add(event));
        }
        loop.run(() -> Coroutines.sleep(Duration.ofMillis(30)));
        assertEquals(20, events.size());
        for (int i = 0; i < 20; i++) {
            assertEquals("" + i, events.get(i));
        }
    }

    @Test
    void aThrowingCallbackIsLoggedAndTheLoopGoesOn() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            loop.callSoon(() -> {
                throw new IllegalStateException("broken callback");
            });
            loop.callSoon(() -> events.add("next"));
            loop.run(LoopFixture::settle);
            assertTrue(log.text().contains("broken callback"), log::text);
        }
        assertEvents("next");
    }

    @Test
    void l06_stopBeforeTheRunLetsOneRoundRun() throws Exception {
        loop.callSoon(() -> {
            events.add("now");
            loop.callSoon(() -> events.add("in the next run"));
        });
        loop.stop();
        loop.runForever();
        assertEvents("now");
        loop.stop();
        loop.runForever();
        assertEvents("now", "in the next run");
    }

    @Test
    void stopEndsAfterTheRound() throws Exception {
        loop.callSoon(loop::stop);
        loop.callSoon(() -> {
            events.add("same round");
            loop.callSoon(() -> events.add("next round"));
        });
        loop.runForever();
        assertEvents("same round");
        assertFalse(loop.isRunning());
    }

    @Test
    void stopFromAnotherThreadEndsAnIdleLoop() throws Exception {
        TestThread<?> running = TestThread.start(loop::runForever);
        Bounds.await("it runs", loop::isRunning);
        loop.stop();
        running.result();
        assertFalse(loop.isRunning());
    }

    @Test
    void l07_aStoppedRunSaysSoAndTheLoopCanBeUsedAgain() throws Exception {
        IllegalStateException early =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                loop.run(() -> {
                                    loop.stop();
                                    Coroutines.sleep(BRIEFLY);
                                    events.add("went on");
                                }));
        assertTrue(early.getMessage().contains("before main ended"), early::getMessage);
        loop.run(() -> Coroutines.sleep(BRIEFLY.multipliedBy(10)));
        assertEvents("went on");
    }

    @Test
    void l08_aLoopCannotBeRunOrClosedFromInside() throws Exception {
        try (EventLoop other = EventLoop.create("other")) {
            loop.run(() -> {
                assertThrows(IllegalStateException.class, () -> loop.run(() -> {}));
                assertThrows(IllegalStateException.class, loop::runForever);
                assertThrows(IllegalStateException.class, loop::close);
                assertThrows(IllegalStateException.class, () -> other.run(() -> {}));
                assertThrows(IllegalStateException.class, () -> Coroutines.run(() -> {}));
            });
            other.run(() -> events.add("usable"));
        }
        assertEvents("usable");
    }

    @Test
    void l09_aClosedLoopTakesNothing() {
        loop.close();
        loop.close();
        for (Runnable use :
                List.<Runnable>of(
                        () -> loop.callSoon(() -> {}),
                        () -> loop.callLater(BRIEFLY, () -> {}),
                        () -> loop.spawn(() -> 1))) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, use::run);
            assertTrue(refused.getMessage().contains("closed"), refused::getMessage);
        }
        assertThrows(IllegalStateException.class, () -> loop.run(() -> {}));
    }

    @Test
    void l11_aCallFromAnotherThreadWakesTheLoop() throws Exception {
        TestThread<?> running = TestThread.start(loop::runForever);
        Bounds.await("it runs", loop::isRunning);
        for (int i = 0; i < 1000; i++) {
            CountDownLatch called = new CountDownLatch(1);
            loop.callSoon(called::countDown);
            called.await();
        }
        loop.stop();
        running.result();
    }

    @Test
    void callsFromManyThreadsAreAllMade() throws Exception {
        int threads = 4;
        int each = 20_000;
        int[] calls = new int[1]; // not atomic: one thread
        List<TestThread<?>> callers = new ArrayList<>();
        loop.run(() -> {
            for (int i = 0; i < threads; i++) {
                callers.add(
                        TestThread.start(() -> {
                            for (int k = 0; k < each; k++) {
                                loop.callSoon(() -> calls[0]++);
                            }
                        }));
            }
            while (calls[0] < threads * each) {
                Coroutines.sleep(BRIEFLY);
            }
        });
        for (TestThread<?> caller : callers) {
            caller.result();
        }
        assertEquals(threads * each, calls[0]);
    }

    @Test
    void runReturnsTheValueAndThrowsTheFailureOfMain() throws Exception {
        assertEquals("value", loop.run(() -> "value"));
        IllegalArgumentException own = new IllegalArgumentException("own");
        assertSame(
                own,
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                loop.run(() -> {
                                    throw own;
                                })));
        TaskFailedException checked =
                assertThrows(
                        TaskFailedException.class,
                        () ->
                                loop.run(() -> {
                                    throw new IOException("checked");
                                }));
        assertInstanceOf(IOException.class, checked.getCause());
    }

    @Test
    void l36_whatMainLeavesIsCancelledAndFinishedBeforeRunReturns() throws Exception {
        List<Coroutine<?>> left = new ArrayList<>();
        loop.run(() -> {
            left.add(
                    loop.spawn(() -> {
                        try {
                            Coroutines.sleep(Bounds.NEVER);
                        } finally {
                            Coroutines.sleep(BRIEFLY);
                            events.add("cleaned up");
                        }
                    }));
            Coroutines.yieldNow();
            left.add(loop.spawn(() -> events.add("never begins")));
        });
        assertEvents("cleaned up");
        left.forEach(each -> assertTrue(each.isCancelled() && each.hasEnded(), each::toString));
    }

    @Test
    void anErrorOfTheCleanUpIsLogged() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            loop.run(() -> {
                loop.spawn(() -> {
                    try {
                        Coroutines.sleep(Bounds.NEVER);
                    } finally {
                        throwing();
                    }
                });
                Coroutines.yieldNow();
            });
            assertTrue(log.text().contains("clean-up failed"), log::text);
        }
    }

    private static void throwing() {
        throw new IllegalStateException("clean-up failed");
    }

    @Test
    void anInterruptedCallerCancelsMain() throws Exception {
        TestThread<?> caller =
                TestThread.start(() ->
                        loop.run(() -> {
                            try {
                                events.add("begun");
                                Coroutines.sleep(Bounds.NEVER);
                            } finally {
                                events.add("ended");
                            }
                        }));
        Bounds.await(
                "it waits",
                () -> loop.isRunning() && caller.thread().getState() == Thread.State.WAITING);
        CountDownLatch begun = new CountDownLatch(1);
        loop.callSoon(begun::countDown);
        begun.await();
        caller.interrupt();
        assertThrows(InterruptedException.class, caller::result);
        assertEvents("begun", "ended");
    }

    @Test
    void aLoopThatIsDroppedHoldsNothing() throws Exception {
        WeakReference<EventLoop> dropped = new WeakReference<>(useAndClose());
        Bounds.await(
                "it is collected",
                () -> {
                    System.gc();
                    return dropped.get() == null;
                });
    }

    private static EventLoop useAndClose() throws InterruptedException {
        EventLoop own = EventLoop.create();
        own.callLater(Duration.ofDays(1), () -> {});
        own.run(() -> Coroutines.sleep(BRIEFLY));
        own.close();
        return own;
    }

    @Test
    void aCancelledTimerHoldsNothing() throws Exception {
        loop.run(() -> {
            WeakReference<Object> held = new WeakReference<>(setAndCancel(loop));
            Bounds.await(
                    "it is collected",
                    () -> {
                        System.gc();
                        return held.get() == null;
                    });
        });
    }

    private static Object setAndCancel(EventLoop on) {
        Runnable held =
                new Runnable() {
                    @Override
                    public void run() {}
                };
        on.callLater(Duration.ofDays(1), held).cancel();
        return held;
    }

    @Test
    void currentTellsTheLoop() throws Exception {
        assertThrows(IllegalStateException.class, EventLoop::current);
        assertTrue(EventLoop.find().isEmpty());
        loop.run(() -> {
            assertSame(loop, EventLoop.current());
            loop.callSoon(() -> events.add("" + (EventLoop.current() == loop)));
            Coroutines.yieldNow();
        });
        assertEvents("true");
    }

    @Test
    void nothingKeepsTheThreadOfALoopAfterItsRun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            loop.run((Body) runs::incrementAndGet);
        }
        assertEquals(50, runs.get());
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(loop.name())));
    }
}
