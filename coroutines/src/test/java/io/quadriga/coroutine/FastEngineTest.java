package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the engine {@code loop} does: blocking calls of the JDK suspend the coroutine. */
class FastEngineTest extends LoopFixture {

    @BeforeEach
    void assumeIt() {
        assumeJdkCallsSuspend();
    }

    /** E27: they overlap. */
    @Test
    void e27_sleepsOfTheJdkOverlap() throws Exception {
        long start = System.nanoTime();
        loop.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(loop.spawn(() -> Thread.sleep(100)));
            }
            Coroutines.joinAll(all);
        });
        assertTrue(System.nanoTime() - start < 50L * 1_000_000_000);
    }

    @Test
    void locksAndQueuesOfTheJdkSuspend() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Object monitor = new Object();
        loop.run(() -> {
            loop.spawn(() -> {
                lock.lock();
                try {
                    Thread.sleep(10);
                } finally {
                    lock.unlock();
                }
                synchronized (monitor) {
                    Thread.sleep(10);
                    monitor.notifyAll();
                }
                queue.put("element");
            });
            Coroutine<?> waiter =
                    loop.spawn(() -> {
                        lock.lock();
                        lock.unlock();
                        synchronized (monitor) {
                            events.add("entered");
                        }
                        events.add(queue.take());
                    });
            Coroutines.joinAll(waiter);
        });
        assertEvents("entered", "element");
    }

    @Test
    void aCancelInterruptsACallOfTheJdk() throws Exception {
        loop.run(() -> {
            Coroutine<?> sleeper =
                    loop.spawn(() -> {
                        try {
                            Thread.sleep(Bounds.NEVER);
                        } catch (InterruptedException cancelled) {
                            Coroutines.sleep(BRIEFLY); // not again
                            events.add("cleaned up");
                            throw cancelled;
                        }
                    });
            settle();
            sleeper.cancel(true);
            Coroutines.joinAll(sleeper);
        });
        assertEvents("cleaned up");
    }

    @Test
    void socketsSuspend() throws Exception {
        loop.run(() -> {
            Coroutine<?> echo = loop.spawn(() -> roundTrip("coroutine"));
            int[] ticks = new int[1];
            Coroutine<?> ticker =
                    loop.spawn(() -> {
                        while (!echo.isDone()) {
                            Coroutines.sleep(BRIEFLY);
                            ticks[0]++;
                        }
                    });
            Coroutines.joinAll(echo, ticker);
            assertTrue(ticks[0] > 1);
        });
        assertEvents("coroutine");
    }

    /** The JDK's pollers must not be scheduled by a loop that may end. */
    @Test
    void socketsOfOtherVirtualThreadsOutliveALoop() throws Exception {
        loop.run(() -> roundTrip("coroutine"));
        loop.close();
        TestThread.startVirtual(() -> roundTrip("virtual thread")).result();
        assertEvents("coroutine", "virtual thread");
    }

    private void roundTrip(String who) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            TestThread<?> peer =
                    TestThread.start(() -> {
                        try (Socket accepted = server.accept()) {
                            Thread.sleep(30); // so that the other one waits in its read
                            accepted.getOutputStream().write(7);
                        }
                    });
            try (Socket client =
                    new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                assertEquals(7, client.getInputStream().read());
            }
            peer.result();
        }
        events.add(who);
    }

    /** A virtual thread that a coroutine started belongs to the loop, and is not lost with it. */
    @Test
    void virtualThreadsOfCoroutinesGoOnAfterTheLoop() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        TestThread<?>[] stray = new TestThread<?>[1];
        loop.run(() -> {
            stray[0] =
                    TestThread.startVirtual(() -> {
                        closed.await();
                        Thread.sleep(10);
                        events.add("went on");
                    });
            settle();
        });
        loop.close();
        closed.countDown();
        stray[0].result();
        assertEvents("went on");
    }

    @Test
    void everyCoroutineSeesItsOwnVirtualThread() throws Exception {
        loop.run(() -> {
            Thread main = Thread.currentThread();
            assertTrue(main.isVirtual());
            Thread other = Coroutines.await(loop.spawn(Thread::currentThread));
            assertInstanceOf(Thread.class, other);
            assertTrue(other != main);
        });
    }
}
