package io.quadriga.process.internal;

import com.sun.management.ThreadMXBean;
import io.quadriga.Fn;
import io.quadriga.Task;
import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Run.Shape;
import io.quadriga.spi.Serializer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Prints what the codec costs beside Java serialization: nanoseconds of the processor and bytes of
 * garbage for each task. A program, not a test.
 */
final class CodecCost {

    private static final int ROUNDS = 7;

    private static final long ROUND_NANOS = 100_000_000L;

    private static final int CHUNK = 1000;

    private final CodecPair codec = new CodecPair();

    private final Serializer jdk = Serializer.standard(Filters.classPath(Limits.standard()));

    private final FrameBuffer out = new FrameBuffer(1 << 16);

    private static volatile @Nullable Object sink;

    /** One step of a round. */
    private interface Step {
        void run() throws Throwable;
    }

    private CodecCost() {}

    public static void main(String[] arguments) throws Throwable {
        new CodecCost().measureAll();
    }

    private static Task<Integer> square(int x) {
        return () -> x * x;
    }

    private void measureAll() throws Throwable {
        task("lambda, no capture", () -> 1);
        task("lambda, int", square(7));
        String text = "some words";
        long base = 5;
        task("lambda, String and long", () -> text.length() + base);
        byte[] array = new byte[1024];
        task("lambda, byte[1024]", () -> array.length);
        chunk();
        object();
    }

    private void task(String name, Task<?> task) throws Throwable {
        TestRun run = new TestRun(Shape.CALL, task);
        FrameBuffer frame = codec.encode(run);
        int length = frame.size();
        measure(name + ": out", length, 1, () -> encode(run));
        measure(
                name + ": in and call",
                length,
                1,
                () -> sink = codec.functions.read(frame.array(), 0, length).call(0));
        Outcomes outcomes = new Outcomes(codec.functions.values(), "cpu-1", 1);
        measure(name + ": result out", length, 1, () -> answer(outcomes, 49));
        measure(
                name + ": result in",
                out.size(),
                1,
                () -> outcomes.report(new FrameReader(out.array(), 0, out.size()), run, 0));
    }

    private void encode(TestRun run) {
        out.truncate(0);
        codec.encode(run, out);
    }

    private void answer(Outcomes outcomes, Object value) {
        out.truncate(0);
        outcomes.writeValue(value, out);
    }

    private void chunk() throws Throwable {
        Integer[] inputs = new Integer[CHUNK];
        Arrays.setAll(inputs, i -> i);
        Fn<Integer, Integer> fn = x -> x + 1;
        TestRun run = new TestRun(Shape.APPLY, fn, (Object[]) inputs);
        FrameBuffer frame = codec.encode(run);
        measure("chunk of 1000, each: out", frame.size(), CHUNK, () -> encode(run));
        measure(
                "chunk of 1000, each: in and call",
                frame.size(),
                CHUNK,
                () -> {
                    ReceivedRun received = codec.functions.read(frame.array(), 0, frame.size());
                    for (int i = 0; i < CHUNK; i++) {
                        sink = received.call(i);
                    }
                });
    }

    private void object() throws Throwable {
        Task<Integer> task = square(7);
        byte[] frame = jdk.encode(task);
        measure(
                "lambda, int, Java serialization: out",
                frame.length,
                1,
                () -> {
                    out.truncate(0);
                    jdk.encode(task, out);
                });
        measure(
                "lambda, int, Java serialization: in and call",
                frame.length,
                1,
                () -> sink = ((Callable<?>) jdk.decode(frame, 0, frame.length)).call());
    }

    private static void measure(String name, int bytes, int each, Step step) throws Throwable {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] nanos = new double[ROUNDS];
        double garbage = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long count = 0;
            long before = thread.getCurrentThreadAllocatedBytes();
            long start = thread.getCurrentThreadCpuTime();
            while (thread.getCurrentThreadCpuTime() - start < ROUND_NANOS) {
                for (int i = 0; i < 1000 / Math.min(each, 100); i++) {
                    step.run();
                    count += each;
                }
            }
            nanos[round] = (double) (thread.getCurrentThreadCpuTime() - start) / count;
            garbage = (double) (thread.getCurrentThreadAllocatedBytes() - before) / count;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-48s %6d bytes %10.1f ns %8.0f B garbage%n",
                name, bytes, nanos[ROUNDS / 2], garbage);
    }
}
