package io.quadriga.coroutine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long TICK = 1L << 17;

    private static Timer timer(long when) {
        return new Timer(when, () -> {});
    }

    @Test
    void timersOfOneTimeFireInTheOrderInWhichTheyWereAdded() {
        TimerWheel wheel = new TimerWheel(0);
        List<Timer> added = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Timer each = timer(5_000_000);
            wheel.add(each);
            added.add(each);
        }
        List<Timer> fired = new ArrayList<>();
        wheel.expire(5_000_000 + TICK, fired::add);
        assertEquals(added, fired);
    }

    @Test
    void timersWithinOneTickFireInTheOrderOfTheirTimes() {
        TimerWheel wheel = new TimerWheel(0);
        Timer later = timer(TICK - 1);
        Timer earlier = timer(1);
        wheel.add(later);
        wheel.add(earlier);
        List<Timer> fired = new ArrayList<>();
        wheel.expire(2 * TICK, fired::add);
        assertEquals(List.of(earlier, later), fired);
    }

    /** Against a plain list, with times of all magnitudes, cancels, and jumps of the clock. */
    @Test
    void itFiresWhatAPlainListWould() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            long now = random.nextLong() >> 8; // System.nanoTime may be anything
            TimerWheel wheel = new TimerWheel(now);
            List<Timer> model = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                now = step(random, wheel, model, now, "seed=" + seed + ", step=" + step);
            }
            wheel.drain().forEach(timer -> assertTrue(model.remove(timer)));
            assertEquals(List.of(), model);
        }
    }

    private static long step(
            Random random, TimerWheel wheel, List<Timer> model, long now, String where) {
        switch (random.nextInt(3)) {
            case 0 -> {
                Timer timer = timer(now - 1000 + (random.nextLong() >>> (8 + random.nextInt(56))));
                wheel.add(timer);
                model.add(timer);
            }
            case 1 -> {
                if (!model.isEmpty()) {
                    wheel.remove(model.remove(random.nextInt(model.size())));
                }
            }
            default -> {
                long then = now + (random.nextLong() >>> (14 + random.nextInt(50)));
                assertNextIsNotTooLate(wheel, model, now, where);
                wheel.expire(
                        then,
                        timer -> {
                            assertTrue(model.remove(timer), where);
                            assertTrue(timer.when - then <= 0, where);
                        });
                model.forEach(left -> assertTrue(left.when - then > -2 * TICK, where));
                assertEquals(model.size(), wheel.size(), where);
                return then;
            }
        }
        return now;
    }

    private static void assertNextIsNotTooLate(
            TimerWheel wheel, List<Timer> model, long now, String where) {
        long next = wheel.nanosToNext(now);
        if (model.isEmpty()) {
            assertEquals(-1, next, where);
        } else {
            long due = model.stream().mapToLong(timer -> timer.when - now).min().orElseThrow();
            assertTrue(next <= Math.max(0, due) + 2 * TICK, () -> where + ", next=" + next);
        }
    }

    @Test
    void aCancelledTimerIsGone() {
        TimerWheel wheel = new TimerWheel(0);
        for (int i = 0; i < 1_000_000; i++) {
            Timer each = timer(30_000_000_000L + i);
            wheel.add(each);
            wheel.remove(each);
            wheel.remove(each);
        }
        assertEquals(0, wheel.size());
        assertEquals(-1, wheel.nanosToNext(0));
    }
}
