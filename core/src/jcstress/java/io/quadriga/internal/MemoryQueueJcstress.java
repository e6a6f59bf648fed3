package io.quadriga.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.quadriga.QueueClosedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The lock of the memory queue, and what is read without it. */
public final class MemoryQueueJcstress {

    private MemoryQueueJcstress() {}

    /** A content that is only there if its maker's writes are. */
    private static final class Box {
        private int content;

        Box(int content) {
            this.content = content;
        }
    }

    private static int contentOf(Box box) {
        return box == null ? 0 : box.content;
    }

    /** Two steps under the lock: one sees the other. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "both at once, or unpublished")
    @State
    public static class Exclusion {
        private final BriefLock lock = new BriefLock();
        private int count;

        private int step() {
            lock.lock();
            try {
                return ++count;
            } finally {
                lock.unlock();
            }
        }

        /** Steps. */
        @Actor
        public void first(II_Result result) {
            result.r1 = step();
        }

        /** Steps, too. */
        @Actor
        public void second(II_Result result) {
            result.r2 = step();
        }
    }

    /** Who sees the size sees the element and its content. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 7", "1, 7"},
            expect = ACCEPTABLE,
            desc = "nothing yet, or all of it")
    @Outcome(expect = FORBIDDEN, desc = "a size without its element")
    @State
    public static class SizeThenPoll {
        private final HandOver<Box> queue = new HandOver<>("jcstress", 4);

        /** Offers. */
        @Actor
        public void putter() {
            queue.offer(new Box(7));
        }

        /** Looks, then takes. */
        @Actor
        public void taker(II_Result result) {
            result.r1 = queue.size();
            result.r2 = contentOf(queue.poll());
        }
    }

    /** An offer beside a shutdown is accepted and can be taken, or refused and cannot. */
    @JCStressTest
    @Outcome(
            id = {"1, 7", "0, 0"},
            expect = ACCEPTABLE,
            desc = "accepted and there, or neither")
    @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and there")
    @State
    public static class OfferShutdown {
        private final HandOver<Box> queue = new HandOver<>("jcstress", 4);

        /** Offers. */
        @Actor
        public void putter(II_Result result) {
            try {
                result.r1 = queue.offer(new Box(7)) ? 1 : -1;
            } catch (QueueClosedException refused) {
                result.r1 = 0;
            }
        }

        /** Ends it. */
        @Actor
        public void ender() {
            queue.shutdown();
        }

        /** Takes what is there. */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = contentOf(queue.poll());
        }
    }

    /** Two who take one element: one gets it, and none is left. */
    @JCStressTest
    @Outcome(
            id = {"7, 0, 0", "0, 7, 0"},
            expect = ACCEPTABLE,
            desc = "taken once")
    @Outcome(expect = FORBIDDEN, desc = "taken twice or by nobody")
    @State
    public static class PollPoll {
        private final HandOver<Box> queue = new HandOver<>("jcstress", 4);

        /** Puts the element in. */
        public PollPoll() {
            queue.offer(new Box(7));
        }

        /** Takes. */
        @Actor
        public void first(III_Result result) {
            result.r1 = contentOf(queue.poll());
        }

        /** Takes, too. */
        @Actor
        public void second(III_Result result) {
            result.r2 = contentOf(queue.poll());
        }

        /** Looks at what is left. */
        @Arbiter
        public void arbiter(III_Result result) {
            result.r3 = queue.size();
        }
    }
}
