package io.quadriga.process.internal;

import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Workers;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tasks of a worker that has an inner executor; they run concurrently. */
final class InnerTasks {

    private final WorkerVoice voice;
    private final Functions functions;
    private final WorkerPayloads payloads;
    private final Outcomes outcomes;
    private final String executor;
    private final Workers inner;
    private final Map<Integer, InnerRun> runs = new ConcurrentHashMap<>();

    InnerTasks(
            WorkerVoice voice,
            Functions functions,
            WorkerPayloads payloads,
            Outcomes outcomes,
            String executor,
            Workers inner) {
        this.voice = voice;
        this.functions = functions;
        this.payloads = payloads;
        this.outcomes = outcomes;
        this.executor = executor;
        this.inner = inner;
    }

    String executor() {
        return executor;
    }

    void start(byte[] bytes, int at, int length) {
        int seq = Frames.getInt(bytes, at);
        byte[] copy = Arrays.copyOfRange(bytes, at + Integer.BYTES, at + length);
        InnerRun run = new InnerRun(this, seq, functions.read(copy, 0, copy.length));
        runs.put(seq, run);
        inner.start(run);
    }

    void interrupt(int seq, int input) {
        InnerRun run = runs.get(seq);
        if (run != null) {
            run.interrupt(input);
        }
    }

    // ---- what its runs report

    boolean begin(int seq, int input) {
        return voice.begin(seq, input);
    }

    void skipped(int seq) {
        runs.remove(seq);
        payloads.over(seq);
        voice.skipped(seq);
        voice.flush();
    }

    void value(int seq, @Nullable Object value, boolean last) {
        FrameBuffer out = new FrameBuffer(64);
        int start = outcome(seq, last, out);
        outcomes.writeValue(value, out);
        Frames.end(out, start);
        voice.sayNow(out);
    }

    void failure(int seq, Throwable error, boolean last) {
        FrameBuffer out = new FrameBuffer(1024);
        int start = outcome(seq, last, out);
        outcomes.writeFailure(error, out);
        Frames.end(out, start);
        voice.sayNow(out);
    }

    private int outcome(int seq, boolean last, FrameBuffer out) {
        if (last) {
            runs.remove(seq);
            payloads.over(seq);
        }
        int start = Frames.begin(out, Frames.OUTCOMES);
        out.putInt(seq);
        return start;
    }

    void progress(int seq, int input, long done, long total) {
        voice.progress(seq, input, done, total);
    }
}
