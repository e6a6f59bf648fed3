package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Future;
import io.quadriga.TaskState;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CoroutineTest extends LoopFixture {

    /** E01: gevent's eat and play. */
    @Test
    void e01_sleepsOverlapAndJoinAllWaitsForBoth() throws Exception {
        long start = System.nanoTime();
        loop.run(() -> {
            Coroutine<?> eat =
                    loop.spawn(() -> {
                        events.add("abc eats");
                        Coroutines.sleep(Duration.ofMillis(200));
                        events.add("abc drinks");
                    });
            Coroutine<?> play =
                    loop.spawn(() -> {
                        events.add("abc plays");
                        Coroutines.sleep(Duration.ofMillis(100));
                        events.add("abc plays on");
                    });
            Coroutines.joinAll(eat, play);
            events.add("main");
        });
        assertEvents("abc eats", "abc plays", "abc plays on", "abc drinks", "main");
        assertTrue(System.nanoTime() - start >= 200_000_000);
    }

    /** One thread: unlocked increments by a thousand coroutines, switching at every wait. */
    @Test
    void aMillionUnlockedIncrementsAreNeverLost() throws Exception {
        int[] count = new int[1];
        boolean[] inside = new boolean[1];
        loop.run(() -> {
            for (int i = 0; i < 1000; i++) {
                loop.spawn(() -> {
                    for (int k = 0; k < 1000; k++) {
                        assertFalse(inside[0], "two at the same time");
                        inside[0] = true;
                        int before = count[0];
                        Thread.onSpinWait();
                        count[0] = before + 1;
                        inside[0] = false;
                        Coroutines.yieldNow();
                    }
                });
            }
            while (count[0] < 1_000_000) {
                Coroutines.sleep(BRIEFLY);
            }
        });
        assertEquals(1_000_000, count[0]);
    }

    /** The same while timers, other threads and futures of them wake the coroutines. */
    @Test
    void whateverWakesCoroutinesOnlyOneRunsAtATime() throws Exception {
        int coroutines = 200;
        int[] count = new int[1];
        List<Promise<Integer>> promises = new ArrayList<>();
        for (int i = 0; i < coroutines * 20; i++) {
            promises.add(new Promise<>());
        }
        TestThread<?> settler = TestThread.start(() -> promises.forEach(each -> each.succeed(1)));
        loop.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < coroutines; i++) {
                int mine = i;
                all.add(
                        loop.spawn(() -> {
                            for (int k = 0; k < 20; k++) {
                                int before = count[0];
                                Thread.onSpinWait();
                                count[0] = before + 1;
                                Coroutines.await(promises.get(k * coroutines + mine));
                                count[0]++;
                                Coroutines.sleep(Duration.ofNanos(1 + mine * 1000L));
                            }
                        }));
            }
            Coroutines.joinAll(all);
        });
        settler.result();
        assertEquals(coroutines * 20 * 2, count[0]);
    }

    @Test
    void coroutinesBeginInTheOrderOfTheirSpawnNeverInline() throws Exception {
        loop.run(() -> {
            loop.spawn(() -> events.add("1"));
            loop.callSoon(() -> events.add("2"));
            loop.spawn(() -> events.add("3"));
            assertEvents();
            Coroutines.yieldNow();
        });
        assertEvents("1", "2", "3");
    }

    @Test
    void aCoroutineIsTheFutureOfItsBody() throws Exception {
        loop.run(() -> {
            Coroutine<Integer> one = loop.spawn(() -> 1);
            assertEquals(TaskState.QUEUED, one.taskState());
            Coroutine<Integer> failing =
                    loop.spawn(() -> {
                        throw new IllegalStateException("own");
                    });
            assertEquals(1, Coroutines.await(one));
            assertThrows(IllegalStateException.class, () -> Coroutines.await(failing));
            assertEquals(TaskState.FAILED, failing.taskState());
            assertSame(loop, one.loop());
            assertTrue(one.name().startsWith(loop.name() + "-"), one::name);
        });
    }

    @Test
    void currentIsTheCallingCoroutine() throws Exception {
        assertThrows(IllegalStateException.class, Coroutines::current);
        assertThrows(IllegalStateException.class, Coroutines::yieldNow);
        loop.run(() -> {
            Coroutine<?>[] seen = new Coroutine<?>[1];
            Coroutine<?> spawned = loop.spawn(() -> seen[0] = Coroutines.current());
            Coroutines.await(spawned);
            assertSame(spawned, seen[0]);
        });
    }

    @Test
    void callbacksRunOnTheLoopAndMayWait() throws Exception {
        loop.run(() -> {
            Coroutine<String> done = loop.spawn(() -> "value");
            Promise<String> heard = new Promise<>();
            done.onDone(
                    Callback.of(
                            value -> {
                                Coroutines.sleep(BRIEFLY);
                                heard.succeed(value + (EventLoop.current() == loop));
                            },
                            heard::fail));
            assertEquals("valuetrue", Coroutines.await(heard));
            assertEquals("VALUE", Coroutines.await(done.thenApply(String::toUpperCase)));
        });
    }

    @Test
    void callbacksRunThoughTheLoopDoesNot() throws Exception {
        Coroutine<Integer> done =
                loop.run(() -> {
                    Coroutine<Integer> spawned = loop.spawn(() -> 20);
                    Coroutines.await(spawned);
                    return spawned;
                });
        CompletableFuture<Integer> dependent = new CompletableFuture<>();
        done.onDone(value -> dependent.complete(value + 1));
        assertEquals(21, dependent.get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
    }

    // ---- cancel

    @Test
    void l25_cancelledBeforeItsFirstStepItNeverBegins() throws Exception {
        loop.run(() -> {
            Coroutine<?> never = loop.spawn(() -> events.add("began"));
            assertTrue(never.cancel(true));
            settle();
            assertTrue(never.isCancelled() && never.hasEnded());
        });
        assertEvents();
    }

    @Test
    void aCancelThrowsAtThePointOfSuspension() throws Exception {
        assertCancelled(() -> Coroutines.sleep(Bounds.NEVER));
        assertCancelled(() -> {
            while (true) {
                Coroutines.yieldNow();
            }
        });
        assertCancelled(() -> Coroutines.await(new CompletableFuture<String>()));
        assertCancelled(() -> Coroutines.joinAll(loop.spawn(() -> Coroutines.sleep(Bounds.NEVER))));
    }

    private void assertCancelled(Body waiting) throws InterruptedException {
        loop.run(() -> {
            List<Throwable> caught = new ArrayList<>();
            Coroutine<?> waiter =
                    loop.spawn(() -> {
                        try {
                            waiting.run();
                        } catch (Throwable thrown) {
                            caught.add(thrown);
                            throw thrown;
                        }
                    });
            settle();
            assertTrue(waiter.cancel(true));
            assertTrue(waiter.isCancelled());
            assertFalse(waiter.hasEnded());
            Coroutines.joinAll(waiter);
            assertEquals(1, caught.size());
            assertInstanceOf(CancellationException.class, caught.getFirst());
        });
    }

    @Test
    void l15_joinAllWaitsForTheCleanUpWhichMayWaitItself() throws Exception {
        loop.run(() -> {
            Coroutine<?> stubborn =
                    loop.spawn(() -> {
                        try {
                            Coroutines.sleep(Bounds.NEVER);
                        } finally {
                            Coroutines.sleep(BRIEFLY);
                            events.add("cleaned up");
                        }
                    });
            settle();
            stubborn.cancel(true);
            assertThrows(CancellationException.class, () -> Coroutines.await(stubborn));
            assertEvents();
            Coroutines.joinAll(stubborn);
            assertEvents("cleaned up");
        });
    }

    @Test
    void eachCancelIsDeliveredOnce() throws Exception {
        loop.run(() -> {
            Coroutine<?> patient =
                    loop.spawn(() -> {
                        for (int i = 0; i < 3; i++) {
                            try {
                                Coroutines.sleep(Bounds.NEVER);
                            } catch (CancellationException cancelled) {
                                events.add("cancelled");
                            }
                        }
                    });
            for (int i = 1; i <= 3; i++) {
                settle();
                patient.cancel(true);
                settle();
                assertEquals(i, events.size());
            }
            Coroutines.joinAll(patient);
        });
    }

    @Test
    void aCancelWhileItRunsIsDeliveredAtTheNextPoint() throws Exception {
        loop.run(() -> {
            Coroutine<?> self =
                    loop.spawn(() -> {
                        Coroutines.current().cancel(true);
                        events.add("goes on");
                        try {
                            Coroutines.sleep(BRIEFLY);
                        } catch (CancellationException delivered) {
                            events.add("delivered");
                        }
                        Coroutines.sleep(BRIEFLY);
                        assertFalse(Thread.currentThread().isInterrupted());
                        events.add("once");
                    });
            Coroutines.joinAll(self);
        });
        assertEvents("goes on", "delivered", "once");
    }

    @Test
    void cancelFalseLetsTheBodyFinish() throws Exception {
        loop.run(() -> {
            Coroutine<?> unheard =
                    loop.spawn(() -> {
                        Coroutines.sleep(BRIEFLY);
                        events.add("finished");
                    });
            settle();
            assertTrue(unheard.cancel(false));
            Coroutines.joinAll(unheard);
            assertTrue(unheard.isCancelled());
        });
        assertEvents("finished");
    }

    @Test
    void aCancelOfWhoAwaitsAFutureCancelsTheFuture() throws Exception {
        loop.run(() -> {
            Coroutine<?> inner = loop.spawn(() -> Coroutines.sleep(Bounds.NEVER));
            Coroutine<?> outer = loop.spawn(() -> Coroutines.await(inner));
            settle();
            outer.cancel(true);
            Coroutines.joinAll(outer, inner);
            assertTrue(inner.isCancelled());
        });
    }

    @Test
    void l26_shieldKeepsACancelFromTheInnerOne() throws Exception {
        loop.run(() -> {
            Coroutine<String> inner =
                    loop.spawn(() -> {
                        Coroutines.sleep(BRIEFLY);
                        return "value";
                    });
            Coroutine<?> outer = loop.spawn(() -> Coroutines.shield(inner));
            Coroutine<?> body =
                    loop.spawn(() ->
                            Coroutines.shield(() -> {
                                Coroutines.sleep(BRIEFLY);
                                return events.add("shielded");
                            }));
            settle();
            outer.cancel(true);
            body.cancel(true);
            Coroutines.joinAll(outer, body);
            assertEquals("value", Coroutines.await(inner));
            Coroutines.sleep(BRIEFLY.multipliedBy(4));
        });
        assertEvents("shielded");
    }

    @Test
    void aCancelFromAnotherThreadReachesASleepingCoroutine() throws Exception {
        for (int round = 0; round < 200; round++) {
            loop.run(() -> {
                Coroutine<?> sleeper = loop.spawn(() -> Coroutines.sleep(Bounds.NEVER));
                TestThread<?> canceller = TestThread.start(() -> sleeper.cancel(true));
                Coroutines.joinAll(sleeper);
                assertTrue(sleeper.isCancelled());
                while (!canceller.ended()) {
                    Coroutines.yieldNow();
                }
            });
        }
    }

    /** What was waited for is never lost: a cancel that comes with it waits for the next point. */
    @Test
    void aResultThatComesBeforeTheCancelIsReturned() throws Exception {
        loop.run(() -> {
            Promise<String> promise = new Promise<>();
            Coroutine<?> waiter =
                    loop.spawn(() -> {
                        events.add(Coroutines.shield(promise));
                        try {
                            Coroutines.yieldNow();
                        } catch (CancellationException next) {
                            events.add("then cancelled");
                        }
                    });
            settle();
            promise.succeed("value");
            waiter.cancel(true);
            Coroutines.joinAll(waiter);
        });
        assertEquals("then cancelled", events.getLast());
    }

    @Test
    void anInterruptOfItsThreadEndsAWait() throws Exception {
        loop.run(() -> {
            Thread[] thread = new Thread[1];
            Coroutine<?> sleeper =
                    loop.spawn(() -> {
                        thread[0] = Thread.currentThread();
                        Coroutines.sleep(Bounds.NEVER);
                    });
            settle();
            thread[0].interrupt();
            Coroutines.joinAll(sleeper);
            assertEquals(TaskState.FAILED, sleeper.taskState());
            assertInstanceOf(CancellationException.class, sleeper.exceptionNow());
        });
    }

    @Test
    void awaitEndIsTimed() throws Exception {
        Coroutine<?>[] spawned = new Coroutine<?>[1];
        loop.run(() -> {
            spawned[0] = loop.spawn(() -> Coroutines.sleep(Bounds.NEVER));
            settle();
            assertFalse(spawned[0].awaitEnd(BRIEFLY));
            assertFalse(spawned[0].awaitEnd(Duration.ZERO));
        });
        assertTrue(spawned[0].awaitEnd(Duration.ZERO));
        spawned[0].awaitEnd();
    }

    @Test
    void awaitTakesStagesOfTheJdk() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalArgumentException("own"));
        TestThread<?> completer =
                loop.run(() -> {
                    TestThread<?> other = TestThread.start(() -> stage.complete("value"));
                    assertEquals("value", Coroutines.await(stage.thenApply(value -> value)));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Coroutines.await(failed.thenApply(value -> value)));
                    return other;
                });
        completer.result();
    }

    @Test
    void aDeepStackSurvivesItsSuspensions() throws Exception {
        assertEquals(500, loop.run(() -> deep(500)));
    }

    private static int deep(int levels) {
        Coroutines.yieldNow();
        return levels == 0 ? 0 : 1 + deep(levels - 1);
    }

    @Test
    void anythingThrownSettlesTheCoroutineAlone() throws Exception {
        loop.run(() -> {
            Coroutine<?> error =
                    loop.spawn(() -> {
                        throw new StackOverflowError("own");
                    });
            Future<?> fine = loop.spawn(() -> "fine");
            Coroutines.joinAll(error);
            assertInstanceOf(StackOverflowError.class, error.exceptionNow());
            assertEquals("fine", Coroutines.await(fine));
        });
    }
}
