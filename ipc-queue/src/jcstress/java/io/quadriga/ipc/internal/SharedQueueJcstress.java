package io.quadriga.ipc.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The words of a shared queue, over the classes that run in production and memory of this JVM. */
public final class SharedQueueJcstress {

    private static final long ANYBODY = 7L << 40 | 11;
    private static final long ANOTHER = 8L << 40 | 12;
    private static final long A_DEAD_ONE = 1L << 40; // process 1, started at 0

    private SharedQueueJcstress() {}

    private static Memory memory(long bytes) {
        return new Memory(Arena.ofAuto().allocate(bytes, 256));
    }

    private static Participants participants(Memory memory) {
        return new Participants(memory, 0, 2);
    }

    private static final Participants.Recovery NOTHING = stamp -> true;

    private static Ring ring() {
        QueueLayout layout = new QueueLayout(8, QueueLayout.MIN_RING_BYTES, 0, 64, 0, 0);
        return new Ring(memory(layout.end()), layout.ring(), "jcstress");
    }

    /** Appends a record whose bytes all have one value. */
    private static void append(Ring ring, int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        ring.append(bytes, 0, length, 0);
    }

    /** Takes a record: its value, 0 for none, -1 if it is torn. */
    private static int take(Ring ring) {
        long head = ring.head();
        long header = ring.hasNext() ? ring.headerAt(head) : 0;
        if (header == 0) {
            return 0;
        }
        byte[] bytes = new byte[ring.length(head, header)];
        ring.copyOut(head, bytes, 0, bytes.length);
        ring.takeUntil(ring.after(head, bytes.length));
        for (byte each : bytes) {
            if (each != bytes[0]) {
                return -1;
            }
        }
        return bytes[0];
    }

    /** Who sees a record sees all of it; records come in their order. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0", "0, 1", "1, 2"},
            expect = ACCEPTABLE,
            desc = "in their order, each one whole")
    @Outcome(expect = FORBIDDEN, desc = "torn, or out of order")
    @State
    public static class AppendTake {
        private final Ring ring = ring();

        /** Appends two. */
        @Actor
        public void producer() {
            append(ring, 1, 20);
            append(ring, 2, 40);
        }

