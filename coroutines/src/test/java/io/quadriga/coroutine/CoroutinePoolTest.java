package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.BrokenExecutorException;
import io.quadriga.ConfigurationException;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Quadriga;
import io.quadriga.TaskContext;
import io.quadriga.TaskOptions;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class CoroutinePoolTest {

    private static int shared; // not atomic: one loop

    @Test
    void withOneLoopUnlockedIncrementsAreNeverLost() throws Exception {
        shared = 0;
        try (Executor pool = CoroutinePool.builder().build()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(
                        pool.submit(() -> {
                            for (int k = 0; k < 1000; k++) {
                                int before = shared;
                                Thread.onSpinWait();
                                shared = before + 1;
                                Coroutines.yieldNow();
                            }
                        }));
            }
            for (Future<?> each : all) {
                each.result();
            }
        }
        assertEquals(1_000_000, shared);
    }

    @Test
    void tenThousandBodiesAreUnderWayAtATime() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        Promise<String> all = new Promise<>();
        try (Executor pool = CoroutinePool.builder().build()) {
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                waiting.add(
                        pool.submit(() -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            return all.result(Bounds.SOON);
                        }));
            }
            Bounds.await("all have begun", () -> now.get() == 10_000);
            all.succeed("go");
            for (Future<String> each : waiting) {
                assertEquals("go", each.result());
            }
        }
        assertEquals(10_000, most.get());
    }

    @Test
    void bodiesAreCoroutines() throws Exception {
        try (Executor pool = CoroutinePool.builder().name("io").build()) {
            assertEquals("io-1", pool.submit(() -> EventLoop.current().name()).result());
            assertEquals("io-1", pool.submit(() -> TaskContext.current().worker()).result());
            assertEquals(
                    3,
                    pool.submit(
                                    () -> {
                                        Coroutine<Integer> one = Coroutines.spawn(() -> 1);
                                        Coroutine<Integer> two = Coroutines.spawn(() -> 2);
                                        return Coroutines.await(one) + Coroutines.await(two);
                                    })
                            .result());
        }
    }

    @Test
    void whatBodiesSpawnIsCancelledAtTheEnd() throws Exception {
        AtomicInteger cleaned = new AtomicInteger();
        try (Executor pool = CoroutinePool.builder().build()) {
            pool.submit(
                            () -> {
                                Coroutines.spawn(() -> {
                                    try {
                                        Coroutines.sleep(Bounds.NEVER);
                                    } finally {
                                        cleaned.incrementAndGet();
                                    }
                                });
                                Coroutines.yieldNow();
                            })
                    .result();
        }
        assertEquals(1, cleaned.get());
    }

    @Test
    void aTimeLimitEndsAWaitOfTheBody() throws Exception {
        try (Executor pool = CoroutinePool.builder().build()) {
            CountDownLatch ended = new CountDownLatch(1);
            Future<?> late =
                    pool.with(TaskOptions.timeout(Duration.ofMillis(20)))
                            .submit(() -> {
                                try {
                                    Coroutines.sleep(Bounds.NEVER);
                                } finally {
                                    ended.countDown();
                                }
                            });
            ended.await();
            assertTrue(late.isDone());
        }
    }

    @Test
    void moreLoopsRunBodiesSideBySide() throws Exception {
        Set<String> loops = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        try (Executor pool = CoroutinePool.builder().name("wide").loops(3).build()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                futures.add(
                        pool.submit(() -> {
                            loops.add(EventLoop.current().name());
                            all.countDown();
                            awaitQuietly(all); // blocks the loop, or the coroutine
                        }));
            }
            for (Future<?> each : futures) {
                each.result();
            }
        }
        assertEquals(Set.of("wide-1", "wide-2", "wide-3"), loops);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void onAllProcessorsThereIsNoLoop() throws Exception {
        try (Executor pool = CoroutinePool.builder().onAllProcessors().build()) {
            assertTrue(pool.submit(() -> EventLoop.find().isEmpty()).result());
            assertTrue(pool.submit(() -> Thread.currentThread().isVirtual()).result());
        }
    }

    @Test
    void theLimitBoundsHowManyAreUnderWay() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Executor pool = CoroutinePool.builder().limit(3).build()) {
            pool.map(
                    i -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Coroutines.sleep(Duration.ofMillis(1));
                        return now.decrementAndGet();
                    },
                    IntStream.range(0, 50).boxed().toList());
        }
        assertEquals(3, most.get());
    }

    /** Bulk calls read ahead a few hundred inputs, not a million. */
    @Test
    void withoutALimitAnEndlessStreamReadsAheadALittle() {
        AtomicInteger read = new AtomicInteger();
        Iterable<Integer> endless = () -> Stream.generate(read::incrementAndGet).iterator();
        try (Executor pool = CoroutinePool.builder().build();
                Stream<Integer> results = pool.stream(i -> i, endless)) {
            assertEquals(List.of(1, 2, 3), results.limit(3).toList());
        }
        assertTrue(read.get() < 100_000, () -> "read ahead: " + read);
    }

    @Test
    void aCapacityWithoutALimitIsRefused() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> CoroutinePool.builder().queueCapacity(5).build());
        assertTrue(refused.getMessage().contains("set a limit"), refused::getMessage);
    }

    @Test
    void wrongValuesAreRefusedNamingTheBound() {
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> CoroutinePool.builder().loops(0))
                        .getMessage()
                        .contains("loops=0"));
        ConfigurationException wrong =
                assertThrows(
                        ConfigurationException.class,
                        () ->
                                Quadriga.open(
                                        ConfigFactory.parseString(
                                                "quadriga.executors.io { backend = coroutines,"
                                                        + " lops = 2, limit = 0 }")));
        assertTrue(wrong.getMessage().contains("did you mean loops?"), wrong::getMessage);
        assertTrue(wrong.getMessage().contains("limit=0"), wrong::getMessage);
    }

    @Test
    void aConfigurationOpensIt() throws Exception {
        try (Quadriga quadriga =
                Quadriga.open(
                        ConfigFactory.parseString(
                                "quadriga.executors.io { backend = coroutines, loops = 1,"
                                        + " limit = 10, queue-capacity = 5 }"))) {
            assertEquals(
                    "io-1",
                    quadriga.executor("io").submit(() -> EventLoop.current().name()).result());
        }
    }

    @Test
    void theInitializerRunsOnEachLoopBeforeItsFirstBody() throws Exception {
        INITIALIZED.clear();
        try (Executor pool =
                CoroutinePool.builder()
                        .name("init")
                        .loops(2)
                        .initializer(() -> {
                            Coroutines.sleep(Duration.ofMillis(10));
                            INITIALIZED.add(EventLoop.current().name());
                        })
                        .build()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(pool.submit(() -> INITIALIZED.contains(EventLoop.current().name())));
            }
            for (Future<Boolean> each : all) {
                assertTrue(each.result());
            }
        }
        assertEquals(Set.of("init-1", "init-2"), INITIALIZED);
    }

    private static final Set<String> INITIALIZED = ConcurrentHashMap.newKeySet();

    @Test
    void aFailingInitializerBreaksThePool() throws Exception {
        try (Executor pool =
                CoroutinePool.builder()
                        .initializer(() -> {
                            throw new IllegalStateException("no licence");
                        })
                        .build()) {
            Future<String> task = pool.submit(() -> "ran");
            assertTrue(task.await(Bounds.SOON));
            assertInstanceOf(BrokenExecutorException.class, task.exceptionNow());
            assertEquals("no licence", task.exceptionNow().getCause().getMessage());
        }
    }

    /** A body that ignores its interrupt, but waits, neither holds the loop nor a place. */
    @Test
    void aStuckBodyThatWaitsDoesNotCountForTheLimit() throws Exception {
        Promise<String> release = new Promise<>();
        try (Executor pool =
                CoroutinePool.builder().limit(1).interruptGrace(Duration.ofMillis(10)).build()) {
            Future<String> stuck = pool.submit(() -> release.join()); // uninterruptible
            Bounds.await("it waits", () -> pool.stats().running() == 1);
            stuck.cancel(true);
            assertEquals("next", pool.submit(() -> "next").result());
            assertEquals(1, pool.stats().running());
            release.succeed("released");
            Bounds.await("it has ended", () -> pool.stats().running() == 0);
        }
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        try (Executor pool = CoroutinePool.builder().name("ending").loops(2).build()) {
            pool.map(i -> i, List.of(1, 2, 3, 4));
        }
        Bounds.await(
                "its threads have ended",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("ending-")));
    }

    @Test
    void shutdownNowEndsSuspendedBodies() throws Exception {
        Executor pool = CoroutinePool.builder().build();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(pool.submit(() -> Coroutines.sleep(Bounds.NEVER)));
        }
        pool.shutdownNow();
        assertTrue(
                pool.awaitTermination(
                        Bounds.SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
        all.forEach(each -> assertTrue(each.isCancelled()));
        assertFalse(pool.stats().running() > 0);
    }
}
