package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoTest {

    private final Memo<Object> memo = new Memo<>();

    @Test
    void manyThreadsGetTheOneThingThatWasMade() throws Exception {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Object> things = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(
                        threads.submit(() -> {
                            go.await();
                            return memo.get("a", () -> "thing " + made.incrementAndGet());
                        }));
            }
            go.countDown();
            for (Future<Object> future : futures) {
                things.add(future.get());
            }
        }

        assertEquals(1, made.get());
        things.forEach(thing -> assertSame(things.getFirst(), thing));
    }

    @Test
    void whatFailsIsTriedAgain() {
        IllegalArgumentException refusal = new IllegalArgumentException("not yet");

        assertSame(
                refusal,
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                memo.get(
                                        "a",
                                        () -> {
                                            throw refusal;
                                        })));
        assertEquals("thing", memo.get("a", () -> "thing"));
        assertEquals(List.of("thing"), memo.close());
    }

    /** It would wait for itself for ever. */
    @Test
    void whatIsNeededToMakeItselfIsRefused() {
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class,
                        () -> memo.get("a", () -> memo.get("b", () -> memo.get("a", () -> "c"))));

        assertTrue(refusal.getMessage().contains("name=a"), refusal.getMessage());
        assertEquals("thing", memo.get("a", () -> "thing"));
    }

    @Test
    void closedItMakesAndGivesNothing() {
        memo.get("a", () -> "thing");
        memo.close();

        assertThrows(IllegalStateException.class, () -> memo.get("a", () -> "thing"));
        assertThrows(IllegalStateException.class, () -> memo.get("b", () -> "thing"));
        assertEquals(List.of(), memo.close());
    }

    @Test
    void closeReturnsAlsoWhatIsJustBeingMade() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread maker =
                new Thread(
                        () ->
                                memo.get(
                                        "a",
                                        () -> {
                                            making.countDown();
                                            try {
                                                go.await();
                                            } catch (InterruptedException never) {
                                                throw new AssertionError(never);
                                            }
                                            return "late";
                                        }),
                        "maker");
        maker.start();
        assertTrue(making.await(20, TimeUnit.SECONDS));
        java.util.concurrent.FutureTask<List<Object>> close =
                new java.util.concurrent.FutureTask<>(memo::close);
        Thread closer = new Thread(close, "closer");
        closer.start();
        go.countDown();

        assertEquals(List.of("late"), close.get(20, TimeUnit.SECONDS));
        maker.join();
        closer.join();
    }
}
