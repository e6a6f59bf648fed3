package io.quadriga.process.internal;

import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Run.Shape;
import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The codecs of a parent and of its worker, with nothing but bytes between them. */
final class CodecPair {

    private static final ObjectInputFilter FILTER = Filters.classPath(Limits.standard());

    private static final ClassLoader LOADER = CodecPair.class.getClassLoader();

    final FunctionTable table;

    final Functions functions;

    private final Values values;

    private final RunEncoder encoder;

    private int defined;

    /** The number that the last run went by. */
    int number;

    CodecPair() {
        this(FILTER);
    }

    CodecPair(ObjectInputFilter ofWorker) {
        this(ofWorker, LOADER, new FunctionTable(), Payloads.NONE);
    }

    CodecPair(FunctionTable table) {
        this(FILTER, LOADER, table, Payloads.NONE);
    }

    CodecPair(ClassLoader ofWorker) {
        this(FILTER, ofWorker, new FunctionTable(), Payloads.NONE);
    }

    CodecPair(Payloads payloads) {
        this(FILTER, LOADER, new FunctionTable(), payloads);
    }

    private CodecPair(
            ObjectInputFilter filter, ClassLoader loader, FunctionTable table, Payloads payloads) {
        this.table = table;
        this.functions = new Functions(filter, loader, payloads);
        this.values = new Values(Serializer.standard(FILTER, loader), payloads);
        this.encoder = new RunEncoder(table, values);
    }

    RunEncoder encoder() {
        return encoder;
    }

    FrameBuffer encode(TestRun run) {
        FrameBuffer frame = new FrameBuffer(16);
        encode(run, frame);
        return frame;
    }

    /** Encodes, and lets the worker know what it has to know. */
    void encode(TestRun run, FrameBuffer into) {
        number = encoder.encode(run, into);
        for (; defined < table.size(); defined++) {
            byte[] definition = table.definition(defined);
            functions.define(definition, 0, definition.length);
        }
    }

    ReceivedRun receive(FrameBuffer frame) {
        return functions.read(frame.toByteArray(), 0, frame.size());
    }

    /** Sends a run to the worker, calls it there, and brings the outcomes back. */
    TestRun over(TestRun run) {
        ReceivedRun received = receive(encode(run));
        Outcomes here = new Outcomes(functions.values(), "cpu-1", 4711);
        FrameBuffer back = new FrameBuffer(16);
        for (int i = 0; i < received.size(); i++) {
            try {
                here.writeValue(received.call(i), back);
            } catch (Throwable error) {
                here.writeFailure(error, back);
            }
        }
        FrameReader in = new FrameReader(back.array(), 0, back.size());
        for (int i = 0; i < run.size(); i++) {
            new Outcomes(values, "", 0).report(in, run, i);
        }
        return run;
    }

    @Nullable Object call(Callable<?> task) throws Throwable {
        return over(new TestRun(Shape.CALL, task)).value(0);
    }
}