        /** Takes two. */
        @Actor
        public void consumer(II_Result result) {
            result.r1 = take(ring);
            result.r2 = take(ring);
        }
    }

    /** Space that was taken is used again, whoever reads it meanwhile has finished. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "1, 0"},
            expect = ACCEPTABLE,
            desc = "whole")
    @Outcome(expect = FORBIDDEN, desc = "overwritten while it was read")
    @State
    public static class SpaceAgain {
        private final Ring ring = ring();

        /** Fills the ring but for a little. */
        public SpaceAgain() {
            append(ring, 9, 400);
            take(ring);
            append(ring, 1, 400);
        }

        /** Appends what fits only once the first is taken. */
        @Actor
        public void producer() {
            append(ring, 2, 400);
        }

        /** Takes both. */
        @Actor
        public void consumer(II_Result result) {
            result.r1 = take(ring);
            result.r2 = take(ring);
        }
    }

    /** A queue that is never empty is never called empty by a look without the lock. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "there is one")
    @Outcome(expect = FORBIDDEN, desc = "called empty")
    @State
    public static class NeverEmpty {
        private final Ring ring = ring();

        /** Puts one in. */
        public NeverEmpty() {
            append(ring, 1, 16);
        }

        /** Appends one, then takes one, twice. */
        @Actor
        public void streaming(II_Result result) {
            append(ring, 1, 16);
            take(ring);
            append(ring, 2, 16);
            take(ring);
            result.r2 = 1;
        }

        /** Looks. */
        @Actor
        public void looking(II_Result result) {
            result.r1 = ring.hasNext() ? 1 : 0;
        }
    }

    /** Two threads step under the lock: one sees the other's step. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "both at once, or unpublished")
    @State
    public static class Exclusion {
        private final Memory memory = memory(1024);
        private final Participants table = participants(memory);
        private final int me = table.join(Processes.self(), NOTHING);
        private final OwnedLock first = new OwnedLock(memory, 512, table, me, "jcstress");
        private final OwnedLock second = new OwnedLock(memory, 512, table, me, "jcstress");
        private int count;

        private int step(OwnedLock lock) {
            while (!lock.lock()) {
                Thread.onSpinWait();
            }
            try {
                return ++count;
            } finally {
                lock.unlock();
            }
        }

        /** Steps. */
        @Actor
        public void first(II_Result result) {
            result.r1 = step(first);
        }

        /** Steps, too. */
        @Actor
        public void second(II_Result result) {
            result.r2 = step(second);
        }
    }

    /** A lock of the dead is recovered by one while another takes it over: one owner at a time. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "both at once")
    @State
    public static class Recovery {
        private final Memory memory = memory(1024);
        private final Participants table = participants(memory);
        private final int dead = table.join(A_DEAD_ONE, NOTHING);
        private final int me = table.join(Processes.self(), NOTHING);
        private final OwnedLock lock = new OwnedLock(memory, 512, table, me, "jcstress");
        private int count;

        /** Leaves the lock to the dead one. */
        public Recovery() {
            memory.putIntVolatile(512, dead);
        }

        private int step() {
            while (!lock.lock()) {
                Thread.onSpinWait();
            }
            try {
                return ++count;
            } finally {
                lock.unlock();
            }
        }

        /** Recovers, and steps. */
        @Actor
        public void first(II_Result result) {
            lock.recover(dead);
            result.r1 = step();
        }

        /** Steps. */
        @Actor
        public void second(II_Result result) {
            result.r2 = step();
        }
    }

    /** Two processes that join get entries of their own. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "two entries")
    @Outcome(expect = FORBIDDEN, desc = "one entry for both, or a stamp that is not alive")
    @State
    public static class JoinJoin {
        private final Memory memory = memory(1024);
        private final Participants table = participants(memory);
        private int first;
        private int second;

        /** Joins. */
        @Actor
        public void one(III_Result result) {
            first = table.join(ANYBODY, NOTHING);
            result.r1 = table.pid(first) == Processes.pid(ANYBODY) ? 1 : 0;
        }

        /** Joins, too. */
        @Actor
        public void another(III_Result result) {
            second = table.join(ANOTHER, NOTHING);
            result.r2 = table.pid(second) == Processes.pid(ANOTHER) ? 1 : 0;
        }

        /** Compares. */
        @Arbiter
        public void arbiter(III_Result result) {
            result.r3 = first != second ? 1 : 0;
        }
    }

    /**
     * Two who retire the dead: one does, and its stamp stays dead when the entry is given again.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "retired once")
    @Outcome(expect = FORBIDDEN, desc = "twice, or alive again")
    @State
    public static class RetireRetire {
        private final Memory memory = memory(1024);
        private final Participants table = participants(memory);
        private final int dead = table.join(A_DEAD_ONE, NOTHING);

        /** Retires. */
        @Actor
        public void one(III_Result result) {
            result.r1 = table.reap(NOTHING, true);
        }

        /** Retires, too. */
        @Actor
        public void another(III_Result result) {
            result.r2 = table.reap(NOTHING, true);
        }

        /** Looks. */
        @Arbiter
        public void arbiter(III_Result result) {
            int next = table.join(Processes.self(), NOTHING);
            result.r3 = table.isDead(dead) && !table.isDead(next) && next != dead ? 1 : 0;
        }
    }

    /** A process that closes its entry and takes it again beside one that reaps keeps its stamp. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "its own")
    @Outcome(expect = FORBIDDEN, desc = "taken from the living")
    @State
    public static class CloseRejoin {
        private final Memory memory = memory(1024);
        private final Participants table = participants(memory);
        private final int me = table.join(Processes.self(), NOTHING);

        /** Closes, and comes again. */
        @Actor
        public void owner(II_Result result) {
            table.close(me);
            result.r1 = table.rejoin(Processes.self()) == me ? 1 : 0;
        }

        /** Retires whoever is dead. */
        @Actor
        public void other(II_Result result) {
            result.r2 = table.reap(NOTHING, true);
        }
    }

    /**
     * Of a sleeper that announces itself and a waker that makes it possible, one sees the other.
     */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "it did not sleep, or it is woken")
    @Outcome(expect = FORBIDDEN, desc = "it sleeps over what is possible")
    @State
    public static class SleepWake {
        private final Memory memory = memory(2048);
        private final Participants table = participants(memory);
        private final int me = table.join(Processes.self(), NOTHING);
        private final Gate sleeping = gate();
        private final Gate waking = gate();

        private Gate gate() {
            return new Gate(memory, 512, table, 0, me, () -> {}, () -> {}, "jcstress");
        }

        /** Tries once as a sleeper does, with no time left to sleep. */
        @Actor
        public void sleeper(II_Result result) {
            try {
                Attempt attempt = () -> memory.intOpaque(1024) == 1;
                result.r1 = sleeping.awaitHere(attempt, System.nanoTime()) ? 1 : 0;
            } catch (InterruptedException e) {
                result.r1 = -1;
            }
        }

        /** Makes it possible, and wakes. */
        @Actor
        public void waker(II_Result result) {
            memory.putIntOpaque(1024, 1);
            waking.signal();
        }

        /** Whether the word of the gate was taken back by the waker. */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = memory.intVolatile(512) == 0 ? 1 : 0;
        }
    }
}
