package io.quadriga.process.internal;

import io.quadriga.Action;
import io.quadriga.TaskContext;
import io.quadriga.internal.HostedTask;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.RemoteFailure;
import io.quadriga.spi.TaskInfo;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task thread of a worker: takes one frame after the other. */
final class WorkerLoop implements TaskContext, HostedTask.Host {

    private final Inbox inbox;
    private final Outbox outbox;
    private final Watcher watcher;
    private final Functions functions;
    private final Thread thread = Thread.currentThread();
    private final FrameBuffer scratch = new FrameBuffer(256);
    private final FrameReader reader = new FrameReader(new byte[0], 0, 0);
    private Outcomes outcomes;
    private String executor = "";
    private String name = "";
    private volatile @Nullable WorkerPage page;

    // the body that this thread is in
    private @Nullable ReceivedRun run;
    private int seq;
    private int input;

    WorkerLoop(Inbox inbox, Outbox outbox, Watcher watcher, Functions functions) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.watcher = watcher;
        this.functions = functions;
        this.outcomes = new Outcomes(functions.values(), name, 0);
    }

    /** Returns when the parent is gone. */
    void run() throws IOException {
        HostedTask.setHost(this);
        while (inbox.next(outbox)) {
            byte type = inbox.type();
            if (type == Frames.TASK) {
                task(inbox.bytes(), inbox.at(), inbox.length());
            } else if (type == Frames.DEFINE) {
                functions.define(inbox.bytes(), inbox.at(), inbox.length());
            } else if (type == Frames.SETUP) {
                setup();
            } else if (type == Frames.PAGE) {
                attach();
            } else if (type == Frames.LEAVE) {
                outbox.flush();
                System.exit(0);
            }
        }
    }

    private void setup() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        Values values = functions.values();
        executor = (String) values.read(reader);
        name = (String) values.read(reader);
        outcomes = new Outcomes(values, name, ProcessHandle.current().pid());
        Throwable failure = null;
        try {
            Action initializer = (Action) values.read(reader);
            if (initializer != null) {
                initializer.run();
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        scratch.truncate(0);
        int start = Frames.begin(scratch, failure == null ? Frames.READY : Frames.BROKEN);
        if (failure != null) {
            byte[] frame =
                    RemoteFailure.encode(
                            failure, name, ProcessHandle.current().pid(), values.serializer());
            scratch.write(frame, 0, frame.length);
        }
        Frames.end(scratch, start);
        outbox.append(scratch);
        outbox.flush();
    }

    private void attach() {
        reader.reset(inbox.bytes(), inbox.at(), inbox.length());
        new PageAttacher(this, (String) functions.values().read(reader)).start();
    }

    void setPage(WorkerPage attached) {
        page = attached;
        outbox.setPage(attached);
    }

    private void skip(int skipped) {
        scratch.truncate(0);
        int start = Frames.begin(scratch, Frames.SKIPPED);
        scratch.putInt(skipped);
        Frames.end(scratch, start);
        outbox.append(scratch);
    }

    private void task(byte[] bytes, int at, int length) {
        seq = Frames.getInt(bytes, at);
        ReceivedRun received =
                functions.read(bytes, at + Integer.BYTES, length - Integer.BYTES);
        run = received;
        Runnable undo = null;
        int size = received.size();
        for (int i = 0; i < size; i++) {
            if (!begin(i)) {
                skip(seq);
                break;
            }
            watcher.wake();
            inbox.beginBody(seq, i);
            scratch.truncate(0);
            int start = Frames.begin(scratch, Frames.OUTCOMES);
            scratch.putInt(seq);
            try {
                if (i == 0) {
                    undo = restore(received);
                }
                outcomes.writeValue(received.call(i), scratch);
            } catch (Throwable thrown) {
                outcomes.writeFailure(thrown, scratch);
            }
            if (i == size - 1 && undo != null) {
                undo.run();
                undo = null;
            }
            Frames.end(scratch, start);
            inbox.endBody();
            outbox.append(scratch);
        }
        if (undo != null) {
            undo.run();
        }
        run = null;
    }

    /** Notes the begin of an input where the parent sees it, whatever happens; false if it must not. */
    private boolean begin(int i) {
        input = i;
        WorkerPage present = page;
        if (present != null) {
            return present.begin(seq, i);
        }
        if (i > 0 && inbox.isStopped(seq)) {
            return false;
        }
        scratch.truncate(0);
        int start = Frames.begin(scratch, Frames.BEGUN);
        scratch.putInt(seq);
        scratch.putInt(i);
        Frames.end(scratch, start);
        outbox.append(scratch);
        return true;
    }

    private static @Nullable Runnable restore(ReceivedRun received) {
        Map<String, Serializable> context = received.context();
        return context.isEmpty() ? null : HostedTask.restore(context);
    }

    // ---- what a body asks

    @Override
    public @Nullable TaskContext find() {
        return run != null && Thread.currentThread() == thread ? this : null;
    }

    private TaskInfo info() {
        ReceivedRun present = run;
        if (present == null || Thread.currentThread() != thread) {
            throw new IllegalStateException("the task is over: worker=" + name);
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
        FrameBuffer out = new FrameBuffer(32);
        int start = Frames.begin(out, Frames.PROGRESS);
        out.putInt(seq);
        out.putInt(input);
        out.putLong(done);
        out.putLong(total);
        Frames.end(out, start);
        outbox.append(out);
        outbox.flush();
    }
}
