package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegisterTest {

    private static final int RUNS = 20_000;

    private final Register<Placed> register = new Register<>();

    private static final class Placed implements Register.Entry {
        private int place;

        @Override
        public int place() {
            return place;
        }

        @Override
        public void place(int at) {
            place = at;
        }
    }

    private Set<Placed> all() {
        Set<Placed> all = Collections.newSetFromMap(new IdentityHashMap<>());
        register.forEach(run -> assertTrue(all.add(run), "seen twice"));
        return all;
    }

    @Test
    void whatWasAddedAndNotRemovedIsSeenOnce() {
        Random random = new Random(7);
        List<Placed> runs = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            runs.add(new Placed());
        }
        Set<Placed> expected = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < RUNS; i++) {
            Placed run = runs.get(random.nextInt(runs.size()));
            if (random.nextInt(3) > 0) {
                register.add(run); // twice is once
                expected.add(run);
            } else {
                register.remove(run); // also one that is not there
                expected.remove(run);
            }
        }
        assertEquals(expected, all());
    }

    @Test
    void aPlaceGivenToAnotherIsLeftAlone() {
        Placed first = new Placed();
        register.add(first);
        register.remove(first);
        Placed second = new Placed();
        register.add(second);
        assertEquals(first.place(), second.place());
        register.remove(first);
        assertEquals(Set.of(second), all());
    }

    @Test
    void adderAndRemoversDoNotLoseOne() throws Exception {
        BlockingQueue<Placed> added = new LinkedBlockingQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> sides = new ArrayList<>();
            for (int side = 0; side < 2; side++) {
                sides.add(threads.submit(adding(added)));
                sides.add(threads.submit(removing(added)));
            }
            for (Future<?> side : sides) {
                join(side);
            }
        }
        assertEquals(Set.of(), all());
    }

    private static void join(Future<?> side) throws InterruptedException, ExecutionException {
        assertTrue(side.get() == null);
    }

    private Callable<Object> adding(BlockingQueue<Placed> added) {
        return () -> {
            for (int i = 0; i < RUNS / 4; i++) {
                Placed run = new Placed();
                register.add(run);
                assertTrue(all().contains(run) || i % 100 != 0);
                added.add(run);
            }
            return null;
        };
    }

    private Callable<Object> removing(BlockingQueue<Placed> added) {
        return () -> {
            for (int i = 0; i < RUNS / 4; i++) {
                Placed run = added.poll(30, TimeUnit.SECONDS);
                if (run == null) {
                    throw new AssertionError("no run came");
                }
                register.remove(run);
            }
            return null;
        };
    }
}
