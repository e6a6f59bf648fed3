package io.quadriga.process;

import io.quadriga.process.internal.OrphanGuard;
import io.quadriga.process.internal.WorkerPipes;
import java.util.concurrent.locks.LockSupport;

/** What the JVM of a {@link ChildProcess} runs. */
final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) throws Exception {
        ChildProcess child = ChildFrame.read(WorkerPipes.openIn());
        Thread guard = new Thread(new Guard(parent()), "quadriga-parent");
        guard.setDaemon(true);
        guard.start();
        if (child != null) {
            ChildProcess.becomes(child);
            child.run();
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
