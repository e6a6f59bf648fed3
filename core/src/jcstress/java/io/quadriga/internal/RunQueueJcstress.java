package io.quadriga.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.quadriga.spi.Run;
import io.quadriga.spi.RunQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The run queue where its operations meet on one slot. */
public final class RunQueueJcstress {

    private RunQueueJcstress() {}

    private static int poll(RunQueue queue) {
        Run run = queue.poll();
        return run == null ? 0 : ((NumberedRun) run).number;
    }

    /** Two offers, one poller beside them: every run comes once, each with its content. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 2", "0, 2, 1", "1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE,
            desc = "once")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or unpublished")
    @State
    public static class OfferOfferPoll {
        private final RunQueue queue = RunQueues.create();

        /** Offers. */
        @Actor
        public void first() {
            queue.offer(NumberedRun.of(1));
        }

        /** Offers. */
        @Actor
        public void second() {
            queue.offer(NumberedRun.of(2));
        }

        /** Polls. */
        @Actor
        public void poller(III_Result result) {
            result.r1 = poll(queue);
        }

        /** Polls the rest. */
        @Arbiter
        public void rest(III_Result result) {
            result.r2 = poll(queue);
            result.r3 = poll(queue);
        }
    }

    /**
     * An offer that meets a close and a poll: accepted and polled once, or refused and never seen.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 1, 0, 1", "1, 0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "before the close")
    @Outcome(id = "0, 0, 0, 1", expect = ACCEPTABLE, desc = "after the close")
    @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and run")
    @State
    public static class OfferClosePoll {
        private final RunQueue queue = RunQueues.create();

        /** Offers. */
        @Actor
        public void offerer(IIII_Result result) {
            result.r1 = queue.offer(NumberedRun.of(1)) ? 1 : 0;
        }

        /** Closes. */
        @Actor
        public void closer() {
            queue.close();
        }

        /** Polls. */
        @Actor
        public void poller(IIII_Result result) {
            result.r2 = poll(queue);
        }

        /** Polls the rest. */
        @Arbiter
        public void rest(IIII_Result result) {
            result.r3 = poll(queue);
            result.r4 = queue.isDrained() ? 1 : 0;
        }
    }

    /**
     * A drained queue stays so: a poll or a successful offer after isDrained would be a lost run.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 0", "0, 0, 0"},
            expect = ACCEPTABLE,
            desc = "consistent")
    @Outcome(expect = FORBIDDEN, desc = "accepted by a drained queue")
    @State
    public static class OfferDrained {
        private final RunQueue queue = RunQueues.create();

        /** Offers. */
        @Actor
        public void offerer(III_Result result) {
            result.r1 = queue.offer(NumberedRun.of(1)) ? 1 : 0;
        }

        /** Closes and looks. */
        @Actor
        public void closer(III_Result result) {
            queue.close();
            result.r2 = queue.isDrained() ? 1 : 0;
        }

        /** Polls the rest. */
        @Arbiter
        public void rest(III_Result result) {
            result.r3 = poll(queue);
        }
    }

    /**
     * The handshake of a pool: whoever announces himself and polls nothing is seen by the offerer.
     */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "polled or seen")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "lost wake-up")
    @State
    public static class AnnounceThenPoll {
        private final RunQueue queue = RunQueues.create();
        private volatile boolean idle;

        /** Offers, then looks who is idle. */
        @Actor
        public void offerer(II_Result result) {
            queue.offer(NumberedRun.of(1));
            result.r1 = idle ? 1 : 0;
        }

        /** Announces itself, then polls. */
        @Actor
        public void poller(II_Result result) {
            idle = true;
            result.r2 = poll(queue);
        }
    }

    /** The same with a priority, where the heap may not exist yet. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "polled or seen")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "lost wake-up")
    @State
    public static class AnnounceThenPollRanked {
        private final RunQueue queue = RunQueues.create();
        private volatile boolean idle;

        /** Offers, then looks who is idle. */
        @Actor
        public void offerer(II_Result result) {
            queue.offer(NumberedRun.ranked(1, 1));
            result.r1 = idle ? 1 : 0;
        }

        /** Announces itself, then polls. */
        @Actor
        public void poller(II_Result result) {
            idle = true;
            result.r2 = poll(queue);
        }
    }
}
