package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run.Shape;
import io.quadriga.spi.TaskInfo;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that go to the worker and outcomes that come back, by Java serialization. */
@Timeout(20)
class RunCodecTest {

    private final CodecPair codec = new CodecPair();

    /** Not a lambda, so that it goes by Java serialization. */
    record Answer(int base) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return base + 1;
        }
    }

    record Twice() implements Fn<Integer, Integer> {
        @Override
        public Integer apply(Integer argument) {
            return 2 * argument;
        }
    }

    record Joined() implements BiFn<String, Object, String> {
        @Override
        public String apply(String first, Object second) {
            return first + second;
        }
    }

    record Same() implements BiFn<List<Object>, List<Object>, Boolean> {
        @Override
        public Boolean apply(List<Object> first, List<Object> second) {
            return first.get(0) == second;
        }
    }

    record Nothing() implements Runnable, Serializable {
        @Override
        public void run() {}
    }

    /** Cannot be read. */
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("poison");
        }
    }

    @Test
    void aCallableGoesThereAndItsResultComesBack() throws Throwable {
        assertEquals(42, codec.call(new Answer(41)));
    }

    @Test
    void aRunnableGivesNull() throws Throwable {
        assertNull(codec.over(new TestRun(Shape.RUN, new Nothing())).value(0));
    }

    @Test
    void eachInputOfAChunkHasItsOutcome() throws Throwable {
        TestRun run = codec.over(new TestRun(Shape.APPLY, new Twice(), 1, 2, 3));
        assertEquals(2, run.value(0));
        assertEquals(4, run.value(1));
        assertEquals(6, run.value(2));
    }

    @Test
    void anInputThatIsNotEnteredIsSkipped() throws Throwable {
        TestRun run = new TestRun(Shape.APPLY, new Twice(), 1, 2, 3);
        FrameBuffer frame = codec.encode(run);
        ReceivedRun received = codec.receive(frame);
        assertEquals(6, received.call(2));
        assertEquals(2, received.call(0));
    }

    @Test
    void aPairIsTwoArguments() throws Throwable {
        TestRun run =
                codec.over(
                        new TestRun(
                                Shape.APPLY_PAIR,
                                new Joined(),
                                Map.entry("a", 1),
                                Map.entry("b", List.of("c"))));
        assertEquals("a1", run.value(0));
        assertEquals("b[c]", run.value(1));
    }

    @Test
    void whatBothArgumentsLeadToIsOneObject() throws Throwable {
        List<Object> inner = new ArrayList<>();
        List<Object> outer = new ArrayList<>(List.of(inner));
        TestRun run =
                codec.over(new TestRun(Shape.APPLY_PAIR, new Same(), Map.entry(outer, inner)));
        assertEquals(true, run.value(0));
    }

    @Test
    void anInputThatCannotBeReadCostsItselfOnly() throws Throwable {
        Fn<Object, Object> same = new Identity();
        TestRun run = codec.over(new TestRun(Shape.APPLY, same, 1, new Poison(), "x"));
        assertEquals(1, run.value(0));
        assertInstanceOf(QuadrigaException.class, run.error(1));
        assertEquals("x", run.value(2));
    }

    record Identity() implements Fn<Object, Object> {
        @Override
        public Object apply(Object argument) {
            return argument;
        }
    }

    @Test
    void aResultThatCannotBeReadCostsItselfOnly() throws Throwable {
        TestRun run = codec.over(new TestRun(Shape.APPLY, new Poisoned(), 0, 1, 2));
        assertEquals("0", run.value(0));
        assertInstanceOf(QuadrigaException.class, run.error(1));
        assertEquals("2", run.value(2));
    }

    record Poisoned() implements Fn<Integer, Object> {
        @Override
        public Object apply(Integer argument) {
            return argument == 1 ? new Poison() : argument.toString();
        }
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailureThatSaysWhy() throws Throwable {
        TestRun run = codec.over(new TestRun(Shape.APPLY, new Unsendable(), 7));
        Throwable error = assertInstanceOf(TaskNotSerializableException.class, run.error(0));
        assertTrue(error.getMessage().contains("class=java.lang.Object"), error.getMessage());
    }

    record Unsendable() implements Fn<Integer, Object> {
        @Override
        public Object apply(Integer argument) {
            return new Object();
        }
    }

    @Test
    void anInputThatCannotBeWrittenLeavesTheBufferAsItWas() {
        FrameBuffer frame = new FrameBuffer(16);
        frame.write(7);
        TestRun run = new TestRun(Shape.APPLY, new Identity(), 1, new Object());
        assertThrows(TaskNotSerializableException.class, () -> codec.encode(run, frame));
        assertEquals(1, frame.size());
    }

    @Test
    void anExceptionComesBackAsItsOwnTypeWithTheLineOfTheWorker() throws Throwable {
        Throwable error = codec.over(new TestRun(Shape.APPLY, new Failing(), 1)).error(0);
        assertEquals(
                "bad input", assertInstanceOf(IllegalStateException.class, error).getMessage());
        StackTraceElement[] trace = error.getStackTrace();
        assertTrue(trace[trace.length - 1].toString().contains("worker cpu-1, pid 4711"));
    }

    record Failing() implements Fn<Integer, Object> {
        @Override
        public Object apply(Integer argument) {
            throw new IllegalStateException("bad input");
        }
    }

    @Test
    void whatTheTaskMayAskAboutItselfTravels() {
        Instant deadline = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
        TestRun run = new TestRun(Shape.APPLY, new Twice(), 1, 2);
        run.describe(new TaskInfo("cpu", 77, "resize", 3, deadline));
        ReceivedRun received = codec.receive(codec.encode(run));
        assertEquals(new TaskInfo("cpu", 78, "resize", 3, deadline), received.info("cpu", 1));
        assertEquals(2, received.size());
        assertSame(Shape.APPLY, received.shape());
    }

    @Test
    void theContextOfTheSubmitterTravels() throws Throwable {
        TestRun run = new TestRun(Shape.APPLY, new Twice(), 4);
        Map<String, Serializable> context = Map.of("trace", "4f", "user", new Answer(3));
        run.carry(context);
        ReceivedRun received = codec.receive(codec.encode(run));
        assertEquals(context, received.context());
        assertEquals(8, received.call(0));
    }

    @Test
    void withoutContextThereIsNone() {
        assertEquals(
                Map.of(),
                codec.receive(codec.encode(new TestRun(Shape.CALL, new Answer(1)))).context());
    }
}
