package io.quadriga.process.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.Action;
import io.quadriga.TaskContext;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Hosting;
import io.quadriga.spi.TaskInfo;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The task thread of a worker: takes one frame after the other. On the start path: no lambda, no
 * concatenation of strings.
 */
final class WorkerLoop implements TaskContext, Hosting.Host {

    private static final int KEPT_BYTES = 1 << 20;

    private final Inbox inbox;
    private final Outbox outbox;
    private final Watcher watcher;
    private final Functions functions;
    private final WorkerPayloads payloads;
    private final WorkerVoice voice;
    private final Thread thread = Thread.currentThread();
    private FrameBuffer scratch = new FrameBuffer(256);
    private final FrameReader reader = new FrameReader(new byte[0], 0, 0);
    private Outcomes outcomes;
    private String executor = "";
    private String name = "";
    private long maxHeap = Long.MAX_VALUE;
    private boolean tooLarge;
    private @Nullable InnerTasks inner;

    // the body that this thread is in
    private @Nullable ReceivedRun run;
    private int seq;
    private int input;

    WorkerLoop(
            Inbox inbox,
            Outbox outbox,
            Watcher watcher,
            Functions functions,
            WorkerPayloads payloads) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.watcher = watcher;
        this.functions = functions;
        this.payloads = payloads;
        this.voice = new WorkerVoice(outbox);
        this.outcomes = new Outcomes(functions.values(), name, 0);
    }

    /** Returns true when the worker is to end, false when the parent is gone. */
    boolean run() throws IOException {
        Hosting.setHost(this);
        while (inbox.next(outbox)) {
            switch (inbox.type()) {
                case Frames.TASK -> task();
                case Frames.DEFINE -> define();
                case Frames.SETUP -> setup();
                case Frames.PAGE -> attach();
                case Frames.INTERRUPT -> interrupt();
                case Frames.LEAVE -> {
                    outbox.flush();
                    return true;
                }
                case Frames.SEGMENT -> segment();
                case Frames.PAYLOAD -> payload();
                default -> throw new IOException("no frame of a parent: type=" + inbox.type());
            }
        }
        return false;
    }

    private void define() {
        if (inbox.length() > 0) {
            functions.define(inbox.bytes(), inbox.at(), inbox.length());
            return;
        }
        boolean more = true;
        while (more) {
            more = functions.prepareOne();
        }
        ReceivedRun.load();
    }

    private void setup() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        Values values = functions.values();
        executor = requireNonNull((String) values.read(reader));
        name = requireNonNull((String) values.read(reader));
        maxHeap = requireNonNull((Long) values.read(reader));
        outcomes = new Outcomes(values, name, 0);
        try {
            openInner((ExecutorSpec) values.read(reader));
            Action initializer = (Action) values.read(reader);
            payloads.setDirectory(requireNonNull((String) values.read(reader)));
            if (initializer != null) {
                initializer.run();
            }
        } catch (Throwable thrown) {
            voice.broken(thrown, name, values);
            return;
        }
        voice.simple(Frames.READY);
    }

    private void openInner(@Nullable ExecutorSpec spec) {
        if (spec != null) {
            inner =
                    new InnerTasks(
                            voice,
                            functions,
                            payloads,
                            outcomes,
                            executor,
                            InnerHost.open(
                                    spec, error -> voice.broken(error, name, functions.values())));
        }
    }

    private void segment() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        payloads.made(reader);
    }

    private void payload() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        payloads.arrived(reader);
    }

    private void attach() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        String file = requireNonNull((String) functions.values().read(reader));
        new PageAttacher(voice, file).start();
    }

    /** One of this thread's own bodies is over by now. */
    private void interrupt() {
        InnerTasks concurrent = inner;
        if (concurrent != null) {
            int at = inbox.at();
            concurrent.interrupt(
                    Frames.getInt(inbox.bytes(), at),
                    Frames.getInt(inbox.bytes(), at + Integer.BYTES));
        }
    }

    private void task() {
        byte[] bytes = inbox.bytes();
        int at = inbox.at();
        int length = inbox.length();
        InnerTasks concurrent = inner;
        if (concurrent != null) {
            concurrent.start(bytes, at, length);
            return;
        }
        seq = Frames.getInt(bytes, at);
        perform(functions.read(bytes, at + Integer.BYTES, length - Integer.BYTES));
        payloads.over(seq);
        if (scratch.array().length > KEPT_BYTES) {
            scratch = new FrameBuffer(256);
        }
        if (maxHeap < Long.MAX_VALUE) {
            weigh();
        }
    }

    private void perform(ReceivedRun received) {
        received.ready();
        run = received;
        Runnable undo = null;
        int size = received.size();
        inbox.beginRun();
        for (int i = 0; i < size; i++) {
            input = i;
            if ((i > 0 && !voice.isPaged() && inbox.isStopped(seq)) || !voice.begin(seq, i)) {
                voice.skipped(seq);
                break;
            }
            inbox.beginBody(seq, i);
            watcher.wake(); // after that: it looks for a begun body before it sleeps
            scratch.truncate(0);
            try {
                if (i == 0) {
                    undo = restore(received);
                }
                @Nullable Object value = received.call(i);
                outcomes.writeValue(isUnheard(size) ? null : value, scratch);
            } catch (Throwable thrown) {
                if (isUnheard(size)) {
                    outcomes.writeValue(null, scratch);
                } else {
                    outcomes.writeFailure(thrown, scratch);
                }
            }
            if (i == size - 1 && undo != null) {
                undo.run();
                undo = null;
            }
            inbox.endBody();
            outbox.appendOutcome(seq, scratch);
        }
        inbox.endRun();
        if (undo != null) {
            undo.run();
        }
        run = null;
    }

    /**
     * Whether the outcome of a run of this size is settled without this worker, which has only to
     * say soon that it is over: what a young JVM needs to encode an exception takes longer than the
     * grace. Of many inputs the parent may mean the one before.
     */
    private boolean isUnheard(int size) {
        return size == 1 && inbox.isStopped(seq);
    }

    private static @Nullable Runnable restore(ReceivedRun received) {
        Map<String, Serializable> context = received.context();
        return context.isEmpty() ? null : Hosting.restore(context);
    }

    /** Asks to be replaced when more of the heap is in use than may be, garbage aside. */
    private void weigh() {
        if (!tooLarge && used() > maxHeap) {
            System.gc();
            if (used() > maxHeap) {
                tooLarge = true;
                voice.simple(Frames.RETIRE);
            }
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // ---- what a body asks

    @Override
    public @Nullable TaskContext find() {
        return run != null && Thread.currentThread() == thread ? this : null;
    }

    private TaskInfo info() {
        ReceivedRun present = run;
        if (present == null || Thread.currentThread() != thread) {
            throw new IllegalStateException("the task is over: worker=".concat(name));
        }
        return present.info(executor, input);
    }

    @Override
    public String executor() {
        return info().executor();
    }

    @Override
    public String worker() {
        return name;
    }

    @Override
    public Optional<String> label() {
        return Optional.ofNullable(info().label());
    }

    @Override
    public int attempt() {
        return info().attempt();
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.ofNullable(info().deadline());
    }

    @Override
    public void progress(long done, long total) {
        info();
        voice.progress(seq, input, done, total);
    }
}
