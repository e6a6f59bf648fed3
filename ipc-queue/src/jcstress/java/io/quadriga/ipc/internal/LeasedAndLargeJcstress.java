package io.quadriga.ipc.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The words of elements that are leased or large, over the classes that run in production and
 * memory of this JVM.
 */
public final class LeasedAndLargeJcstress {

    private static final QueueLayout SMALL =
            new QueueLayout(8, QueueLayout.MIN_RING_BYTES, 2, 64, 1, FileLayout.bodyAt(2));

    private LeasedAndLargeJcstress() {}

    private static SharedFile file() {
        FileHeader header = FileHeader.of(Kind.QUEUE, SMALL.end(), 2, 0, SMALL.geometry());
        Memory memory = new Memory(Arena.ofAuto().allocate(SMALL.end(), 256));
        return SharedFile.join(Path.of("jcstress"), header, memory);
    }

    private static SpillSlots slots() {
        return new SpillSlots(
                file(), SMALL.slotsAt(), SMALL.slots(), SMALL.allSlots(), "jcstress-");
    }

    private static LeaseCells.Held leased(LeaseCells cells) {
        return cells.mark(cells.prepare(), 0, 8, System.nanoTime() - 1);
    }

    /** An acknowledgement beside the end of the term: the one word decides. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "acknowledged, or back")
    @Outcome(expect = FORBIDDEN, desc = "both, or neither")
    @State
    public static class AckExpiry {
        private final LeaseCells cells = new LeaseCells(file(), SMALL);
        private final LeaseCells.Held held = leased(cells);

        /** Acknowledges. */
        @Actor
        public void holder(III_Result result) {
            result.r1 = cells.ack(held) ? 1 : 0;
        }

        /** Takes back what has ended. */
        @Actor
        public void sweeper(III_Result result) {
            result.r2 = cells.sweep(false);
        }

        /** Counts. */
        @Arbiter
        public void arbiter(III_Result result) {
            result.r3 = cells.returned();
        }
    }

    /** Given back beside the end of the term: back once. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "back once")
    @Outcome(expect = FORBIDDEN, desc = "twice, or not counted")
    @State
    public static class GiveBackExpiry {
        private final LeaseCells cells = new LeaseCells(file(), SMALL);
        private final LeaseCells.Held held = leased(cells);

        /** Gives back. */
        @Actor
        public void holder(III_Result result) {
            result.r1 = cells.giveBack(held) ? 1 : 0;
        }

        /** Takes back what has ended. */
        @Actor
        public void sweeper(III_Result result) {
            result.r2 = cells.sweep(false);
        }

        /** Counts. */
        @Arbiter
        public void arbiter(III_Result result) {
            result.r3 = cells.returned();
        }
    }

    /** Two claim one slot. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "claimed once")
    @Outcome(expect = FORBIDDEN, desc = "by both or nobody")
    @State
    public static class ClaimClaim {
        private final SpillSlots slots = slots();

        /** Claims. */
        @Actor
        public void first(II_Result result) {
            result.r1 = slots.claim(0) != null ? 1 : 0;
        }

        /** Claims, too. */
        @Actor
        public void second(II_Result result) {
            result.r2 = slots.claim(0) != null ? 1 : 0;
        }
    }

    /** Who frees twice does not free the slot of whoever has it next. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "claimed once, by the actor or after it")
    @Outcome(expect = FORBIDDEN, desc = "taken from its owner")
    @State
    public static class FreeClaim {
        private final SpillSlots slots = slots();
        private final SpillSlots.Spill old = slots.claim(0);

        /** Frees, twice. */
        @Actor
        public void owner() {
            slots.free(old);
            slots.free(old);
        }

        /** Claims. */
        @Actor
        public void next(II_Result result) {
            result.r1 = slots.claim(0) != null ? 1 : 0;
        }

        /** Claims what must be free only if nobody has it. */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = slots.claim(0) != null ? 1 : 0;
        }
    }
}
