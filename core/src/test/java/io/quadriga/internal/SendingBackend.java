package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Run;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose bodies share nothing with their submitter, as if in another process: everything
 * is encoded at {@code start} and decoded by the worker, which reports each step.
 *
 * @param width how many threads
 */
record SendingBackend(int width) implements ExecutorBackend {

    static io.quadriga.Executor open(int width) {
        return io.quadriga.spi.ExecutorBuilder.of(new SendingBackend(width)).build();
    }

    @Override
    public String id() {
        return "sending";
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return Set.of();
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        return new SendingWorkers(spec, context, width);
    }

    private static byte[] encode(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static @Nullable Object decode(byte[] bytes)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** A run as it travels. */
    private record Sent(Run run, Run.Shape shape, byte[] task, List<byte[]> inputs) {

        static Sent of(Run run) throws IOException {
            List<byte[]> inputs = new ArrayList<>();
            for (int i = 0; i < run.size(); i++) {
                inputs.add(encode(run.input(i)));
            }
            return new Sent(run, run.shape(), encode(run.task()), inputs);
        }

        void perform(int i) {
            if (!run.enter(i)) {
                return;
            }
            try {
                run.settle(i, copy(Body.call(shape, decodedTask(), decode(inputs.get(i)))));
            } catch (Throwable thrown) {
                run.fail(i, thrown);
            }
            run.bodyEnded(i);
            Thread.interrupted(); // sent for this body, or left behind by it
        }

        private Object decodedTask() throws Exception {
            Object decoded = decode(task);
            return java.util.Objects.requireNonNull(decoded);
        }

        private static @Nullable Object copy(@Nullable Object value) throws Exception {
            return decode(encode(value));
        }
    }

    private static final class SendingWorkers implements Workers {

        private final String name;
        private final WorkersContext context;
        private final int width;
        private final Map<Run, Thread> running = new ConcurrentHashMap<>();
        private final ThreadPoolExecutor threads;
        private volatile Runnable whenTerminated = () -> {};

        SendingWorkers(ExecutorSpec spec, WorkersContext context, int width) {
            this.name = spec.name();
            this.context = context;
            this.width = width;
            this.threads =
                    new ThreadPoolExecutor(
                            width,
                            width,
                            0,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            Thread.ofPlatform().daemon().name(name + "-", 1).factory()) {
                        @Override
                        protected void terminated() {
                            whenTerminated.run();
                        }
                    };
        }

        @Override
        public void start(Run run) {
            Sent sent;
            try {
                sent = Sent.of(run);
            } catch (IOException refused) {
                throw new TaskNotSerializableException(
                        "task cannot be sent: executor=" + name, refused);
            }
            threads.execute(() -> perform(sent));
        }

        private void perform(Sent sent) {
            running.put(sent.run(), Thread.currentThread());
            for (int i = 0; i < sent.inputs().size(); i++) {
                sent.perform(i);
            }
            synchronized (running) {
                running.remove(sent.run());
                Thread.interrupted();
            }
        }

        @Override
        public void revoke(Run run) {} // refuses to be entered

        @Override
        public void stop(Run run, boolean interruptOnly) {
            if (!interruptOnly) {
                context.stuck(run);
                return;
            }
            synchronized (running) {
                Thread thread = running.get(run);
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public void shutdown(Runnable terminated) {
            whenTerminated = terminated;
            threads.shutdown();
        }

        @Override
        public void kill() {
            threads.shutdown();
            running.values().forEach(Thread::interrupt);
        }
    }
}
