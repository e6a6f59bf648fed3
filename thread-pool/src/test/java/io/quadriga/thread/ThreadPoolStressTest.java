package io.quadriga.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.ExecutorStats;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything at once for a while, and then the books: every future has one outcome that fits what
 * was done to it, every body entered has ended, no more bodies ran at once than the pool is wide,
 * the pool is as wide as before, and no thread is left.
 */
@Timeout(120)
class ThreadPoolStressTest {

    private static final int WIDTH = 3;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final String name = "stress-" + seed;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong bodies = new AtomicLong();

    @Test
    void churn() throws Exception {
        churnFor(Duration.ofSeconds(3));
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void churnForLong() throws Exception {
        churnFor(Duration.ofMinutes(5));
    }

    private void churnFor(Duration duration) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        int round = 0;
        do {
            most.set(0);
            churnOnce("seed=" + seed + ", round=" + round++);
        } while (System.nanoTime() < end);
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(name))) {
            Thread.yield();
        }
    }

    private void churnOnce(String where) throws Exception {
        Executor pool =
                ThreadPool.builder()
                        .name(name)
                        .workers(WIDTH)
                        .maxTasksPerWorker(random.nextInt(1, 50))
                        .idleTimeout(Duration.ofNanos(random.nextInt(300_000)))
                        .build();
        List<Future<Integer>> futures = new ArrayList<>();
        int count = random.nextInt(1, 2_000);
        for (int i = 0; i < count; i++) {
            futures.add(submitOne(pool));
            if (random.nextInt(4) == 0) {
                futures.get(random.nextInt(futures.size())).cancel(random.nextBoolean());
            }
            if (random.nextInt(100) == 0) {
                Thread.yield();
            }
        }
        boolean stopped = random.nextInt(3) == 0;
        if (stopped) {
            pool.shutdownNow();
        } else {
            assertKeepsItsWidth(pool, where);
            pool.shutdown();
        }
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS), where);
        audit(pool, futures, stopped, where);
    }

    private Future<Integer> submitOne(Executor pool) {
        int kind = random.nextInt(10);
        int work = random.nextInt(200);
        if (kind == 0) {
            return pool.with(TaskOptions.timeout(Duration.ofNanos(1 + random.nextInt(200_000))))
                    .submit(() -> body(work * 10));
        }
        if (kind == 1) {
            return pool.with(TaskOptions.priority(random.nextInt(-1, 2))).submit(() -> body(work));
        }
        return pool.submit(() -> body(work));
    }

    private int body(int work) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        bodies.incrementAndGet();
        for (int i = 0; i < work; i++) {
            Thread.onSpinWait();
        }
        inside.decrementAndGet();
        return work;
    }

    /** Ends only if as many bodies as the pool is wide run at the same time. */
    private static void assertKeepsItsWidth(Executor pool, String where) throws Exception {
        CountDownLatch all = new CountDownLatch(WIDTH);
        List<Future<Boolean>> meeting = new ArrayList<>();
        for (int i = 0; i < WIDTH; i++) {
            meeting.add(
                    pool.submit(() -> {
                        all.countDown();
                        return all.await(30, TimeUnit.SECONDS);
                    }));
        }
        for (Future<Boolean> each : meeting) {
            assertTrue(each.get(), where);
        }
    }

    private void audit(Executor pool, List<Future<Integer>> futures, boolean stopped, String where)
            throws Exception {
        for (Future<Integer> future : futures) {
            assertTrue(future.isDone(), where);
            try {
                assertTrue(future.get() >= 0, where);
            } catch (CancellationException cancelled) {
                assertTrue(future.isCancelled(), where);
            } catch (ExecutionException e) {
                assertTrue(
                        e.getCause() instanceof TaskTimeoutException
                                || stopped && e.getCause() instanceof RejectedExecutionException,
                        () -> where + ", cause=" + e.getCause());
            }
        }
        assertEquals(0, inside.get(), where);
        assertTrue(most.get() <= WIDTH, () -> where + ", most=" + most);
        ExecutorStats stats = pool.stats();
        assertEquals(0, stats.queued(), where);
        assertEquals(0, stats.running(), where);
    }
}
