package io.quadriga.process;

import io.quadriga.QuadrigaException;
import io.quadriga.process.internal.OrphanGuard;
import io.quadriga.process.internal.StandardStreams;
import io.quadriga.process.internal.WorkerPipes;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the JVM of a {@link ChildProcess} runs. */
final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) throws Exception {
        ChildProcess child = receive();
        Thread guard = new Thread(new Guard(parent()), "quadriga-parent");
        guard.setDaemon(true);
        guard.start();
        if (child != null) {
            ChildProcess.becomes(child);
            child.run();
        }
    }

    /** Reads the child; one that it cannot decode this process says in a line, and ends. */
    private static @Nullable ChildProcess receive() throws IOException {
        try {
            return ChildFrame.read(WorkerPipes.openIn());
        } catch (QuadrigaException undecodable) {
            StandardStreams.err("child does not begin: " + undecodable.getMessage());
            System.exit(1);
            throw undecodable;
        }
    }

    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    /**
     * Looks now and then whether the parent is still the same. Does not wait for the end of the
     * pipe: a JVM that ends waits 300 ms for a thread that is in a read.
     */
    private record Guard(long parent) implements Runnable {

        private static final long PAUSE_NANOS = 200_000_000;

        @Override
        public void run() {
            while (parent() == parent) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            OrphanGuard.parentGone();
        }
    }
}
