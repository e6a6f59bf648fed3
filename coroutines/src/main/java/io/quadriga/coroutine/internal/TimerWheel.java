package io.quadriga.coroutine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timers of one loop. For whoever has the turn. */
final class TimerWheel {
    /*
     * A hierarchical timing wheel. Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels",
     * 1987, scheme 7. LEVELS wheels of 64 lists; a tick is 2^17 ns. A timer stands on the lowest level
     * on which its tick and the present one differ in that level's digit alone and those below, and
     * comes down a level when the wheel reaches its list. A word for each level tells which lists are
     * occupied, so that empty ticks cost nothing.
     *
     * Deviations: a list is sorted by time when its tick is reached, so that timers fire in the order
     * of their times, and those of one time in the order in which they were added; the last level takes
     * whatever is later than all levels together, and looks again when it is reached.
     *
     * Invariants. I1. A timer is in exactly one list while place >= 0. I2. No timer stands in a tick
     *   before `tick`. I3. A bit is set exactly while its list is occupied. I4. A timer never fires
     *   before its time: ticks are rounded up.
     */
    private static final int TICK_BITS = 17;
    private static final int LEVELS = 6;
    private static final int DIGIT_BITS = 6;
    private static final int LISTS = 1 << DIGIT_BITS;
    private static final long LONGEST = (1L << (LEVELS * DIGIT_BITS)) - 1; // ticks, about 104 days

    private final Timer[] lists = new Timer[LEVELS * LISTS]; // heads
    private final long[] occupied = new long[LEVELS];
    private final long origin;
    private long tick;
    private int size;

    TimerWheel(long now) {
        origin = now;
        for (int i = 0; i < lists.length; i++) {
            Timer head = new Timer(0, null);
            head.previous = head;
            head.next = head;
            lists[i] = head;
        }
    }

    int size() {
        return size;
    }

    void add(Timer timer) {
        place(timer);
        size++;
    }

    /** Takes a timer out, if it is in. */
    void remove(Timer timer) {
        if (timer.place != Timer.NOWHERE) {
            unlink(timer);
            size--;
        }
    }

    /** Takes out what is due by now and hands it over in order. */
    void expire(long now, Consumer<? super Timer> due) {
        long last = (now - origin) >> TICK_BITS;
        while (tick <= last && size > 0) {
            int digit = digit(tick, 0);
            if ((occupied[0] >>> digit & 1) != 0) {
                empty(digit, due);
            }
            advance(Math.min(last + 1, nextTick()));
        }
        if (size == 0 && tick <= last) {
            tick = last + 1; // I2 holds for an empty wheel
        }
    }

    /**
     * When something has to be looked for next, in nanoseconds from now; -1 if there is nothing.
     */
    long nanosToNext(long now) {
        if (size == 0) {
            return -1;
        }
        int digit = digit(tick, 0);
        long next = (occupied[0] >>> digit & 1) != 0 ? tick : nextTick();
        return Math.max(0, origin + (next << TICK_BITS) - now);
    }

    /** Takes out all timers. */
    List<Timer> drain() {
        List<Timer> all = new ArrayList<>();
        for (Timer head : lists) {
            for (Timer each = next(head); each != head; each = next(head)) {
                unlink(each);
                all.add(each);
            }
        }
        size = 0;
        return all;
    }

    /**
     * The next tick after this one at which a list of the lowest level is due, or others come down.
     */
    private long nextTick() {
        int digit = digit(tick, 0);
        long later = after(0, digit);
        if (later != 0) {
            return (tick & -LISTS) + Long.numberOfTrailingZeros(later);
        }
        for (int level = 1; level < LEVELS; level++) {
            int shift = level * DIGIT_BITS;
            long ahead = after(level, digit(tick, level));
            if (ahead != 0) {
                long base = tick & -(1L << (shift + DIGIT_BITS));
                return base + ((long) Long.numberOfTrailingZeros(ahead) << shift);
            }
        }
        return ((tick >>> (LEVELS * DIGIT_BITS)) + 1) << (LEVELS * DIGIT_BITS);
    }

    /** Goes to a tick; between here and there is nothing. Lists of higher levels come down. */
    private void advance(long to) {
        tick = to;
        for (int level = 1; level < LEVELS; level++) {
            if ((tick & ((1L << (level * DIGIT_BITS)) - 1)) != 0) {
                return;
            }
            int at = digit(tick, level);
            if ((occupied[level] >>> at & 1) != 0) {
                comeDown(level * LISTS + at);
            }
        }
    }

    private void comeDown(int list) {
        Timer head = lists[list];
        List<Timer> all = new ArrayList<>();
        for (Timer each = next(head); each != head; each = next(head)) {
            unlink(each);
            all.add(each);
        }
        all.forEach(this::place);
    }

    private void empty(int list, Consumer<? super Timer> due) {
        Timer head = lists[list];
        Timer only = next(head);
        if (next(only) == head) {
            remove(only);
            due.accept(only);
            return;
        }
        List<Timer> all = new ArrayList<>();
        for (Timer each = only; each != head; each = next(head)) {
            remove(each);
            all.add(each);
        }
        all.sort(Comparator.comparingLong(timer -> timer.when - origin)); // stable
        all.forEach(due);
    }

    private void place(Timer timer) {
        long wanted = (timer.when - origin + (1L << TICK_BITS) - 1) >> TICK_BITS;
        long at = Math.max(tick, Math.min(wanted, tick + LONGEST));
        long differing = at ^ tick;
        int level =
                differing == 0
                        ? 0
                        : Math.min(
                                LEVELS - 1,
                                (Long.SIZE - 1 - Long.numberOfLeadingZeros(differing))
                                        / DIGIT_BITS);
        int digit = digit(at, level);
        Timer head = lists[level * LISTS + digit];
        Timer last = previous(head);
        timer.previous = last;
        timer.next = head;
        last.next = timer;
        head.previous = timer;
        timer.place = level * LISTS + digit;
        occupied[level] |= 1L << digit;
    }

    private void unlink(Timer timer) {
        Timer before = previous(timer);
        Timer after = next(timer);
        before.next = after;
        after.previous = before;
        if (before == after) {
            occupied[timer.place / LISTS] &= ~(1L << (timer.place % LISTS));
        }
        timer.previous = null;
        timer.next = null;
        timer.place = Timer.NOWHERE;
    }

    private static int digit(long tick, int level) {
        return (int) (tick >>> (level * DIGIT_BITS)) & (LISTS - 1);
    }

    /** The occupied lists of a level that come after one of them. */
    private long after(int level, int digit) {
        return digit == LISTS - 1 ? 0 : occupied[level] & (-1L << (digit + 1));
    }

    private static Timer next(Timer of) {
        return linked(of.next);
    }

    private static Timer previous(Timer of) {
        return linked(of.previous);
    }

    private static Timer linked(@Nullable Timer timer) {
        if (timer == null) {
            throw new AssertionError("not in a list");
        }
        return timer;
    }
}
