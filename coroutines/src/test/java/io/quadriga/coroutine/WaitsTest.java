package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.Quadriga;
import io.quadriga.Queue;
import io.quadriga.TaskScope;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two coroutines of one loop that wait on an object of Quadriga never block each other. */
class WaitsTest extends LoopFixture {

    private Quadriga quadriga;
    private Queue<String> queue;

    @BeforeEach
    void open() {
        quadriga =
                Quadriga.open(
                        ConfigFactory.parseString(
                                "quadriga { queues { q { backend = memory, capacity = 1 } },"
                                        + " executors { io { backend = coroutines } } }"));
        queue = quadriga.queue("q");
    }

    @AfterEach
    void close() {
        queue.shutdown();
        quadriga.close();
    }

    @Test
    void aQueueOfOnePassesElementsBetweenTwo() throws Exception {
        loop.run(() -> {
            Coroutine<?> taker =
                    loop.spawn(() -> {
                        for (int i = 0; i < 1000; i++) {
                            assertEquals("" + i, queue.take());
                        }
                    });
            Coroutine<?> putter =
                    loop.spawn(() -> {
                        for (int i = 0; i < 1000; i++) {
                            queue.put("" + i);
                        }
                    });
            Coroutines.await(taker);
            Coroutines.await(putter);
        });
    }

    @Test
    void elementsComeFromOtherThreads() throws Exception {
        TestThread<?> putter =
                TestThread.start(() -> {
                    for (int i = 0; i < 2000; i++) {
                        queue.put("" + i);
                    }
                });
        loop.run(() -> {
            int[] ticks = new int[1];
            Coroutine<?> ticker =
                    loop.spawn(() -> {
                        while (true) {
                            Coroutines.sleep(BRIEFLY);
                            ticks[0]++;
                        }
                    });
            for (int i = 0; i < 2000; i++) {
                assertEquals("" + i, queue.take());
            }
            while (ticks[0] == 0) {
                Coroutines.sleep(BRIEFLY);
            }
            ticker.cancel(true);
        });
        putter.result();
    }

    @Test
    void aTimedPollGivesUpWhileOthersRun() throws Exception {
        loop.run(() -> {
            Coroutine<String> poller = loop.spawn(() -> queue.poll(30, TimeUnit.MILLISECONDS));
            Coroutine<?> other = loop.spawn(() -> events.add("ran"));
            Coroutines.await(other);
            assertNull(Coroutines.await(poller));
        });
        assertEvents("ran");
    }

    /** E16: who is cancelled takes no element with it. */
    @Test
    void e16_aCancelledTakerSwallowsNoElement() throws Exception {
        loop.run(() -> {
            for (int round = 0; round < 100; round++) {
                Coroutine<String> first = loop.spawn(() -> queue.take());
                Coroutine<String> second = loop.spawn(() -> queue.take());
                settle();
                first.cancel(true);
                queue.put("x" + round);
                assertEquals("x" + round, Coroutines.await(second));
                Coroutines.joinAll(first);
            }
        });
    }

    /** The same when cancel and element come from other threads, in any order. */
    @Test
    void aCancelThatMeetsTheElementLosesNothing() throws Exception {
        int rounds = 300;
        int[] taken = new int[1];
        List<TestThread<?>> others = new ArrayList<>();
        loop.run(() -> {
            for (int round = 0; round < rounds; round++) {
                Coroutine<?> taker =
                        loop.spawn(() -> {
                            queue.take();
                            taken[0]++;
                        });
                Coroutines.yieldNow();
                others.add(TestThread.start(() -> taker.cancel(true)));
                others.add(TestThread.start(() -> queue.put("x")));
                Coroutines.joinAll(taker);
                while (!others.get(2 * round).ended() || !others.get(2 * round + 1).ended()) {
                    Coroutines.yieldNow();
                }
                taken[0] += queue.poll() == null ? 0 : 1;
                assertEquals(round + 1, taken[0]);
            }
        });
        for (TestThread<?> other : others) {
            other.result();
        }
    }

    @Test
    void aCancelEndsAWaitOfCoreAsItsCallSays() throws Exception {
        assertInterrupted(() -> queue.take());
        assertInterrupted(() -> {
            queue.put("fills it");
            queue.put("waits");
            return null;
        });
        assertInterrupted(() -> new Promise<String>().get());
        assertInterrupted(() -> new Promise<String>().result(Bounds.NEVER));
        assertInterrupted(() -> Futures.waitFor(List.of(new Promise<String>()), Futures.When.ALL));
        assertInterrupted(() -> {
            queue.join();
            return null;
        });
    }

    private void assertInterrupted(Callable<?> waiting) throws InterruptedException {
        loop.run(() -> {
            List<Throwable> caught = new ArrayList<>();
            Coroutine<?> waiter =
                    loop.spawn(() -> {
                        try {
                            waiting.call();
                        } catch (Throwable thrown) {
                            caught.add(thrown);
                            Coroutines.sleep(BRIEFLY); // the cancel is not delivered again
                            events.add("cleaned up");
                        }
                    });
            settle();
            waiter.cancel(true);
            Coroutines.joinAll(waiter);
            assertEquals(1, caught.size());
            assertInstanceOf(InterruptedException.class, caught.getFirst());
        });
        assertEquals("cleaned up", events.removeLast());
    }

    @Test
    void aScopeWaitsForChildrenThatRunOnAnotherLoop() throws Exception {
        Executor io = quadriga.executor("io");
        loop.run(() -> {
            Coroutine<Integer> scoped =
                    loop.spawn(() -> {
                        try (TaskScope scope = TaskScope.open(io)) {
                            Future<Integer> a = scope.fork(() -> slowly(20));
                            Future<Integer> b = scope.fork(() -> slowly(22));
                            scope.join();
                            return a.resultNow() + b.resultNow();
                        }
                    });
            Coroutine<?> other = loop.spawn(() -> events.add("ran"));
            Coroutines.await(other);
            assertTrue(!scoped.isDone());
            assertEquals(42, Coroutines.await(scoped));
        });
    }

    private static int slowly(int value) {
        Coroutines.sleep(BRIEFLY.multipliedBy(4));
        return value;
    }

    @Test
    void aPlainCallbackMustNotWait() throws Exception {
        Promise<String> never = new Promise<>();
        loop.run(() -> {
            loop.callSoon(() -> {
                try {
                    never.result();
                } catch (IllegalStateException refused) {
                    events.add(refused.getMessage());
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
            });
            settle();
        });
        assertEquals(1, events.size());
        assertTrue(events.getFirst().contains("must not wait"), events::toString);
    }

    @Test
    void aThousandCoroutinesWaitForOneFuture() throws Exception {
        Promise<String> promise = new Promise<>();
        TestThread<?> settler =
                loop.run(() -> {
                    List<Coroutine<String>> waiting = new ArrayList<>();
                    for (int i = 0; i < 1000; i++) {
                        waiting.add(loop.spawn(() -> promise.result()));
                    }
                    settle();
                    TestThread<?> other = TestThread.start(() -> promise.succeed("value"));
                    for (Coroutine<String> each : waiting) {
                        assertEquals("value", Coroutines.await(each));
                    }
                    return other;
                });
        settler.result();
    }
}
