package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Offerers, pollers, a sweeper and a closer at once, and then the books: what was accepted was
 * polled once or had been revoked, what was refused never came, and each poller saw each offerer's
 * runs in order.
 */
@Timeout(120)
class RunQueueStressTest {

    private static final int OFFERERS = 3;
    private static final int POLLERS = 3;
    private static final long ENOUGH_NANOS = 1_500_000_000L;

    private final long seed = System.nanoTime();

    @Test
    void whatIsAcceptedIsPolledOnceAndInOrder() throws Exception {
        play(false);
    }

    @Test
    void whatIsAcceptedIsPolledOnceWithPrioritiesAndRevocations() throws Exception {
        play(true);
    }

    private void play(boolean mixed) throws Exception {
        Random random = new Random(seed);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            long since = System.nanoTime();
            for (int round = 0; round == 0 || System.nanoTime() - since < ENOUGH_NANOS; round++) {
                String name = "seed=" + seed + ", round=" + round;
                new Round(mixed, random.nextLong(), random.nextInt(1, 6000), name).play(threads);
            }
        }
    }

    private static final class Round {

        private final RunQueue queue = RunQueues.create();
        private final CyclicBarrier start = new CyclicBarrier(OFFERERS + POLLERS + 1);
        private final AtomicInteger offered = new AtomicInteger();
        private final boolean mixed;
        private final long seed;
        private final int closeAfter;
        private final String name;

        Round(boolean mixed, long seed, int closeAfter, String name) {
            this.mixed = mixed;
            this.seed = seed;
            this.closeAfter = closeAfter;
            this.name = name;
        }

        void play(ExecutorService threads) throws Exception {
            List<Future<List<NumberedRun>>> accepted = new ArrayList<>();
            List<Future<List<NumberedRun>>> polled = new ArrayList<>();
            for (int i = 0; i < OFFERERS; i++) {
                int owner = i;
                accepted.add(threads.submit(started(() -> offerUntilClosed(owner))));
            }
            for (int i = 0; i < POLLERS; i++) {
                polled.add(threads.submit(started(this::pollUntilDrained)));
            }
            threads.submit(started(this::sweepThenClose)).get();
            audit(join(accepted), polled);
        }

        private <V> Callable<V> started(Callable<V> body) {
            return () -> {
                start.await();
                return body.call();
            };
        }

        private List<NumberedRun> offerUntilClosed(int owner) {
            Random random = new Random(seed + owner);
            List<NumberedRun> accepted = new ArrayList<>();
            for (int number = 0; ; number++) {
                int priority = mixed && random.nextInt(8) == 0 ? random.nextInt(-1, 2) : 0;
                NumberedRun run = new NumberedRun(owner, number, priority);
                if (!queue.offer(run)) {
                    assertFalse(queue.offer(run), name);
                    return accepted;
                }
                accepted.add(run);
                offered.incrementAndGet();
                if (mixed && random.nextInt(8) == 0) {
                    run.revoked();
                }
            }
        }

        private List<NumberedRun> pollUntilDrained() {
            List<NumberedRun> polled = new ArrayList<>();
            while (true) {
                boolean drained = queue.isDrained();
                Run run = queue.poll();
                if (run != null) {
                    assertFalse(drained, name);
                    polled.add((NumberedRun) run);
                } else if (drained) {
                    return polled;
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        private Void sweepThenClose() {
            while (offered.get() < closeAfter) {
                if (mixed) {
                    queue.sweep();
                }
                Thread.onSpinWait();
            }
            queue.close();
            return null;
        }

        private void audit(List<NumberedRun> accepted, List<Future<List<NumberedRun>>> polledByEach)
                throws Exception {
            for (Future<List<NumberedRun>> polled : polledByEach) {
                assertInOrder(polled.get());
            }
            List<NumberedRun> polled = join(polledByEach);
            Set<NumberedRun> missing = new HashSet<>(accepted);
            polled.forEach(run -> assertTrue(missing.remove(run), () -> name + ", run=" + run));
            missing.removeIf(NumberedRun::isRevoked);
            assertEquals(Set.of(), missing, name);
            assertNull(queue.poll(), name);
            assertTrue(queue.isDrained() && queue.isEmpty(), name);
        }

        private void assertInOrder(List<NumberedRun> polled) {
            int[] last = new int[OFFERERS * 3];
            Arrays.fill(last, -1);
            for (NumberedRun run : polled) {
                int line = run.owner * 3 + Integer.signum(run.priority()) + 1;
                assertTrue(last[line] < run.number, () -> name + ", run=" + run);
                last[line] = run.number;
            }
        }

        private static List<NumberedRun> join(List<Future<List<NumberedRun>>> parts)
                throws Exception {
            List<NumberedRun> all = new ArrayList<>();
            for (Future<List<NumberedRun>> part : parts) {
                all.addAll(part.get());
            }
            return all;
        }
    }
}
